#include "cli/ingest_thumbs.h"

#include "base/spill.h"
#include "cli/terminal.h"

#include <byline/publish.h>

#include <pthread.h>
#include <string.h>

/* So many at once, so that one call keeps all cores busy and none waits long to begin. */
#define BATCH 32

/* A photo whose renditions are to be made.  Pictures take longer to decode than to copy: very many
 * may wait. */
typedef struct _Waiting {
  struct _Waiting *next;
  BylineId id;
  char path[]; /* absolute */
} Waiting;

struct _BylineIngestThumbs {
  BylineProfile *profile;
  char *folder;
  gboolean for_desk;              /* in .byline/, where nobody publishes them from */
  BylineCancellable *cancellable; /* borrowed */
  BylineCatalogue *catalogue;     /* nullable: of a site's; the thread's */
  GThread *thread;

  pthread_mutex_t mutex; /* for those that wait; not GMutex: ThreadSanitizer knows this one */
  pthread_cond_t came;
  BylineSpill *spill;    /* of Waiting */
  Waiting *first, *last; /* nullable */
  gboolean ended;        /* no more will come */

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
publish (BylineIngestThumbs *thumbs, const GPtrArray *waiting)
{
  const BylinePublishRequest request = { .folder = thumbs->folder,
                                         .catalogue = thumbs->catalogue,
                                         .profile = thumbs->profile->name,
                                         .spec = thumbs->profile->spec,
                                         .fields = thumbs->profile->fields,
                                         .allow_uncredited = thumbs->for_desk,
                                         .item = on_item,
                                         .user_data = thumbs };
  g_autofree BylinePublishPhoto *photos = g_new0 (BylinePublishPhoto, MAX (waiting->len, 1));

  for (guint i = 0; i < waiting->len; i++) {
    const Waiting *photo = waiting->pdata[i];

    photos[i] = (BylinePublishPhoto){ .path = photo->path, .id = &photo->id };
  }
  if (thumbs->fatal == NULL && waiting->len > 0)
    byline_publish (photos, waiting->len, &request, thumbs->cancellable, &thumbs->fatal);
}

/* What is waiting, but at least one.  Returns: FALSE at the end */
static gboolean
gather (BylineIngestThumbs *thumbs, GPtrArray *waiting)
{
  pthread_mutex_lock (&thumbs->mutex);
  while (thumbs->first == NULL && !thumbs->ended)
    pthread_cond_wait (&thumbs->came, &thumbs->mutex);
  for (; thumbs->first != NULL && waiting->len < BATCH; thumbs->first = thumbs->first->next)
    g_ptr_array_add (waiting, thumbs->first);
  pthread_mutex_unlock (&thumbs->mutex);
  byline_spill_tend (thumbs->spill);
  return waiting->len > 0;
}

static gpointer
work (gpointer data)
{
  g_autoptr (GPtrArray) waiting = g_ptr_array_new ();

  while (gather (data, waiting)) {
    publish (data, waiting);
    g_ptr_array_set_size (waiting, 0);
  }
  return NULL;
}

static void
free_thumbs (BylineIngestThumbs *thumbs)
{
  g_clear_pointer (&thumbs->problems, g_ptr_array_unref);
  g_clear_pointer (&thumbs->catalogue, byline_catalogue_free);
  byline_spill_free (thumbs->spill);
  pthread_cond_destroy (&thumbs->came);
  pthread_mutex_destroy (&thumbs->mutex);
  byline_profile_free (thumbs->profile);
  g_free (thumbs->folder);
  g_free (thumbs);
}

/* What is made for the desk is not published; and a connection is one thread's. */
static gboolean
open_catalogue (BylineIngestThumbs *thumbs, BylineCall *call, GError **error)
{
  if (thumbs->for_desk)
    return TRUE;
  thumbs->catalogue = byline_catalogue_open (byline_catalogue_library (call->catalogue),
                                             BYLINE_CATALOGUE_WRITE, error);
  return thumbs->catalogue != NULL;
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
  thumbs->problems = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);
  thumbs->spill = byline_spill_new ();
  pthread_mutex_init (&thumbs->mutex, NULL);
  pthread_cond_init (&thumbs->came, NULL);
  if (!open_catalogue (thumbs, call, error)) {
    free_thumbs (thumbs);
    return NULL;
  }
  thumbs->thread = g_thread_new ("thumbs", work, thumbs);
  return thumbs;
}

void
byline_ingest_thumbs_add (BylineIngestThumbs *thumbs, const BylineId *id, const char *path)
{
  const gsize size = strlen (path) + 1;
  Waiting *photo = byline_spill_take (thumbs->spill, sizeof *photo + size);

  photo->id = *id;
  memcpy (photo->path, path, size);
  pthread_mutex_lock (&thumbs->mutex);
  if (thumbs->first == NULL)
    thumbs->first = photo;
  else
    thumbs->last->next = photo;
  thumbs->last = photo;
  pthread_cond_signal (&thumbs->came);
  pthread_mutex_unlock (&thumbs->mutex);
  byline_spill_tend (thumbs->spill);
}

gboolean
byline_ingest_thumbs_end (BylineIngestThumbs *thumbs, BylineCall *call, GError **error)
{
  gboolean done;

  pthread_mutex_lock (&thumbs->mutex);
  thumbs->ended = TRUE;
  pthread_cond_signal (&thumbs->came);
  pthread_mutex_unlock (&thumbs->mutex);
  g_thread_join (thumbs->thread);
  done = thumbs->fatal == NULL;
  for (guint i = 0; i < thumbs->problems->len; i++)
    byline_call_failed (call, thumbs->problems->pdata[i]);
  if (thumbs->n_photos > 0 || thumbs->problems->len > 0)
    byline_say ("%u renditions made of %u photos, in %s", thumbs->n_made, thumbs->n_photos,
                thumbs->folder);
  if (!done)
    g_propagate_error (error, g_steal_pointer (&thumbs->fatal));
  free_thumbs (thumbs);
  return done;
}
