#pragma once

#include "base/json.h"
#include "cli/output.h"
#include "metadata/values_json.h"

#include <byline/catalogue.h>

/* The version of the JSON that docs/output.md describes; it grows when a key changes meaning or
 * goes away, not when one is added. */
#define BYLINE_OUTPUT_VERSION 1

/** A photo to print.  All borrowed. */
typedef struct {
  const BylineId *id; /* nullable */
  const char *path;
  const BylineMetadata *metadata;
  gboolean layers;
  const BylineEntry *entry; /* nullable: what only the catalogue knows, too */
} BylinePhotoView;

/** Appends one photo as a line of JSON. */
void byline_photo_json (BylineOutput *output, const BylinePhotoView *view);

/** Appends one photo for people: a name and a value a line, empty ones left out. */
void byline_photo_text (BylineOutput *output, const BylinePhotoView *view);

/** Appends values for people on one line: "A; B", "[kk] …". */
void byline_values_text (GString *out, const BylineText *values, guint n);

/** Appends @path as the heading of what is said about it. */
void byline_heading_text (BylineOutput *output, const char *path);
