#include "keep/repair.h"

#include "base/newfile.h"
#include "edit/look.h"
#include "ingest/copy.h"

#include <byline/copies.h>

#include <errno.h>
#include <fts.h>
#include <glib/gstdio.h>
#include <string.h>

#define DAMAGED ".byline/damaged"

struct _BylineRepair {
  BylineCatalogue *catalogue;
  char *folder;        /* absolute */
  GHashTable *by_size; /* of GPtrArray of char * by guint64; NULL until it is needed */
};

BylineRepair *
byline_repair_new (BylineCatalogue *catalogue, const char *folder, GError **error)
{
  g_autofree char *absolute = g_canonicalize_filename (folder, NULL);
  g_autoptr (GDir) dir = g_dir_open (absolute, 0, NULL);
  BylineRepair *repair;

  if (dir == NULL) {
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_UNREADABLE, "%s: no folder to read copies from",
                 absolute);
    return NULL;
  }
  repair = g_new0 (BylineRepair, 1);
  repair->catalogue = catalogue;
  repair->folder = g_steal_pointer (&absolute);
  return repair;
}

void
byline_repair_free (BylineRepair *repair)
{
  if (repair == NULL)
    return;
  g_clear_pointer (&repair->by_size, g_hash_table_unref);
  g_free (repair->folder);
  g_free (repair);
}

void
byline_repaired_clear (BylineRepaired *repaired)
{
  g_clear_pointer (&repaired->from, g_free);
  g_clear_pointer (&repaired->kept_aside, g_free);
}

/* Looking for a copy -------------------------------------------------------------------------- */

static void
free_paths (gpointer paths)
{
  g_ptr_array_unref (paths);
}

static void
add_path (GHashTable *by_size, const FTSENT *entry)
{
  const gint64 size = entry->fts_statp->st_size;
  GPtrArray *paths = g_hash_table_lookup (by_size, &size);

  if (paths == NULL) {
    paths = g_ptr_array_new_with_free_func (g_free);
    g_hash_table_insert (by_size, g_memdup2 (&size, sizeof size), paths);
  }
  g_ptr_array_add (paths, g_strdup (entry->fts_path));
}

/* What cannot be looked into holds no copy that could be used. */
static GHashTable *
list_folder (char *folder)
{
  GHashTable *by_size = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, free_paths);
  char *const roots[] = { folder, NULL };
  FTS *walk = fts_open (roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
  const FTSENT *entry;

  if (walk == NULL)
    return by_size;
  while ((entry = fts_read (walk)) != NULL) /* NOLINT(concurrency-mt-unsafe) */
    if (entry->fts_info == FTS_F)
      add_path (by_size, entry);
  fts_close (walk);
  return by_size;
}

static gboolean
is_copy (const char *path, guint64 size, const guint8 *sha256)
{
  g_autoptr (BylineInput) input = byline_input_open (path, NULL);
  guint8 now[BYLINE_SHA256_SIZE];

  return input != NULL && byline_input_size (input) == size &&
         byline_look_hash (input, now, NULL) && memcmp (now, sha256, sizeof now) == 0;
}

/* Returns: (transfer full) (nullable): a file of that size and hash; @path is looked at first */
static char *
find_copy (BylineRepair *repair, const char *path, guint64 size, const guint8 *sha256)
{
  g_autofree char *likely = g_build_filename (repair->folder, path, NULL);
  const gint64 key = (gint64) size;
  const GPtrArray *paths;

  if (is_copy (likely, size, sha256))
    return g_steal_pointer (&likely);
  if (repair->by_size == NULL)
    repair->by_size = list_folder (repair->folder);
  paths = g_hash_table_lookup (repair->by_size, &key);
  for (guint i = 0; paths != NULL && i < paths->len; i++)
    if (is_copy (g_ptr_array_index (paths, i), size, sha256))
      return g_strdup (g_ptr_array_index (paths, i));
  return NULL;
}

/* A file to put in place. */
typedef struct {
  char *path;
  guint8 sha256[BYLINE_SHA256_SIZE];
} Source;

/* What came in from the card, as one of the backups got it. */
static gboolean
find_older (BylineRepair *repair, const BylineHolding *holding, Source *source)
{
  g_autoptr (GPtrArray) copies = byline_catalogue_copies (repair->catalogue, holding->shot, NULL);

  for (guint i = 0; copies != NULL && i < copies->len; i++) {
    const BylineCopy *copy = g_ptr_array_index (copies, i);

    if (copy->folder == NULL)
      continue; /* the lost file itself */
    source->path = find_copy (repair, copy->path, copy->size, copy->sha256);
    memcpy (source->sha256, copy->sha256, sizeof source->sha256);
    if (source->path != NULL)
      return TRUE;
  }
  return FALSE;
}

static gboolean
find_source (BylineRepair *repair, const BylineHolding *holding, Source *source,
             BylineRepaired *repaired, GError **error)
{
  memcpy (source->sha256, holding->sha256, sizeof source->sha256);
  repaired->outcome = BYLINE_REPAIR_WHOLE;
  source->path = find_copy (repair, holding->path, holding->stamp.size, holding->sha256);
  if (source->path != NULL)
    return TRUE;
  repaired->outcome = BYLINE_REPAIR_OLDER;
  if (find_older (repair, holding, source))
    return TRUE;
  repaired->outcome = BYLINE_REPAIR_NONE;
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_NOT_FOUND, "%s: no copy with the right hash in %s",
               holding->path, repair->folder);
  return FALSE;
}

/* Putting it in place ------------------------------------------------------------------------- */

/* Returns: (transfer full): a name in .byline/damaged/ that is free, relative to the library */
static char *
free_name (const char *library, const char *path)
{
  for (guint i = 1;; i++) {
    g_autofree char *inside = i == 1 ? g_build_filename (DAMAGED, path, NULL)
                                     : g_strdup_printf (DAMAGED "/%s.%u", path, i);
    g_autofree char *whole = g_build_filename (library, inside, NULL);

    if (!g_file_test (whole, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK))
      return g_steal_pointer (&inside);
  }
}

static gboolean
keep_aside (const char *library, const char *path, const char *whole, char **aside, GError **error)
{
  g_autofree char *inside = free_name (library, path);
  g_autofree char *target = g_build_filename (library, inside, NULL);
  g_autofree char *folder = g_path_get_dirname (target);

  if (!g_file_test (whole, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK))
    return TRUE;
  if (!byline_make_folders (folder, error))
    return FALSE;
  if (g_rename (whole, target) < 0) {
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_WRITE, "%s: %s", whole, g_strerror (errno));
    return FALSE;
  }
  *aside = g_steal_pointer (&inside);
  return TRUE;
}

/* The copy is proven before the damaged file is touched: between the two names there is a moment
 * without a file, and the same command again ends it. */
static gboolean
put_in_place (const char *library, const BylineHolding *holding, const Source *source,
              BylineRepaired *repaired, GError **error)
{
  g_autofree char *whole = g_build_filename (library, holding->path, NULL);
  g_autofree char *folder = g_path_get_dirname (whole);
  g_autoptr (BylineInput) input = byline_input_open (source->path, error);
  g_autoptr (BylineNewFile) file = NULL;
  g_autoptr (BylineInput) back = NULL;
  struct stat now;

  if (input == NULL || !byline_make_folders (folder, error))
    return FALSE;
  file = byline_new_file_create (whole, error);
  if (file == NULL || !byline_new_file_copy (file, input, 0, byline_input_size (input), error) ||
      !byline_new_file_copy_times (file, input, error))
    return FALSE;
  back = byline_copy_read_new (file, source->sha256, NULL, error);
  if (back == NULL || !keep_aside (library, holding->path, whole, &repaired->kept_aside, error) ||
      !byline_new_file_commit (file, BYLINE_COMMIT_NEW, error))
    return FALSE;
  if (stat (whole, &now) == 0)
    repaired->stamp = byline_look_stamp (&now);
  return TRUE;
}

gboolean
byline_repair_file (BylineRepair *repair, const BylineHolding *holding, BylineRepaired *repaired,
                    GError **error)
{
  const char *library = byline_catalogue_library (repair->catalogue);
  Source source = { 0 };

  if (!find_source (repair, holding, &source, repaired, error))
    return FALSE;
  repaired->from = source.path;
  if (put_in_place (library, holding, &source, repaired, error))
    return TRUE;
  repaired->outcome = BYLINE_REPAIR_NONE;
  return FALSE;
}
