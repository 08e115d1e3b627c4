#pragma once

#include <byline/catalogue.h>

/**
 * BylineFound:
 *
 * A file of the library as it is now; what a worker finds out.
 */
typedef struct {
  char *path;          /* in: relative to the library */
  char *whole;         /* in: how to open it */
  guint index;         /* in: its place in the run */
  const char *charset; /* in; nullable, as byline_photo_read_as() takes it; borrowed */

  gboolean is_photo; /* FALSE for what no format claims, without an error */
  BylineId id;
  guint8 sha256[BYLINE_SHA256_SIZE];
  BylineFileStamp stamp;
  BylineMetadata *metadata;
  GError *error; /* why it cannot be read; names it */
} BylineFound;

void byline_found_free (BylineFound *found); /* NULL is a no-op */

/** Fills in the rest of @data, a BylineFound; for a worker. */
void byline_found_look (gpointer data);
