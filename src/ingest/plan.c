#include "ingest/plan.h"

#include "ingest/heads.h"
#include "ingest/places.h"

#include <limits.h>
#include <pthread.h>
#include <string.h>

#define TEXTS_BLOCK 4096

struct _BylinePlan {
  pthread_mutex_t mutex; /* not GMutex: ThreadSanitizer knows this one */
  BylineCard *card;
  GPtrArray *captures;  /* of BylineCapture */
  GArray *files;        /* of BylinePlanFile */
  GStringChunk *texts;  /* of captures and files */
  BylinePlaces *places; /* under the mutex */
};

static void
clear_file (gpointer data)
{
  g_free (((BylinePlanFile *) data)->shot);
}

static BylinePlan *
new_plan (void)
{
  BylinePlan *plan = g_new0 (BylinePlan, 1);

  pthread_mutex_init (&plan->mutex, NULL);
  plan->files = g_array_new (FALSE, FALSE, sizeof (BylinePlanFile));
  g_array_set_clear_func (plan->files, clear_file);
  plan->texts = g_string_chunk_new (TEXTS_BLOCK);
  return plan;
}

void
byline_plan_free (BylinePlan *plan)
{
  if (plan == NULL)
    return;
  g_clear_pointer (&plan->places, byline_places_free);
  g_array_unref (plan->files);
  g_string_chunk_free (plan->texts);
  g_clear_pointer (&plan->captures, g_ptr_array_unref);
  g_clear_pointer (&plan->card, byline_card_free);
  pthread_mutex_destroy (&plan->mutex);
  g_free (plan);
}

/* Making -------------------------------------------------------------------------------------- */

static gboolean
throw_cancelled (GError **error)
{
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_CANCELLED,
               "interrupted while the plan was made; nothing was copied");
  return FALSE;
}

/* A shift that fits no camera is a mistyped one: the photos it was meant for would go wrong. */
static gboolean
check_shifts (const BylineClocks *clocks, GError **error)
{
  for (guint i = 0; i < clocks->n_shifts; i++)
    if (g_atomic_int_get (&clocks->used[i]) == 0) {
      g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE,
                   "no photo here was taken with the camera “%s”, whose clock is to be shifted",
                   clocks->shifts[i].camera);
      return FALSE;
    }
  return TRUE;
}

static void
number_captures (BylinePlan *plan, guint seq)
{
  for (guint i = 0; i < plan->captures->len; i++) {
    BylineCapture *capture = g_ptr_array_index (plan->captures, i);

    byline_names_number (capture, ++seq, plan->texts);
  }
}

static void
list_files (BylinePlan *plan)
{
  for (guint i = 0; i < plan->captures->len; i++) {
    BylineCapture *capture = g_ptr_array_index (plan->captures, i);

    const guint first = plan->files->len;

    for (guint j = 0; j < capture->n_files; j++) {
      const BylineCardFile *card = capture->files[j];
      g_autofree char *ending = byline_names_ending (card);
      const BylinePlanFile file = { .card = card,
                                    .capture = capture,
                                    .first = first,
                                    .ending = g_string_chunk_insert_const (plan->texts, ending) };

      g_array_append_val (plan->files, file);
    }
  }
}

/* Longer than system calls take: told now, not when half of the card is copied. */
static void
check_lengths (BylinePlanFile *files, guint n, const char *library)
{
  for (guint i = 0; i < n; i++) {
    BylineCardFile *card = files->capture->files[i];
    g_autofree char *path = byline_places_path (&files[i], files->capture->number);

    if (card->error == NULL && strlen (library) + 1 + strlen (path) >= PATH_MAX)
      g_set_error (&card->error, BYLINE_ERROR, BYLINE_ERROR_REFUSED,
                   "%s: its path in the library would be too long", card->path);
  }
}

static gboolean
place_captures (BylinePlan *plan, const char *library, const BylineNaming *naming,
                BylineCancellable *cancellable, GError **error)
{
  guint placed = 0;

  for (guint first = 0; first < plan->files->len;) {
    BylinePlanFile *files = byline_plan_file (plan, first);
    const guint n = files->capture->n_files;

    if (byline_cancellable_is_cancelled (cancellable))
      return throw_cancelled (error);
    if (!byline_places_choose (plan->places, files, n, error))
      return FALSE;
    check_lengths (files, n, library);
    first += n;
    if (naming->looked !=
        NULL) /* what lies under its name is compared: that takes as long as reading */
      naming->looked (++placed, plan->captures->len, naming->looked_data);
  }
  return TRUE;
}

BylinePlan *
byline_plan_new (const char *library, const BylineIngestRequest *request,
                 const BylineNaming *naming, guint n_threads, BylineCancellable *cancellable,
                 GError **error)
{
  g_autoptr (BylinePlan) plan = new_plan ();

  plan->card = byline_walk (request->sources, error);
  if (plan->card == NULL)
    return NULL;
  plan->captures = byline_captures_find (plan->card);
  if (!byline_heads_read (plan->captures, naming, plan->texts, n_threads, cancellable)) {
    throw_cancelled (error);
    return NULL;
  }
  if (!request->part && !check_shifts (&naming->clocks, error))
    return NULL;
  byline_captures_order (plan->captures);
  number_captures (plan, request->captures_before);
  list_files (plan);
  plan->places = byline_places_new (library, request, error);
  if (plan->places == NULL || !place_captures (plan, library, naming, cancellable, error))
    return NULL;
  return g_steal_pointer (&plan);
}

/* Asking -------------------------------------------------------------------------------------- */

guint
byline_plan_n_files (const BylinePlan *plan)
{
  return plan->files->len;
}

BylinePlanFile *
byline_plan_file (const BylinePlan *plan, guint index)
{
  return &g_array_index (plan->files, BylinePlanFile, index);
}

guint
byline_plan_n_captures (const BylinePlan *plan)
{
  return plan->captures->len;
}

guint
byline_plan_n_undated (const BylinePlan *plan)
{
  guint n = 0;

  for (guint i = 0; i < plan->files->len; i++) {
    const BylinePlanFile *file = byline_plan_file (plan, i);

    if (file->card == file->capture->files[0] && file->card->error == NULL &&
        file->capture->taken.zone == BYLINE_ZONE_UNDATED)
      n++;
  }
  return n;
}

guint
byline_plan_left_out (const BylinePlan *plan)
{
  return plan->card->left_out;
}

char *
byline_plan_path (BylinePlan *plan, const BylinePlanFile *file)
{
  char *path;

  pthread_mutex_lock (&plan->mutex);
  path = byline_places_path (file, file->capture->number);
  pthread_mutex_unlock (&plan->mutex);
  return path;
}

guint
byline_plan_number (BylinePlan *plan, const BylinePlanFile *file, const char *path)
{
  g_autofree char *planned = NULL;
  guint number;

  pthread_mutex_lock (&plan->mutex);
  number = file->capture->number;
  pthread_mutex_unlock (&plan->mutex);
  planned = byline_places_path (file, number);
  return g_strcmp0 (planned, path) == 0 ? number : 0;
}

char *
byline_plan_rename (BylinePlan *plan, BylinePlanFile *file, const char *taken, GError **error)
{
  g_autofree char *now = NULL;
  gboolean renamed = TRUE;

  pthread_mutex_lock (&plan->mutex);
  now = byline_places_path (file, file->capture->number);
  if (g_str_equal (now, taken)) /* else another file of the capture has met the same before */
    renamed = byline_places_choose_next (plan->places, file, error);
  g_free (now);
  now = renamed ? byline_places_path (file, file->capture->number) : NULL;
  pthread_mutex_unlock (&plan->mutex);
  return g_steal_pointer (&now);
}
