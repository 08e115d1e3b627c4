#pragma once

#include <byline/copies.h>

#include <byline/cancellable.h>

G_BEGIN_DECLS

/** How a copy stands that was written down. */
typedef enum {
  BYLINE_PLACE_VERIFIED,   /* there, with its size, and it was read back once: this one counts */
  BYLINE_PLACE_UNVERIFIED, /* there, but it was never read back */
  BYLINE_PLACE_MISSING,    /* not there, or its disk is not */
  BYLINE_PLACE_CHANGED,    /* of another size, or, read again, with another hash */
  BYLINE_N_PLACE_STATES
} BylinePlaceState;

/** Returns: (transfer none): "verified", "unverified", "missing" or "changed" */
const char *byline_place_state_name (BylinePlaceState state);

/** Where a copy lies.  Borrowed. */
typedef struct {
  const char *folder; /* absolute: the library's or a backup's */
  const char *path;   /* relative to it */
  BylinePlaceState state;
} BylinePlace;

/** What is known of one file on a card.  Borrowed by callbacks. */
typedef struct {
  const char *source;   /* absolute */
  const guint8 *sha256; /* NULL if it could not be read */
  guint64 size;
  guint copies;  /* folders that have a verified copy */
  gboolean safe; /* as many as were asked for */
  const BylinePlace *places;
  guint n_places;
  const GError *error; /* nullable: why it could not be read; names it */
} BylineCardCheckItem;

/** Borrowed during the run. */
typedef struct {
  const char *const *sources; /* files or folders, NULL-terminated; only read */
  guint min_copies;           /* at least 1 */
  gboolean read;              /* read every copy again, past the page cache */
  guint n_threads;            /* 0: as many as keep card and disks busy */
  void (*item) (const BylineCardCheckItem *item, gpointer user_data); /* in the order of names */
  void (*progress) (guint done, guint total, gpointer user_data);     /* nullable */
  gpointer user_data; /* callbacks come on the calling thread */
} BylineCardCheckRequest;

typedef struct {
  guint files, safe;
  guint64 bytes;
} BylineCardCheckSummary;

/**
 * byline_card_check:
 *
 * May a card be formatted?  Reads every file on it, whatever its kind, and looks by its hash how
 * many folders have a verified copy of those bytes that is still there.  Left out is what no
 * photographer put there: hidden files, MISC/, a camera's catalogue (.CTG) and what Windows leaves.
 *
 * Returns: FALSE if the run as a whole failed: BYLINE_ERROR_UNREADABLE (a source), _CATALOGUE,
 *   _CANCELLED; files that are not safe are items
 */
gboolean byline_card_check (BylineCatalogue *catalogue, const BylineCardCheckRequest *request,
                            BylineCancellable *cancellable, BylineCardCheckSummary *summary,
                            GError **error);

G_END_DECLS
