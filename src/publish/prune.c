#include "publish/prune.h"

#include "publish/html.h"
#include "publish/names.h"

#include <byline/error.h>

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

static gboolean
is_rendition (const char *name)
{
  BylineRenditionName parts;

  if (!byline_publish_file_name_parse (name, &parts))
    return FALSE;
  g_free (parts.name);
  return TRUE;
}

/* A page of one photo: the index has no photo's mark. */
static gboolean
is_page (const char *path, const char *name)
{
  char head[BYLINE_HTML_HEAD_MAX];
  gsize size = 0;
  FILE *file = NULL;

  if (!g_str_has_suffix (name, ".html") || g_ascii_strcasecmp (name, "index.html") == 0 ||
      !g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return FALSE;
  file = fopen (path, "rb");
  if (file == NULL)
    return FALSE;
  size = fread (head, 1, sizeof head, file);
  fclose (file);
  return byline_html_is_ours (head, size, NULL);
}

static gboolean
remove_file (const char *path, GError **error)
{
  if (g_unlink (path) == 0 || errno == ENOENT)
    return TRUE;
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_WRITE, "%s: %s", path, g_strerror (errno));
  return FALSE;
}

gboolean
byline_publish_prune (const char *folder, GHashTable *kept,
                      void (*pruned) (const char *path, gpointer user_data), gpointer user_data,
                      GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (g_hash_table_contains (kept, name) || (!is_rendition (name) && !is_page (path, name)))
      continue;
    if (!remove_file (path, error))
      return FALSE;
    if (pruned != NULL)
      pruned (path, user_data);
  }
  return TRUE;
}
