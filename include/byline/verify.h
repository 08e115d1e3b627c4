#pragma once

#include <byline/catalogue.h>

#include <byline/cancellable.h>

G_BEGIN_DECLS

/** How a file stands that the library holds. */
typedef enum {
  BYLINE_KEPT_FINE,     /* it is what it was */
  BYLINE_KEPT_METADATA, /* another program wrote into it; the picture is the same */
  BYLINE_KEPT_PICTURE,  /* another program put another picture there */
  BYLINE_KEPT_ROTTEN, /* damaged: nobody wrote it, or it is not whole, or the disk cannot read it */
  BYLINE_KEPT_MISSING, /* not there */
  BYLINE_KEPT_FAILED,  /* could not be looked at; nothing is known */
  BYLINE_N_KEPT
} BylineKept;

/** Returns: (transfer none): "fine", "metadata-changed", "picture-changed", "rotten", "missing" or
 *   "failed" */
const char *byline_kept_name (BylineKept kept);

/** What was put in the place of a file that was lost. */
typedef enum {
  BYLINE_REPAIR_NONE,  /* nothing: not asked for, or no copy was found */
  BYLINE_REPAIR_WHOLE, /* the same file */
  BYLINE_REPAIR_OLDER, /* as it came in: without what was written into it since */
} BylineRepairOutcome;

/** What is known of one file.  Borrowed by callbacks. */
typedef struct {
  const char *path;   /* relative to the library */
  const BylineId *id; /* nullable: of second copies none is known */
  BylineKept kept;    /* before any repair */
  BylineRepairOutcome repair;
  const char *repaired_from; /* nullable: the copy that was used */
  const char *kept_aside;    /* nullable: where the damaged file went; relative to the library */
  const GError *error;       /* nullable: why it failed, is rotten or was not repaired */
} BylineVerifyItem;

/** Borrowed during the run. */
typedef struct {
  const char *const *paths; /* nullable: only these, relative to the library, NULL-terminated */
  gint64 before_us;         /* else those not verified from then on; G_MAXINT64 for all */
  double share;             /* of these so many, the oldest verified first: above 0, up to 1 */
  const char *repair_from;  /* nullable: a folder with copies; only read */
  guint n_threads;          /* 0: as many as keep the disk busy */
  void (*item) (const BylineVerifyItem *item, gpointer user_data);
  void (*progress) (guint done, guint total, guint64 bytes_done, guint64 bytes_total,
                    gpointer user_data); /* nullable */
  gpointer user_data;                    /* callbacks come on the calling thread */
} BylineVerifyRequest;

typedef struct {
  guint files;            /* looked at */
  guint n[BYLINE_N_KEPT]; /* before any repair */
  guint repaired, older;  /* of those that were lost; @older of the repaired */
  guint64 bytes;          /* read */
} BylineVerifySummary;

/**
 * byline_verify_run:
 * @catalogue: open for writing: it keeps when each file was last read and right
 *
 * Reads every file the library holds past the page cache and compares it with the hash that the
 * catalogue has.  A damaged file that is repaired is kept aside in .byline/damaged/.
 *
 * Returns: FALSE if the run as a whole could not go on: BYLINE_ERROR_BUSY, _CATALOGUE, _CANCELLED
 *   (what was done is noted), or _UNREADABLE for the folder to repair from
 */
gboolean byline_verify_run (BylineCatalogue *catalogue, const BylineVerifyRequest *request,
                            BylineCancellable *cancellable, BylineVerifySummary *summary,
                            GError **error);

G_END_DECLS
