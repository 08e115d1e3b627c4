#pragma once

#include <glib.h>

/**
 * BylineProgress:
 *
 * One line on standard error that says how far a long run is; only where standard error is a
 * terminal.  Lives on the stack; all zero is not shown.
 */
typedef struct {
  gboolean shown; /* may be drawn at all */
  gboolean drawn; /* is on the screen now */
  gint64 last_us; /* when it was drawn */
} BylineProgress;

/** How far a run is.  Bytes are left out where both are 0, and a @total of 0 that nobody knows. */
typedef struct {
  guint done, total;
  guint64 bytes_done, bytes_total;
  gint64 elapsed_us;
  const char *more; /* nullable: what else there is to say, safe for a terminal */
  const char *what; /* what is counted; NULL: "photos" */
} BylineProgressState;

void byline_progress_init (BylineProgress *progress);

/** Draws, at most ten times a second. */
void byline_progress_draw (BylineProgress *progress, const BylineProgressState *state);

/** Takes the line away, so that something else may be said. */
void byline_progress_clear (BylineProgress *progress);

/** Appends the line itself: "312/800 photos, 4.1 of 10.2 GB, 85.0 MB/s, 1:12 left". */
void byline_progress_text (GString *out, const BylineProgressState *state);
