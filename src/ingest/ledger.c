#include "ingest/ledger.h"

#include <pthread.h>
#include <string.h>
#include <sys/stat.h>

struct _BylineLedger {
  pthread_mutex_t mutex; /* not GMutex: ThreadSanitizer knows this one */
  BylineCatalogue *catalogue;
};

BylineLedger *
byline_ledger_new (const char *library, GError **error)
{
  BylineCatalogue *catalogue = byline_catalogue_open (library, BYLINE_CATALOGUE_READ, error);
  BylineLedger *ledger;

  if (catalogue == NULL)
    return NULL;
  byline_catalogue_set_cache (catalogue, BYLINE_ASKING_KIB);
  ledger = g_new0 (BylineLedger, 1);
  ledger->catalogue = catalogue;
  pthread_mutex_init (&ledger->mutex, NULL);
  return ledger;
}

void
byline_ledger_free (BylineLedger *ledger)
{
  if (ledger == NULL)
    return;
  byline_catalogue_free (ledger->catalogue);
  pthread_mutex_destroy (&ledger->mutex);
  g_free (ledger);
}

GPtrArray *
byline_ledger_copies (BylineLedger *ledger, const guint8 shot[BYLINE_SHA256_SIZE], GError **error)
{
  GPtrArray *copies;

  pthread_mutex_lock (&ledger->mutex);
  copies = byline_catalogue_copies (ledger->catalogue, shot, error);
  pthread_mutex_unlock (&ledger->mutex);
  return copies;
}

static gboolean
is_there (const BylineLedger *ledger, const BylineCopy *copy)
{
  const char *folder =
      copy->folder != NULL ? copy->folder : byline_catalogue_library (ledger->catalogue);
  g_autofree char *path = g_build_filename (folder, copy->path, NULL);
  struct stat now;

  return lstat (path, &now) == 0 && S_ISREG (now.st_mode) && (guint64) now.st_size == copy->size;
}

gboolean
byline_ledger_find (BylineLedger *ledger, const guint8 shot[BYLINE_SHA256_SIZE], const char *folder,
                    const char *path, gboolean unverified, BylineCopy *copy)
{
  g_autoptr (GPtrArray) copies = byline_ledger_copies (ledger, shot, NULL);

  for (guint i = 0; copies != NULL && i < copies->len; i++) {
    BylineCopy *found = g_ptr_array_index (copies, i);

    if (g_strcmp0 (found->folder, folder) != 0 || (found->verified_us == 0 && !unverified) ||
        (path != NULL && !g_str_equal (found->path, path)) || !is_there (ledger, found))
      continue;
    *copy = *found;
    found->folder = found->path = NULL;
    return TRUE;
  }
  return FALSE;
}

gboolean
byline_ledger_has_size (BylineLedger *ledger, guint64 size)
{
  gboolean has;

  pthread_mutex_lock (&ledger->mutex);
  has = byline_catalogue_has_size (ledger->catalogue, size);
  pthread_mutex_unlock (&ledger->mutex);
  return has;
}

static gboolean
find_present (BylineLedger *ledger, const char *path, BylineId *id, guint8 shot[BYLINE_SHA256_SIZE],
              GError **error)
{
  g_autoptr (BylineCompanion) companion = NULL;
  g_autoptr (BylineEntry) entry = NULL;

  if (id == NULL) {
    companion = byline_catalogue_get_companion_by_path (ledger->catalogue, path, error);
    if (companion != NULL)
      memcpy (shot, companion->shot, BYLINE_SHA256_SIZE);
    return companion != NULL;
  }
  entry = byline_catalogue_get_by_path (ledger->catalogue, path, error);
  if (entry == NULL)
    return FALSE;
  *id = entry->id;
  memcpy (shot, entry->shot, BYLINE_SHA256_SIZE);
  return TRUE;
}

gboolean
byline_ledger_present (BylineLedger *ledger, const char *path, BylineId *id,
                       guint8 shot[BYLINE_SHA256_SIZE], GError **error)
{
  gboolean found;

  pthread_mutex_lock (&ledger->mutex);
  found = find_present (ledger, path, id, shot, error);
  pthread_mutex_unlock (&ledger->mutex);
  return found;
}
