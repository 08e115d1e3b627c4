#pragma once

#include <byline/catalogue.h>
#include <byline/credit.h>
#include <byline/edit.h>
#include <byline/photo.h>

#include <byline/cancellable.h>

G_BEGIN_DECLS

/** What became of one photo.  Borrowed by callbacks. */
typedef struct {
  const char *path;
  gboolean changed;       /* FALSE with no error: it said so already and was left alone */
  const GPtrArray *cut;   /* of char *: what IIM's limits cut; NULL if nothing */
  const GPtrArray *notes; /* of char *: what else there is to tell; NULL if nothing */
  const char *sidecar;    /* the sidecar that was written, too or instead; NULL if none */
  const GError *error;    /* the photo is untouched; the message names it */
} BylineSetItem;

/** What to write into which files.  Borrowed during the run. */
typedef struct {
  const char *const *paths;   /* NULL-terminated */
  const BylineEdit *edit;     /* nullable: the same for all */
  const BylinePreset *preset; /* nullable: instead, what depends on the photo */
  const char *job;            /* nullable: the preset's {job} */
  BylineWriteOptions write;
  const char *journal; /* nullable: folder of the journal for photos outside of the library */
  guint n_threads;     /* 0: one a core */
  void (*item) (const BylineSetItem *item, gpointer user_data); /* nullable; in the paths' order */
  gpointer user_data; /* callbacks come on the calling thread */
} BylineSetRequest;

/**
 * byline_set_run:
 * @catalogue: (nullable): for photos in its library, it follows the files and its journal keeps
 *   what undo needs
 *
 * Writes an edit into many photos, on all cores; one that fails does not stop the others.  What
 * undo needs is on the disk before a photo is replaced.
 *
 * Returns: FALSE if the run as a whole could not go on: BYLINE_ERROR_BUSY, _CATALOGUE, _CANCELLED
 */
gboolean byline_set_run (BylineCatalogue *catalogue, const BylineSetRequest *request,
                         BylineCancellable *cancellable, GError **error);

G_END_DECLS
