#include "ingest/known.h"

#include "base/blocks.h"
#include "base/hash.h"
#include "base/slots.h"
#include "ingest/ledger.h"

#include <byline/error.h>

#include <pthread.h>
#include <string.h>

/* Of a file that asked. */
typedef struct {
  BylineId key; /* of make_key() */
  guint index;
} Asked;

struct _BylineKnown {
  pthread_mutex_t mutex; /* not GMutex: ThreadSanitizer knows this one */
  pthread_cond_t turned;
  guint turn; /* whose turn it is to ask */

  char *library;
  guint flags;
  BylineCatalogue *catalogue; /* one thread at a time: under the mutex */
  BylineSpill *spill;
  BylineBlocks *asked; /* of Asked: the first with each key */
  BylineSlots *by_key; /* beginnings of keys → @asked */
  gconstpointer group; /* the capture that asked last, */
  gboolean has_photo;  /* and its first photo */
  BylineId photo;
};

static guint
hash_key (const BylineId *key)
{
  guint part; /* of SHA-256: as good as random */

  memcpy (&part, key, sizeof part);
  return part;
}

/* Returns: the first that asked with @key; NULL if there was none */
static const Asked *
find_asked (const BylineKnown *known, const BylineId *key)
{
  guint cursor = 0, at;

  while (byline_slots_next (known->by_key, hash_key (key), &cursor, &at)) {
    const Asked *asked = byline_blocks_at (known->asked, at);

    if (memcmp (&asked->key, key, sizeof *key) == 0)
      return asked;
  }
  return NULL;
}

static void
note_asked (BylineKnown *known, const BylineId *key, guint index)
{
  Asked *asked = byline_blocks_add (known->asked);

  *asked = (Asked){ *key, index };
  byline_slots_add (known->by_key, hash_key (key), byline_blocks_length (known->asked) - 1);
}

BylineKnown *
byline_known_new (const char *library, guint flags, GError **error)
{
  g_autoptr (BylineCatalogue) catalogue =
      byline_catalogue_open (library, BYLINE_CATALOGUE_READ, error);
  BylineKnown *known;

  if (catalogue == NULL)
    return NULL;
  byline_catalogue_set_cache (catalogue, BYLINE_ASKING_KIB);
  known = g_new0 (BylineKnown, 1);
  pthread_mutex_init (&known->mutex, NULL);
  pthread_cond_init (&known->turned, NULL);
  known->library = g_strdup (library);
  known->flags = flags;
  known->catalogue = g_steal_pointer (&catalogue);
  known->spill = byline_spill_new ();
  known->asked = byline_blocks_new (sizeof (Asked), known->spill);
  known->by_key = byline_slots_new (known->spill);
  return known;
}

void
byline_known_free (BylineKnown *known)
{
  if (known == NULL)
    return;
  byline_slots_free (known->by_key);
  byline_blocks_free (known->asked);
  byline_spill_free (known->spill);
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

/* What makes two files the same: for a photo its picture; for a companion its bytes, and that it
 * belongs to the same photo: empty sidecars are all alike. */
static BylineId
make_key (const BylineKnown *known, const BylineAsker *asker)
{
  struct {
    BylineId photo;
    guint8 shot[BYLINE_SHA256_SIZE];
  } both = { .photo = { { 0 } } };
  g_autoptr (BylineHash) hash = NULL;
  guint8 sha256[BYLINE_SHA256_SIZE];
  BylineId key;

  if (asker->id != NULL)
    return *asker->id;
  if (known->has_photo)
    both.photo = known->photo;
  memcpy (both.shot, asker->shot, sizeof both.shot);
  hash = byline_hash_new ();
  byline_hash_update (hash, &both, sizeof both);
  byline_hash_finish (hash, sha256);
  memcpy (key.bytes, sha256, sizeof key.bytes);
  return key;
}

static gboolean
decide (BylineKnown *known, const BylineAsker *asker, BylineVerdict *verdict, GError **error)
{
  const BylineId key = make_key (known, asker);
  const Asked *twin = find_asked (known, &key);

  if (twin != NULL && (known->flags & BYLINE_KNOWN_TWINS) == 0) {
    verdict->kind = BYLINE_VERDICT_TWIN;
    verdict->twin = twin->index;
    return TRUE;
  }
  if (!find_known (known, asker, verdict, error))
    return FALSE;
  if (twin == NULL)
    note_asked (known, &key, asker->index);
  verdict->further = verdict->path != NULL || twin != NULL;
  if (verdict->path != NULL && twin == NULL && (known->flags & BYLINE_KNOWN_AGAIN) == 0)
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
  byline_spill_tend (known->spill);
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
