#pragma once

#include <byline/journal.h>

#include <byline/cancellable.h>

G_BEGIN_DECLS

/** What other programs did to a file of the library. */
typedef enum {
  BYLINE_SYNC_CHANGED,   /* wrote into it, or into its sidecar; the picture is the same */
  BYLINE_SYNC_MOVED,     /* gave it another name or folder, and may have written into it */
  BYLINE_SYNC_ADDED,     /* put a photo there that the library did not have */
  BYLINE_SYNC_REPLACED,  /* put another picture under its name */
  BYLINE_SYNC_DUPLICATE, /* put a further copy of a photo there */
  BYLINE_SYNC_REMOVED,   /* took it away */
  BYLINE_SYNC_FAILED,    /* it cannot be read; what is known of it stays */
  BYLINE_N_SYNCS
} BylineSyncKind;

/** Returns: (transfer none): "changed", "moved", "added", "replaced", "duplicate", "removed" or
 *   "failed" */
const char *byline_sync_name (BylineSyncKind kind);

/** One difference between the library's files and its catalogue.  Borrowed by callbacks. */
typedef struct {
  BylineSyncKind kind;
  const char *path;         /* relative to the library */
  const char *from;         /* nullable: of MOVED, where it was; of DUPLICATE, the photo's file */
  const BylineId *id;       /* nullable: of FAILED */
  const GPtrArray *changes; /* of BylineJournalChange: believed values, before and after */
  const GHashTable *typed;  /* names of fields that a person set with byline, as a set */
  const GError *error;      /* nullable: of FAILED */
} BylineSyncItem;

/** Borrowed during the run. */
typedef struct {
  gboolean dry_run;    /* change nothing */
  gboolean reread;     /* look into every file, not only those that were touched */
  gboolean removed;    /* believe it even if most photos seem to be gone */
  const char *charset; /* nullable: as byline_photo_read_as() takes it */
  guint n_threads;     /* 0: one a core */
  void (*item) (const BylineSyncItem *item, gpointer user_data);
  void (*progress) (guint done, guint total, gpointer user_data); /* nullable */
  gpointer user_data; /* callbacks come on the calling thread */
} BylineSyncRequest;

typedef struct {
  guint files;     /* that were there */
  guint looked_at; /* of them, read */
  guint n[BYLINE_N_SYNCS];
} BylineSyncSummary;

/**
 * byline_sync_run:
 * @catalogue: open for writing
 *
 * Makes the catalogue say what the files say.  Files are only read.  A photo that was taken away
 * keeps its job and its edits, for the day it comes back.
 *
 * Returns: FALSE if the run as a whole could not go on: BYLINE_ERROR_BUSY, _CATALOGUE, _CANCELLED
 *   (what was done stays), _UNREADABLE, or _REFUSED where more than half of the photos are gone:
 *   the disk may not be there
 */
gboolean byline_sync_run (BylineCatalogue *catalogue, const BylineSyncRequest *request,
                          BylineCancellable *cancellable, BylineSyncSummary *summary,
                          GError **error);

G_END_DECLS
