#pragma once

#include "cli/output.h"

#include <byline/catalogue.h>

/** A photo to export.  All borrowed. */
typedef struct {
  const BylineEntry *entry;
  const char *path;     /* how to open it from here */
  const char *base_url; /* nullable: what the photo's path in the library is appended to */
} BylineExportPhoto;

/**
 * BylineExportFormat:
 *
 * A way to put photos into one file for other programs or people.
 */
typedef struct {
  const char *name;
  void (*begin) (BylineOutput *output, const char *title);
  /* Returns: FALSE where the photo cannot be exported; nothing is appended then */
  gboolean (*photo) (BylineOutput *output, const BylineExportPhoto *photo, GError **error);
  void (*end) (BylineOutput *output);
} BylineExportFormat;

/** JSON Lines: all that the catalogue knows, for byline import and for scripts. */
extern const BylineExportFormat byline_export_jsonl;
/** RFC 4180: a table for spreadsheets. */
extern const BylineExportFormat byline_export_csv;
/** IPTC ninjs 1.4, one picture a line. */
extern const BylineExportFormat byline_export_ninjs;
/** One HTML page with small pictures in it, to be printed. */
extern const BylineExportFormat byline_export_sheet;
