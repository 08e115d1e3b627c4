#include "ingest/manifest.h"

#include "base/hash.h"
#include "base/newfile.h"

#include <byline/error.h>

#include <string.h>

/* "HASH  PATH": two spaces, the second one saying text mode, as sha256sum writes it. */
#define HEX_SIZE ((gsize) 2 * BYLINE_SHA256_SIZE)
#define FILE_MAX ((guint64) 1024 * 1024 * 1024)

struct _BylineManifest {
  char *name;
  GHashTable *folders; /* folder → GTree: path, escaped → hexadecimal digits */
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
  manifest->folders =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_tree_unref);
  return manifest;
}

void
byline_manifest_free (BylineManifest *manifest)
{
  if (manifest == NULL)
    return;
  g_hash_table_unref (manifest->folders);
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

static int
compare_paths (gconstpointer a, gconstpointer b, gpointer user_data G_GNUC_UNUSED)
{
  return strcmp (a, b);
}

void
byline_manifest_add (BylineManifest *manifest, const char *folder, const char *path,
                     const guint8 sha256[BYLINE_SHA256_SIZE])
{
  GTree *lines = g_hash_table_lookup (manifest->folders, folder);

  if (lines == NULL) {
    lines = g_tree_new_full (compare_paths, NULL, g_free, g_free);
    g_hash_table_insert (manifest->folders, g_strdup (folder), lines);
  }
  g_tree_replace (lines, escape (path), byline_hex (sha256, BYLINE_SHA256_SIZE));
}

/* Takes up a line of an earlier run, unless this run knows better. Returns: FALSE if it is none */
static gboolean
take_line (GTree *lines, const char *line)
{
  const gsize begin = *line == '\\' ? 1 : 0;
  g_autofree char *hex = g_strndup (line + begin, HEX_SIZE);
  guint8 sha256[BYLINE_SHA256_SIZE];
  const char *path;

  if (!byline_unhex (hex, sha256, sizeof sha256) || line[begin + HEX_SIZE] != ' ' ||
      strchr (" *", line[begin + HEX_SIZE + 1]) == NULL || line[begin + HEX_SIZE + 1] == '\0')
    return FALSE;
  path = line + begin + HEX_SIZE + 2;
  if (g_tree_lookup (lines, path) == NULL)
    g_tree_insert (lines, g_strdup (path), g_steal_pointer (&hex));
  return TRUE;
}

static gboolean
take_earlier (GTree *lines, const char *path, GError **error)
{
  g_autoptr (BylineInput) input = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) rows = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  input = byline_input_open (path, error);
  if (input == NULL || !byline_input_load (input, FILE_MAX, error))
    return FALSE;
  bytes = byline_input_copy (input, 0, (gsize) byline_input_size (input), error);
  if (bytes == NULL)
    return FALSE;
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  rows = g_strsplit (text, "\n", -1);
  for (char **row = rows; *row != NULL; row++)
    if (**row != '\0' && !take_line (lines, *row)) {
      g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED,
                   "%s: there is a file of that name which is no list of hashes", path);
      return FALSE;
    }
  return TRUE;
}

static gboolean
append_line (gpointer path, gpointer hex, gpointer out)
{
  g_string_append_printf (out, "%s%s  %s\n", strchr (path, '\\') != NULL ? "\\" : "",
                          (const char *) hex, (const char *) path);
  return FALSE; /* go on */
}

static gboolean
write_one (const char *folder, const char *name, GTree *lines, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (BylineNewFile) file = NULL;

  if (!take_earlier (lines, path, error))
    return FALSE;
  g_tree_foreach (lines, append_line, text);
  byline_new_file_sweep (folder); /* a run that died may have died here */
  file = byline_new_file_create (path, error);
  return file != NULL && byline_new_file_write (file, text->str, text->len, error) &&
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
    written = write_one (folder, manifest->name, lines, written ? error : NULL) && written;
  return written;
}
