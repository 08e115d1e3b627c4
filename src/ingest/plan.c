#include "ingest/plan.h"

#include <byline/error.h>

#include "base/newfile.h"

#include <pthread.h>
#include <string.h>

/* In place of a path on disk: given out in this run. */
#define GIVEN_OUT ""
#define MAX_SAME_NAME 100000

struct _BylinePlan {
  pthread_mutex_t mutex; /* not GMutex: ThreadSanitizer knows this one */
  pthread_cond_t turned;
  guint turn; /* whose turn it is to ask */

  char *library;
  guint flags;
  BylineCatalogue *catalogue; /* one thread at a time: under the mutex */
  GHashTable *pictures;       /* BylineId → index + 1 */
  GHashTable *listed;         /* folders whose names are in @names */
  GHashTable *names;          /* folded path → path on disk, or GIVEN_OUT */
  GHashTable *next_number;    /* folded path without number → the next one to try */
};

static guint
hash_id (gconstpointer key)
{
  guint hash;

  memcpy (&hash, ((const BylineId *) key)->bytes, sizeof hash); /* SHA-256: as good as random */
  return hash;
}

static gboolean
same_id (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, sizeof (BylineId)) == 0;
}

BylinePlan *
byline_plan_new (const char *library, guint flags, GError **error)
{
  g_autoptr (BylineCatalogue) catalogue =
      byline_catalogue_open (library, BYLINE_CATALOGUE_READ, error);
  BylinePlan *plan;

  if (catalogue == NULL)
    return NULL;
  plan = g_new0 (BylinePlan, 1);
  pthread_mutex_init (&plan->mutex, NULL);
  pthread_cond_init (&plan->turned, NULL);
  plan->library = g_strdup (library);
  plan->flags = flags;
  plan->catalogue = g_steal_pointer (&catalogue);
  plan->pictures = g_hash_table_new_full (hash_id, same_id, g_free, NULL);
  plan->listed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  plan->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  plan->next_number = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return plan;
}

void
byline_plan_free (BylinePlan *plan)
{
  if (plan == NULL)
    return;
  g_hash_table_unref (plan->next_number);
  g_hash_table_unref (plan->names);
  g_hash_table_unref (plan->listed);
  g_hash_table_unref (plan->pictures);
  byline_catalogue_free (plan->catalogue);
  g_free (plan->library);
  pthread_cond_destroy (&plan->turned);
  pthread_mutex_destroy (&plan->mutex);
  g_free (plan);
}

void
byline_verdict_clear (BylineVerdict *verdict)
{
  g_clear_pointer (&verdict->path, g_free);
}

/* Names --------------------------------------------------------------------------------------- */

/* Paths that some file system takes for the same fold to the same. */
static char *
fold (const char *path)
{
  g_autofree char *valid = g_utf8_make_valid (path, -1);
  g_autofree char *apart = g_utf8_normalize (valid, -1, G_NORMALIZE_NFD);
  g_autofree char *folded = g_utf8_casefold (apart, -1);

  return g_utf8_normalize (folded, -1, G_NORMALIZE_NFD);
}

static void
list_folder (BylinePlan *plan, const char *folder)
{
  g_autofree char *absolute = g_build_filename (plan->library, folder, NULL);
  g_autoptr (GDir) dir = NULL;
  const char *name;

  if (!g_hash_table_add (plan->listed, g_strdup (folder)))
    return;
  if ((plan->flags & BYLINE_PLAN_DRY_RUN) == 0)
    byline_new_file_sweep (absolute);
  dir = g_dir_open (absolute, 0, NULL); /* not there yet: nothing to list */
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autofree char *folded = fold (path);

    if (!g_hash_table_contains (plan->names, folded))
      g_hash_table_insert (plan->names, g_steal_pointer (&folded), g_steal_pointer (&path));
  }
}

/* "2025/07-11/IMG_0001-2.JPG" */
static char *
numbered_path (const BylineNewcomer *newcomer, guint number)
{
  g_autofree char *name =
      number == 1 ? g_strconcat (newcomer->stem, newcomer->ending, NULL)
                  : g_strdup_printf ("%s-%u%s", newcomer->stem, number, newcomer->ending);

  return *newcomer->folder != '\0' ? g_build_filename (newcomer->folder, name, NULL)
                                   : g_steal_pointer (&name);
}

typedef enum { NAME_FREE, NAME_TAKEN, NAME_OURS } NameState;

/* Whether the catalogue keeps @path for another photo, even one whose file is gone. */
static gboolean
is_kept (BylinePlan *plan, const char *path, const BylineId *id, gboolean *kept, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (BylineEntry) entry = byline_catalogue_get_by_path (plan->catalogue, path, &local);

  *kept = entry != NULL && !same_id (&entry->id, id);
  if (entry != NULL || g_error_matches (local, BYLINE_ERROR, BYLINE_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* @there: what has the name on disk, perhaps in another case; NULL if nothing has */
static gboolean
look_up (BylinePlan *plan, const BylineNewcomer *newcomer, const char *path, const char *there,
         NameState *state, GError **error)
{
  g_autofree char *absolute = NULL;
  gboolean kept;

  if (g_strcmp0 (there, GIVEN_OUT) == 0) {
    *state = NAME_TAKEN;
    return TRUE;
  }
  if (!is_kept (plan, there != NULL ? there : path, newcomer->id, &kept, error))
    return FALSE;
  *state = kept ? NAME_TAKEN : NAME_FREE;
  if (kept || there == NULL)
    return TRUE;
  absolute = g_build_filename (plan->library, there, NULL);
  *state = newcomer->is_ours (absolute, newcomer->user_data) ? NAME_OURS : NAME_TAKEN;
  return TRUE;
}

/* Gives out the first name that is free, or has this very file. */
static gboolean
choose_name (BylinePlan *plan, const BylineNewcomer *newcomer, BylineVerdict *verdict,
             GError **error)
{
  g_autofree char *first = numbered_path (newcomer, 1);
  g_autofree char *base = fold (first);
  guint number = MAX (1, GPOINTER_TO_UINT (g_hash_table_lookup (plan->next_number, base)));

  list_folder (plan, newcomer->folder);
  for (; number <= MAX_SAME_NAME; number++) {
    g_autofree char *path = numbered_path (newcomer, number);
    g_autofree char *folded = fold (path);
    const char *there = g_hash_table_lookup (plan->names, folded);
    NameState state;

    if (!look_up (plan, newcomer, path, there, &state, error))
      return FALSE;
    if (state == NAME_TAKEN)
      continue;
    verdict->kind = state == NAME_OURS ? BYLINE_VERDICT_LEFT : BYLINE_VERDICT_NEW;
    verdict->path = g_strdup (state == NAME_OURS ? there : path);
    g_hash_table_insert (plan->names, g_steal_pointer (&folded), g_strdup (GIVEN_OUT));
    g_hash_table_insert (plan->next_number, g_steal_pointer (&base), GUINT_TO_POINTER (number + 1));
    return TRUE;
  }
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_EXISTS,
               "too many files are called %s; a template with {seq} tells them apart", first);
  return FALSE;
}

char *
byline_plan_rename (BylinePlan *plan, const BylineNewcomer *newcomer, GError **error)
{
  g_auto (BylineVerdict) verdict = { 0 };
  gboolean chosen;

  pthread_mutex_lock (&plan->mutex);
  chosen = choose_name (plan, newcomer, &verdict, error);
  pthread_mutex_unlock (&plan->mutex);
  return chosen ? g_steal_pointer (&verdict.path) : NULL;
}

/* Pictures ------------------------------------------------------------------------------------ */

/* Catalogued, and not only in the catalogue: a photo that somebody deleted comes in again. */
static gboolean
find_known (BylinePlan *plan, const BylineId *id, BylineEntry **known, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (BylineEntry) entry = NULL;
  g_autofree char *absolute = NULL;

  entry = byline_catalogue_get (plan->catalogue, id, &local);
  if (entry == NULL) {
    if (g_error_matches (local, BYLINE_ERROR, BYLINE_ERROR_NOT_FOUND))
      return TRUE;
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  absolute = g_build_filename (plan->library, entry->path, NULL);
  if (g_file_test (absolute, G_FILE_TEST_IS_REGULAR))
    *known = g_steal_pointer (&entry);
  return TRUE;
}

static void
remember_picture (BylinePlan *plan, const BylineId *id, guint index)
{
  g_hash_table_insert (plan->pictures, g_memdup2 (id, sizeof *id), GUINT_TO_POINTER (index + 1));
}

static void
settle_known (BylinePlan *plan, guint index, const BylineNewcomer *newcomer,
              const BylineEntry *known, BylineVerdict *verdict)
{
  verdict->kind = BYLINE_VERDICT_KNOWN;
  verdict->path = g_strdup (known->path);
  memcpy (verdict->credited, known->credited, sizeof verdict->credited);
  list_folder (plan, newcomer->folder); /* for its sweep: the run that died may have died here */
  remember_picture (plan, newcomer->id, index);
  /* The names of those that come after it are the same as in the run that took it in. */
  if ((plan->flags & BYLINE_PLAN_TWINS) != 0)
    g_hash_table_insert (plan->names, fold (known->path), g_strdup (GIVEN_OUT));
}

static gboolean
decide (BylinePlan *plan, guint index, const BylineNewcomer *newcomer, BylineVerdict *verdict,
        GError **error)
{
  guint twin = GPOINTER_TO_UINT (g_hash_table_lookup (plan->pictures, newcomer->id));
  g_autoptr (BylineEntry) known = NULL;

  if (twin != 0 && (plan->flags & BYLINE_PLAN_TWINS) == 0) {
    verdict->kind = BYLINE_VERDICT_TWIN;
    verdict->twin = twin - 1;
    return TRUE;
  }
  if (!find_known (plan, newcomer->id, &known, error))
    return FALSE;
  if (known != NULL && twin == 0 && (plan->flags & BYLINE_PLAN_AGAIN) == 0) {
    settle_known (plan, index, newcomer, known, verdict);
    return TRUE;
  }
  verdict->further = known != NULL || twin != 0;
  if (twin == 0)
    remember_picture (plan, newcomer->id, index);
  return choose_name (plan, newcomer, verdict, error);
}

static void
wait_for_turn (BylinePlan *plan, guint index)
{
  pthread_mutex_lock (&plan->mutex);
  while (plan->turn != index)
    pthread_cond_wait (&plan->turned, &plan->mutex);
}

static void
end_turn (BylinePlan *plan)
{
  plan->turn++;
  pthread_cond_broadcast (&plan->turned);
  pthread_mutex_unlock (&plan->mutex);
}

gboolean
byline_plan_decide (BylinePlan *plan, guint index, const BylineNewcomer *newcomer,
                    BylineVerdict *verdict, GError **error)
{
  gboolean decided;

  wait_for_turn (plan, index);
  decided = decide (plan, index, newcomer, verdict, error);
  end_turn (plan);
  return decided;
}

void
byline_plan_pass (BylinePlan *plan, guint index)
{
  wait_for_turn (plan, index);
  end_turn (plan);
}
