#include "cli/ingest_thumbs.h"

#include "cli/terminal.h"

#include <byline/publish.h>

#include <string.h>

/* So many at once, so that one call keeps all cores busy and none waits long to begin. */
#define BATCH 32

struct _BylineIngestThumbs {
  BylineProfile *profile;
  char *folder;
  gboolean for_desk;              /* in .byline/, where nobody publishes them from */
  BylineCancellable *cancellable; /* borrowed */
  GAsyncQueue *paths;             /* of char *; "" ends */
  GThread *thread;

  /* the thread's until it was joined */
  guint n_photos, n_made;
  GPtrArray *problems; /* of GError: photos that failed */
  GError *fatal;       /* why no more is tried */
};

static void
on_item (const BylinePublishItem *item, gpointer user_data)
{
  BylineIngestThumbs *thumbs = user_data;

  if (item->error != NULL) {
    g_ptr_array_add (thumbs->problems, g_error_copy (item->error));
    return;
  }
  thumbs->n_photos++;
  for (guint i = 0; i < item->renditions->len; i++)
    thumbs->n_made += ((const BylinePublished *) item->renditions->pdata[i])->made ? 1 : 0;
}

static void
publish (BylineIngestThumbs *thumbs, const GPtrArray *paths)
{
  const BylinePublishRequest request = { .folder = thumbs->folder,
                                         .spec = thumbs->profile->spec,
                                         .fields = thumbs->profile->fields,
                                         .allow_uncredited = thumbs->for_desk,
                                         .item = on_item,
                                         .user_data = thumbs };
  g_autofree BylinePublishPhoto *photos = g_new0 (BylinePublishPhoto, MAX (paths->len, 1));

  for (guint i = 0; i < paths->len; i++)
    photos[i].path = paths->pdata[i];
  if (thumbs->fatal == NULL && paths->len > 0)
    byline_publish (photos, paths->len, &request, thumbs->cancellable, &thumbs->fatal);
}

/* What is waiting, but at least one.  Returns: FALSE at the end */
static gboolean
gather (BylineIngestThumbs *thumbs, GPtrArray *paths)
{
  char *path = g_async_queue_pop (thumbs->paths);

  for (; path != NULL; path = paths->len < BATCH ? g_async_queue_try_pop (thumbs->paths) : NULL) {
    if (*path == '\0') {
      g_free (path);
      return FALSE;
    }
    g_ptr_array_add (paths, path);
  }
  return TRUE;
}

static gpointer
work (gpointer data)
{
  gboolean more = TRUE;

  while (more) {
    g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);

    more = gather (data, paths);
    publish (data, paths);
  }
  return NULL;
}

BylineIngestThumbs *
byline_ingest_thumbs_begin (BylineCall *call, const char *profile, const char *folder,
                            BylineCancellable *cancellable, GError **error)
{
  const BylineConfig *config = byline_call_config (call, error);
  BylineProfile *chosen = config != NULL ? byline_profile_load (config, profile, error) : NULL;
  BylineIngestThumbs *thumbs = NULL;

  if (chosen == NULL)
    return NULL;
  thumbs = g_new0 (BylineIngestThumbs, 1);
  thumbs->profile = chosen;
  thumbs->folder = folder != NULL ? g_strdup (folder)
                                  : g_build_filename (byline_catalogue_library (call->catalogue),
                                                      ".byline", "thumbs", profile, NULL);
  thumbs->for_desk = folder == NULL;
  thumbs->cancellable = cancellable;
  thumbs->paths = g_async_queue_new_full (g_free);
  thumbs->problems = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);
  thumbs->thread = g_thread_new ("thumbs", work, thumbs);
  return thumbs;
}

void
byline_ingest_thumbs_add (BylineIngestThumbs *thumbs, const char *path)
{
  g_async_queue_push (thumbs->paths, g_strdup (path));
}

gboolean
byline_ingest_thumbs_end (BylineIngestThumbs *thumbs, BylineCall *call, GError **error)
{
  gboolean done;

  g_async_queue_push (thumbs->paths, g_strdup (""));
  g_thread_join (thumbs->thread);
  done = thumbs->fatal == NULL;
  for (guint i = 0; i < thumbs->problems->len; i++)
    byline_call_failed (call, thumbs->problems->pdata[i]);
  if (thumbs->n_photos > 0 || thumbs->problems->len > 0)
    byline_say ("%u renditions made of %u photos, in %s", thumbs->n_made, thumbs->n_photos,
                thumbs->folder);
  if (!done)
    g_propagate_error (error, g_steal_pointer (&thumbs->fatal));
  g_ptr_array_unref (thumbs->problems);
  g_async_queue_unref (thumbs->paths);
  byline_profile_free (thumbs->profile);
  g_free (thumbs->folder);
  g_free (thumbs);
  return done;
}
