#include "ingest/known.h"

#include <byline/error.h>

#include <pthread.h>
#include <string.h>

struct _BylineKnown {
  pthread_mutex_t mutex; /* not GMutex: ThreadSanitizer knows this one */
  pthread_cond_t turned;
  guint turn; /* whose turn it is to ask */

  char *library;
  guint flags;
  BylineCatalogue *catalogue; /* one thread at a time: under the mutex */
  GHashTable *seen;           /* Key → index + 1 */
  gconstpointer group;        /* the capture that asked last, */
  gboolean has_photo;         /* and its first photo */
  BylineId photo;
};

/* What makes two files the same: for a photo its picture; for a companion its bytes, and that it
 * belongs to the same photo: empty sidecars are all alike. */
typedef struct {
  BylineId id;
  guint8 shot[BYLINE_SHA256_SIZE];
} Key;

static guint
hash_key (gconstpointer data)
{
  const Key *key = data;
  guint parts[2]; /* of SHA-256: as good as random */

  memcpy (&parts[0], key->id.bytes, sizeof parts[0]);
  memcpy (&parts[1], key->shot, sizeof parts[1]);
  return parts[0] ^ parts[1];
}

static gboolean
same_key (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, sizeof (Key)) == 0;
}

BylineKnown *
byline_known_new (const char *library, guint flags, GError **error)
{
  g_autoptr (BylineCatalogue) catalogue =
      byline_catalogue_open (library, BYLINE_CATALOGUE_READ, error);
  BylineKnown *known;

  if (catalogue == NULL)
    return NULL;
  known = g_new0 (BylineKnown, 1);
  pthread_mutex_init (&known->mutex, NULL);
  pthread_cond_init (&known->turned, NULL);
  known->library = g_strdup (library);
  known->flags = flags;
  known->catalogue = g_steal_pointer (&catalogue);
  known->seen = g_hash_table_new_full (hash_key, same_key, g_free, NULL);
  return known;
}

void
byline_known_free (BylineKnown *known)
{
  if (known == NULL)
    return;
  g_hash_table_unref (known->seen);
  byline_catalogue_free (known->catalogue);
  g_free (known->library);
  pthread_cond_destroy (&known->turned);
  pthread_mutex_destroy (&known->mutex);
  g_free (known);
}

void
byline_verdict_clear (BylineVerdict *verdict)
{
  g_clear_pointer (&verdict->path, g_free);
}

/* Returns: FALSE with an error, unless it is that there is none */
static gboolean
pass_not_found (GError **local, GError **error)
{
  if (*local == NULL || g_error_matches (*local, BYLINE_ERROR, BYLINE_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (local));
  return FALSE;
}

/* Fills in path and credited of what the catalogue has.  Returns: FALSE with an error */
static gboolean
ask_catalogue (BylineKnown *known, const BylineAsker *asker, BylineVerdict *verdict, GError **error)
{
  g_autoptr (BylineCompanion) companion = NULL;
  g_autoptr (BylineEntry) entry = NULL;

  if (asker->id != NULL) {
    entry = byline_catalogue_get (known->catalogue, asker->id, error);
    if (entry == NULL)
      return FALSE;
    verdict->path = g_steal_pointer (&entry->path);
    memcpy (verdict->credited, entry->credited, sizeof verdict->credited);
    return TRUE;
  }
  companion = byline_catalogue_get_companion (
      known->catalogue, known->has_photo ? &known->photo : NULL, asker->shot, error);
  if (companion == NULL)
    return FALSE;
  verdict->path = g_steal_pointer (&companion->path);
  memcpy (verdict->credited, companion->shot, sizeof verdict->credited);
  return TRUE;
}

/* Catalogued, and not only in the catalogue: what somebody deleted comes in again. */
static gboolean
find_known (BylineKnown *known, const BylineAsker *asker, BylineVerdict *verdict, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *absolute = NULL;

  if (!ask_catalogue (known, asker, verdict, &local))
    return pass_not_found (&local, error);
  absolute = g_build_filename (known->library, verdict->path, NULL);
  if (!g_file_test (absolute, G_FILE_TEST_IS_REGULAR))
    g_clear_pointer (&verdict->path, g_free);
  return TRUE;
}

/* Companions come behind the photo of their capture. */
static void
note_photo (BylineKnown *known, const BylineAsker *asker)
{
  if (known->group != asker->group)
    known->has_photo = FALSE;
  known->group = asker->group;
  if (asker->id == NULL || known->has_photo)
    return;
  known->has_photo = TRUE;
  known->photo = *asker->id;
}

static Key
make_key (const BylineKnown *known, const BylineAsker *asker)
{
  Key key = { .id = { { 0 } } };

  if (asker->id != NULL)
    key.id = *asker->id;
  else if (known->has_photo)
    key.id = known->photo;
  if (asker->id == NULL)
    memcpy (key.shot, asker->shot, sizeof key.shot);
  return key;
}

static gboolean
decide (BylineKnown *known, const BylineAsker *asker, BylineVerdict *verdict, GError **error)
{
  const Key key = make_key (known, asker);
  const guint twin = GPOINTER_TO_UINT (g_hash_table_lookup (known->seen, &key));

  if (twin != 0 && (known->flags & BYLINE_KNOWN_TWINS) == 0) {
    verdict->kind = BYLINE_VERDICT_TWIN;
    verdict->twin = twin - 1;
    return TRUE;
  }
  if (!find_known (known, asker, verdict, error))
    return FALSE;
  if (twin == 0)
    g_hash_table_insert (known->seen, g_memdup2 (&key, sizeof key),
                         GUINT_TO_POINTER (asker->index + 1));
  verdict->further = verdict->path != NULL || twin != 0;
  if (verdict->path != NULL && twin == 0 && (known->flags & BYLINE_KNOWN_AGAIN) == 0)
    verdict->kind = BYLINE_VERDICT_KNOWN;
  return TRUE;
}

static void
wait_for_turn (BylineKnown *known, guint index)
{
  pthread_mutex_lock (&known->mutex);
  while (known->turn != index)
    pthread_cond_wait (&known->turned, &known->mutex);
}

static void
end_turn (BylineKnown *known)
{
  known->turn++;
  pthread_cond_broadcast (&known->turned);
  pthread_mutex_unlock (&known->mutex);
}

gboolean
byline_known_decide (BylineKnown *known, const BylineAsker *asker, BylineVerdict *verdict,
                     GError **error)
{
  gboolean decided;

  wait_for_turn (known, asker->index);
  note_photo (known, asker);
  decided = decide (known, asker, verdict, error);
  end_turn (known);
  return decided;
}

void
byline_known_pass (BylineKnown *known, const BylineAsker *asker)
{
  wait_for_turn (known, asker->index);
  note_photo (known, asker);
  end_turn (known);
}
