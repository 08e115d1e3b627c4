#include "ingest/manifest.h"

#include "base/hash.h"
#include "base/lines.h"
#include "base/newfile.h"
#include "base/spill.h"

#include <byline/error.h>

#include <string.h>

/* "HASH  PATH": two spaces, the second one saying text mode, as sha256sum writes it. */
#define HEX_SIZE ((gsize) 2 * BYLINE_SHA256_SIZE)
#define WRITE_STEP ((gsize) 64 * 1024)

/* A line of a list is kept as the hash and, behind it, the path, escaped. */
#define PATH_AT BYLINE_SHA256_SIZE

struct _BylineManifest {
  char *name;
  BylineSpill *spill;  /* of the lines */
  GHashTable *folders; /* folder → GPtrArray of lines, in the order they came */
};

BylineManifest *
byline_manifest_new (const char *name, GError **error)
{
  BylineManifest *manifest;

  if (*name == '\0' || *name == '.' || strchr (name, '/') != NULL) {
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE,
                 "“%s” is no name for a manifest: it lies in every destination, under a name "
                 "without “/”",
                 name);
    return NULL;
  }
  manifest = g_new0 (BylineManifest, 1);
  manifest->name = g_strdup (name);
  manifest->spill = byline_spill_new ();
  manifest->folders =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  return manifest;
}

void
byline_manifest_free (BylineManifest *manifest)
{
  if (manifest == NULL)
    return;
  g_hash_table_unref (manifest->folders);
  byline_spill_free (manifest->spill);
  g_free (manifest->name);
  g_free (manifest);
}

/* As sha256sum has it: where anything is escaped, "\" stands before the hash. */
static char *
escape (const char *path)
{
  static const struct {
    char raw;
    const char *escaped;
  } table[] = { { '\\', "\\\\" }, { '\n', "\\n" }, { '\r', "\\r" } };
  GString *out = g_string_new (NULL);

  for (; *path != '\0'; path++) {
    const char *escaped = NULL;

    for (guint i = 0; i < G_N_ELEMENTS (table); i++)
      if (table[i].raw == *path)
        escaped = table[i].escaped;
    if (escaped != NULL)
      g_string_append (out, escaped);
    else
      g_string_append_c (out, *path);
  }
  return g_string_free (out, FALSE);
}

static void
add_line (BylineManifest *manifest, GPtrArray *lines, const char *path,
          const guint8 sha256[BYLINE_SHA256_SIZE])
{
  const gsize size = strlen (path) + 1;
  char *line = byline_spill_take (manifest->spill, PATH_AT + size);

  memcpy (line, sha256, BYLINE_SHA256_SIZE);
  memcpy (line + PATH_AT, path, size);
  g_ptr_array_add (lines, line);
  byline_spill_tend (manifest->spill);
}

void
byline_manifest_add (BylineManifest *manifest, const char *folder, const char *path,
                     const guint8 sha256[BYLINE_SHA256_SIZE])
{
  GPtrArray *lines = g_hash_table_lookup (manifest->folders, folder);
  g_autofree char *escaped = escape (path);

  if (lines == NULL) {
    lines = g_ptr_array_new ();
    g_hash_table_insert (manifest->folders, g_strdup (folder), lines);
  }
  add_line (manifest, lines, escaped, sha256);
}

/* Takes up a line of an earlier run.  Returns: FALSE if it is none */
static gboolean
take_line (BylineManifest *manifest, GPtrArray *lines, const char *line)
{
  const gsize begin = *line == '\\' ? 1 : 0;
  g_autofree char *hex = g_strndup (line + begin, HEX_SIZE);
  guint8 sha256[BYLINE_SHA256_SIZE];

  if (!byline_unhex (hex, sha256, sizeof sha256) || line[begin + HEX_SIZE] != ' ' ||
      strchr (" *", line[begin + HEX_SIZE + 1]) == NULL || line[begin + HEX_SIZE + 1] == '\0')
    return FALSE;
  add_line (manifest, lines, line + begin + HEX_SIZE + 2, sha256);
  return TRUE;
}

static gboolean
take_earlier (BylineManifest *manifest, GPtrArray *lines, const char *path, GError **error)
{
  g_autoptr (BylineLines) rows = NULL;
  g_autoptr (GError) local = NULL;
  const char *row;
  gsize length;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  rows = byline_lines_open (path, error);
  if (rows == NULL)
    return FALSE;
  while ((row = byline_lines_next (rows, &length, &local)) != NULL)
    if (length > 0 && !take_line (manifest, lines, row))
      break;
  if (row == NULL && local == NULL)
    return TRUE;
  if (g_error_matches (local, BYLINE_ERROR, BYLINE_ERROR_UNREADABLE))
    g_propagate_error (error, g_steal_pointer (&local));
  else
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED,
                 "%s: there is a file of that name which is no list of hashes", path);
  return FALSE;
}

static int
compare_lines (gconstpointer a, gconstpointer b, gpointer spill)
{
  byline_spill_tend (spill);
  return strcmp (*(const char *const *) a + PATH_AT, *(const char *const *) b + PATH_AT);
}

static gboolean
write_line (BylineNewFile *file, GString *text, const char *line, gsize wanted, GError **error)
{
  g_autofree char *hex = byline_hex ((const guint8 *) line, BYLINE_SHA256_SIZE);

  g_string_append_printf (text, "%s%s  %s\n", strchr (line + PATH_AT, '\\') != NULL ? "\\" : "",
                          hex, line + PATH_AT);
  if (text->len < wanted)
    return TRUE;
  if (!byline_new_file_write (file, text->str, text->len, error))
    return FALSE;
  g_string_truncate (text, 0);
  return TRUE;
}

/* Of several with one path the last counts. */
static gboolean
write_lines (BylineNewFile *file, const GPtrArray *lines, BylineSpill *spill, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < lines->len; i++) {
    const char *line = g_ptr_array_index (lines, i);
    const char *next = i + 1 < lines->len ? g_ptr_array_index (lines, i + 1) : NULL;

    byline_spill_tend (spill);
    if (next != NULL && g_str_equal (line + PATH_AT, next + PATH_AT))
      continue;
    if (!write_line (file, text, line, next != NULL ? WRITE_STEP : 0, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
write_one (BylineManifest *manifest, const char *folder, const GPtrArray *brought, GError **error)
{
  g_autofree char *path = g_build_filename (folder, manifest->name, NULL);
  g_autoptr (GPtrArray) lines = g_ptr_array_new ();
  g_autoptr (BylineNewFile) file = NULL;

  if (!take_earlier (manifest, lines, path, error))
    return FALSE;
  for (guint i = 0; i < brought->len; i++)
    g_ptr_array_add (lines, brought->pdata[i]);
  g_ptr_array_sort_with_data (lines, compare_lines, manifest->spill); /* which is stable */
  byline_new_file_sweep (folder); /* a run that died may have died here */
  file = byline_new_file_create (path, error);
  return file != NULL && write_lines (file, lines, manifest->spill, error) &&
         byline_new_file_commit (file, BYLINE_COMMIT_REPLACE, error);
}

gboolean
byline_manifest_write (BylineManifest *manifest, GError **error)
{
  GHashTableIter iter;
  gpointer folder, lines;
  gboolean written = TRUE;

  g_hash_table_iter_init (&iter, manifest->folders);
  while (g_hash_table_iter_next (&iter, &folder, &lines))
    written = write_one (manifest, folder, lines, written ? error : NULL) && written;
  return written;
}
