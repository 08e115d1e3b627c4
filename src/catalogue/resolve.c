#include "catalogue/store.h"

#include "base/hash.h"

#include <stdlib.h>
#include <string.h>

#define MIN_DIGITS 4
#define MAX_NAMED 5 /* ids that a message about an ambiguous one lists */

/* The rest of @path behind @folder, NULL if it is not in there. */
static const char *
below (const char *path, const char *folder)
{
  const gsize length = strlen (folder);

  if (strcmp (folder, "/") == 0)
    return path + 1;
  if (strncmp (path, folder, length) != 0 || path[length] != '/')
    return NULL;
  return path + length + 1;
}

/* Twice: as it is written, since a catalogued file may be gone from the disk; and with symbolic
 * links followed, since the library may have been reached through one. */
static BylineEntry *
by_path (BylineCatalogue *catalogue, const char *argument, GError **error)
{
  g_autofree char *absolute = g_canonicalize_filename (argument, NULL);
  g_autofree char *folder = g_path_get_dirname (absolute);
  g_autofree char *name = g_path_get_basename (absolute);
  char *real_folder = realpath (folder, NULL);
  g_autofree char *real = real_folder == NULL ? NULL : g_build_filename (real_folder, name, NULL);
  const char *inside = below (absolute, catalogue->library);

  free (real_folder);
  if (inside == NULL && real != NULL && catalogue->real != NULL)
    inside = below (real, catalogue->real);
  if (inside != NULL)
    return byline_catalogue_get_by_path (catalogue, inside, error);
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_NOT_FOUND, "%s: not in the library %s", argument,
               catalogue->library);
  return NULL;
}

static gboolean
is_id_prefix (const char *argument)
{
  const gsize length = strspn (argument, "0123456789abcdefABCDEF");

  return argument[length] == '\0' && length >= MIN_DIGITS && length <= 2 * (gsize) BYLINE_ID_SIZE;
}

/* The prefix filled up to a whole id with one digit: the lowest or the highest that begins so. */
static void
fill_up (const char *prefix, char digit, guint8 id[BYLINE_ID_SIZE])
{
  char hex[2 * BYLINE_ID_SIZE + 1];
  const gsize length = strlen (prefix);
  g_autofree char *lower = g_ascii_strdown (prefix, (gssize) length);

  memset (hex, digit, sizeof hex - 1);
  hex[sizeof hex - 1] = '\0';
  memcpy (hex, lower, length);
  byline_unhex (hex, id, BYLINE_ID_SIZE);
}

static BylineEntry *
ambiguous (BylineStatement *query, const char *prefix, GError **error)
{
  g_autoptr (GString) ids = g_string_new (NULL);
  guint n = 0;

  do { /* the first row is there already */
    BylineId id;
    g_autofree char *hex = NULL;

    if (n++ == MAX_NAMED || !byline_column_bytes (query, 1, id.bytes, sizeof id.bytes))
      break;
    hex = byline_id_to_string (&id);
    g_string_append_printf (ids, "%s%s", ids->len > 0 ? ", " : "", hex);
  } while (byline_statement_next (query, NULL) == BYLINE_ROW);
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE, "%s: more than one photo: %s%s", prefix,
               ids->str, n > MAX_NAMED ? ", …" : "");
  return NULL;
}

static BylineEntry *
by_id_prefix (BylineCatalogue *catalogue, const char *prefix, GError **error)
{
  static const char sql[] = BYLINE_ENTRY_SELECT
      "WHERE substr (id, 1, 8) BETWEEN substr (:low, 1, 8) AND substr (:high, 1, 8)"
      " AND id BETWEEN :low AND :high ORDER BY p.id";
  g_autoptr (BylineStatement) query = byline_statement (catalogue->statements, sql, error);
  g_autoptr (BylineEntry) entry = NULL;
  guint8 low[BYLINE_ID_SIZE];
  guint8 high[BYLINE_ID_SIZE];
  BylineRow row;

  if (query == NULL)
    return NULL;
  fill_up (prefix, '0', low);
  fill_up (prefix, 'f', high);
  byline_bind_bytes (query, ":low", low, sizeof low);
  byline_bind_bytes (query, ":high", high, sizeof high);
  row = byline_statement_next (query, error);
  if (row == BYLINE_NO_MORE_ROWS)
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_NOT_FOUND, "%s: no photo of this id in %s",
                 prefix, catalogue->library);
  if (row != BYLINE_ROW)
    return NULL;
  entry = byline_photo_entry (catalogue, query, error);
  if (entry == NULL)
    return NULL;
  switch (byline_statement_next (query, error)) {
  case BYLINE_NO_MORE_ROWS:
    return g_steal_pointer (&entry);
  case BYLINE_ROW:
    sqlite3_reset (query); /* from the first again, to name them all */
    byline_statement_next (query, NULL);
    return ambiguous (query, prefix, error);
  default:
    return NULL;
  }
}

BylineEntry *
byline_catalogue_resolve (BylineCatalogue *catalogue, const char *argument, GError **error)
{
  const gboolean may_be_id = is_id_prefix (argument);
  g_autoptr (GError) no_such_path = NULL;
  BylineEntry *entry = NULL;

  if (may_be_id && !g_file_test (argument, G_FILE_TEST_EXISTS))
    return by_id_prefix (catalogue, argument, error);
  entry = by_path (catalogue, argument, &no_such_path);
  if (entry != NULL)
    return entry;
  if (may_be_id && g_error_matches (no_such_path, BYLINE_ERROR, BYLINE_ERROR_NOT_FOUND))
    return by_id_prefix (catalogue, argument, error);
  g_propagate_error (error, g_steal_pointer (&no_such_path));
  return NULL;
}
