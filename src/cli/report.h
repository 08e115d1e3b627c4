#pragma once

#include <byline/ingest.h>

/**
 * BylineReport:
 *
 * A file of JSON Lines that grows while photos are taken in.  Each line is written when its photo
 * is done and is on the disk a second later at most; what is there from an earlier run stays.
 */
typedef struct _BylineReport BylineReport;

/**
 * byline_report_open:
 * @sources: (array zero-terminated=1): refused as a place for the report: cards are only read
 *
 * Returns: (transfer full): NULL with BYLINE_ERROR_USAGE or _WRITE
 */
BylineReport *byline_report_open (const char *path, char **sources, GError **error);
gboolean byline_report_append (BylineReport *report, const BylineIngestItem *item, GError **error);

/** Brings the rest to the disk and frees @report. */
gboolean byline_report_close (BylineReport *report, GError **error);
void byline_report_free (BylineReport *report); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineReport, byline_report_free)

/** Appends one item as a line of JSON. */
void byline_ingest_item_json (GString *out, const BylineIngestItem *item);
