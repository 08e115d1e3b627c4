#include "ingest/plan.h"

#include "ingest/heads.h"
#include "ingest/places.h"

#include <limits.h>
#include <pthread.h>
#include <string.h>

struct _BylinePlan {
  pthread_mutex_t mutex; /* not GMutex: ThreadSanitizer knows this one */
  BylineCard *card;
  BylineCaptures *captures;
  BylinePlaces *places; /* under the mutex */
};

static BylinePlan *
new_plan (void)
{
  BylinePlan *plan = g_new0 (BylinePlan, 1);

  pthread_mutex_init (&plan->mutex, NULL);
  return plan;
}

void
byline_plan_free (BylinePlan *plan)
{
  if (plan == NULL)
    return;
  g_clear_pointer (&plan->places, byline_places_free);
  g_clear_pointer (&plan->captures, byline_captures_free);
  g_clear_pointer (&plan->card, byline_card_free);
  pthread_mutex_destroy (&plan->mutex);
  g_free (plan);
}

static BylineCapture *
capture_at (const BylinePlan *plan, guint index)
{
  return g_ptr_array_index (plan->captures->all, index);
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
number_captures (BylinePlan *plan, guint seq, BylineNameTexts *texts)
{
  guint first = 0;

  for (guint i = 0; i < plan->captures->all->len; i++) {
    BylineCapture *capture = capture_at (plan, i);

    byline_names_number (capture, ++seq, texts);
    capture->first = first;
    first += capture->n_files;
    byline_spill_tend (plan->card->spill);
  }
}

/* Longer than system calls take: told now, not when half of the card is copied. */
static void
check_lengths (BylineCapture *capture, const char *library)
{
  for (guint i = 0; i < capture->n_files; i++) {
    BylineCardFile *card = capture->files[i];
    const BylinePlanFile file = { card, capture };
    g_autofree char *path = byline_places_path (&file, capture->number);
    g_autofree char *source = NULL;

    if (byline_card_file_error (card) != NULL || strlen (library) + 1 + strlen (path) < PATH_MAX)
      continue;
    source = byline_card_file_path (card);
    g_clear_error (&card->problem);
    card->damaged = FALSE;
    g_set_error (&card->problem, BYLINE_ERROR, BYLINE_ERROR_REFUSED,
                 "%s: its path in the library would be too long", source);
  }
}

static gboolean
place_captures (BylinePlan *plan, const char *library, const BylineNaming *naming,
                BylineCancellable *cancellable, GError **error)
{
  const guint n = plan->captures->all->len;

  for (guint i = 0; i < n; i++) {
    BylineCapture *capture = capture_at (plan, i);

    if (byline_cancellable_is_cancelled (cancellable))
      return throw_cancelled (error);
    if (!byline_places_choose (plan->places, i, error))
      return FALSE;
    check_lengths (capture, library);
    byline_spill_tend (plan->card->spill);
    if (naming->looked !=
        NULL) /* what lies under its name is compared: that takes as long as reading */
      naming->looked (i + 1, n, naming->looked_data);
  }
  return TRUE;
}

/* Heads, times, order, numbers. */
static gboolean
name_captures (BylinePlan *plan, const BylineIngestRequest *request, const BylineNaming *naming,
               guint n_threads, BylineCancellable *cancellable, GError **error)
{
  g_autoptr (BylineLive) live = byline_live_new (plan->card->spill);
  BylineNameTexts texts = { .spill = plan->card->spill };

  if (!byline_heads_read (plan->captures, naming, &texts, live, n_threads, cancellable))
    return throw_cancelled (error);
  if (!request->part && !check_shifts (&naming->clocks, error))
    return FALSE;
  byline_live_join (live, plan->captures);
  byline_captures_order (plan->captures);
  number_captures (plan, request->captures_before, &texts);
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
  if (!name_captures (plan, request, naming, n_threads, cancellable, error))
    return NULL;
  plan->places = byline_places_new (library, request, plan->captures, error);
  if (plan->places == NULL || !place_captures (plan, library, naming, cancellable, error))
    return NULL;
  return g_steal_pointer (&plan);
}

/* Asking -------------------------------------------------------------------------------------- */

guint
byline_plan_n_files (const BylinePlan *plan)
{
  return plan->card->files->len;
}

/* Captures lie in the order of their first files' indexes. */
BylinePlanFile
byline_plan_file (const BylinePlan *plan, guint index)
{
  guint low = 0, high = plan->captures->all->len;
  BylineCapture *capture;

  byline_spill_tend (plan->card->spill);
  while (high - low > 1) {
    const guint middle = low + (high - low) / 2;

    if (capture_at (plan, middle)->first <= index)
      low = middle;
    else
      high = middle;
  }
  capture = capture_at (plan, low);
  return (BylinePlanFile){ .card = capture->files[index - capture->first], .capture = capture };
}

guint64
byline_plan_bytes (const BylinePlan *plan)
{
  guint64 bytes = 0;

  for (guint i = 0; i < plan->card->files->len; i++) {
    bytes += ((const BylineCardFile *) g_ptr_array_index (plan->card->files, i))->size;
    byline_spill_tend (plan->card->spill);
  }
  return bytes;
}

gboolean
byline_plan_shares_size (const BylinePlan *plan, const BylineCardFile *card, guint64 size)
{
  for (guint i = 0; i < plan->card->files->len; i++) {
    const BylineCardFile *other = g_ptr_array_index (plan->card->files, i);

    if (other != card && other->size == size)
      return TRUE;
    byline_spill_tend (plan->card->spill);
  }
  return FALSE;
}

guint
byline_plan_n_captures (const BylinePlan *plan)
{
  return plan->captures->all->len;
}

guint
byline_plan_n_undated (const BylinePlan *plan)
{
  guint n = 0;

  for (guint i = 0; i < plan->captures->all->len; i++) {
    const BylineCapture *capture = capture_at (plan, i);

    byline_spill_tend (plan->card->spill);
    if (byline_card_file_error (capture->files[0]) == NULL &&
        capture->taken.zone == BYLINE_ZONE_UNDATED)
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

char *
byline_plan_rename (BylinePlan *plan, const BylinePlanFile *file, const char *taken, GError **error)
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
