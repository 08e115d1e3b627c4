#pragma once

#include "container/tiff.h"

/** A stretch of a TIFF file that something in it needs. */
typedef struct {
  guint64 start, end;
  gboolean own; /* IFD0, the Exif directory, or a value of theirs that byline writes */
} BylineTiffClaim;

/**
 * byline_tiff_claims:
 *
 * Walks all of the file, and finds who needs what lies at @from or behind it.
 *
 * Returns: (transfer full) (element-type BylineTiffClaim): NULL with BYLINE_ERROR_MALFORMED where
 *   the file cannot be appended to safely: its directories cannot be followed, something is said
 *   to lie behind its end, where it would be found from then on, or over its header
 */
GArray *byline_tiff_claims (const BylineIfdFile *file, guint64 from, GError **error);

/** Zeros that byline puts behind a directory which has no values behind it, to know it again. */
guint byline_tiff_mark_size (const BylineIfdFile *file);

/** Is what lies from @start to the end of the file what byline has appended, and nobody else's? */
gboolean byline_tiff_appended (const BylineIfdFile *file, GArray *claims, guint64 start);
