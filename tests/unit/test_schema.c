#include "catalogue/schema.h"

#include <byline/catalogue.h>
#include <byline/error.h>
#include <byline/journal.h>
#include <byline/query.h>

#include <glib/gstdio.h>
#include <string.h>

static sqlite3 *
open_memory (void)
{
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (":memory:", &db), ==, SQLITE_OK);
  return db;
}

static gint64
number (sqlite3 *db, const char *sql)
{
  g_autoptr (GError) error = NULL;
  gint64 answer = 0;

  byline_sqlite_number (db, sql, &answer, &error);
  g_assert_no_error (error);
  return answer;
}

static void
exec (sqlite3 *db, const char *sql)
{
  g_autoptr (GError) error = NULL;

  byline_sqlite_exec (db, sql, &error);
  g_assert_no_error (error);
}

static void
assert_refused (sqlite3 *db, BylineError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (byline_schema_upgrade (db, &error));
  g_assert_error (error, BYLINE_ERROR, (gint) code);
  g_assert_null (strchr (error->message, '\n'));
}

static void
test_new (void)
{
  g_autoptr (sqlite3) db = open_memory ();
  g_autoptr (GError) error = NULL;

  g_assert_true (byline_schema_upgrade (db, &error));
  g_assert_no_error (error);
  g_assert_cmpint (number (db, "PRAGMA user_version"), ==, byline_schema_current ());
  g_assert_cmpint (number (db, "PRAGMA application_id"), ==, BYLINE_APPLICATION_ID);
  g_assert_true (byline_schema_upgrade (db, &error)); /* again: nothing to do */
}

static void
test_newer (void)
{
  g_autoptr (sqlite3) db = open_memory ();
  gint64 before = 0;

  g_assert_true (byline_schema_upgrade (db, NULL));
  exec (db, "PRAGMA user_version = 1000");
  before = number (db, "SELECT count (*) FROM sqlite_schema");
  assert_refused (db, BYLINE_ERROR_NEWER_SCHEMA);
  g_assert_cmpint (number (db, "PRAGMA user_version"), ==, 1000);
  g_assert_cmpint (number (db, "SELECT count (*) FROM sqlite_schema"), ==, before);
}

/* Neither its tables nor an id like ours alone make a database ours. */
static void
test_foreign (void)
{
  g_autoptr (sqlite3) tables = open_memory ();
  g_autoptr (sqlite3) application = open_memory ();

  exec (tables, "CREATE TABLE photo (x); PRAGMA user_version = 1");
  assert_refused (tables, BYLINE_ERROR_CATALOGUE);
  g_assert_cmpint (number (tables, "SELECT count (*) FROM sqlite_schema"), ==, 1);
  exec (application, "PRAGMA application_id = 7");
  assert_refused (application, BYLINE_ERROR_CATALOGUE);
}

/* A step that cannot be taken leaves the database as it was. */
static void
test_failing_step (void)
{
  g_autoptr (sqlite3) db = open_memory ();
  g_autofree char *id = g_strdup_printf ("PRAGMA application_id = %d", BYLINE_APPLICATION_ID);

  exec (db, id);
  exec (db, "CREATE TABLE edit (x)"); /* in the way of a late statement */
  assert_refused (db, BYLINE_ERROR_CATALOGUE);
  g_assert_cmpint (number (db, "PRAGMA user_version"), ==, 0);
  g_assert_cmpint (number (db, "SELECT count (*) FROM sqlite_schema"), ==, 1);
  g_assert_true (sqlite3_get_autocommit (db) != 0);
}

/* A photo that says something, the same, of every field. */
static BylineEntry *
all_fields (void)
{
  BylineEntry *entry = byline_entry_new ();

  entry->path = g_strdup ("a.jpg");
  entry->name = g_strdup ("a.jpg");
  entry->metadata = byline_metadata_new ();
  byline_metadata_facts (entry->metadata)->orientation = 1;
  for (BylineField field = 0; field < BYLINE_N_FIELDS; field++)
    byline_metadata_add (entry->metadata, field, BYLINE_LAYER_XMP, NULL, "2025");
  byline_metadata_reconcile (entry->metadata, TRUE);
  return entry;
}

static void
assert_found_by (BylineCatalogue *catalogue, const char *field)
{
  g_autofree char *text = g_strdup_printf ("has:%s %s:2025", field, field);
  g_autoptr (GError) error = NULL;
  g_autoptr (BylineQuery) query = byline_query_parse (text, &error);

  g_test_message ("%s", text);
  g_assert_no_error (error);
  g_assert_cmpint (byline_query_count (query, catalogue, &error), ==, 1);
  g_assert_no_error (error);
}

/* Every field can be written down: has a column in the text index, or is looked up otherwise. */
static void
test_fields (void)
{
  g_autofree char *folder = g_dir_make_tmp ("byline-schema-XXXXXX", NULL);
  g_autofree char *remove = g_strdup_printf ("rm -r '%s'", folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (BylineCatalogue) catalogue =
      byline_catalogue_open (folder, BYLINE_CATALOGUE_CREATE, &error);
  g_autoptr (BylineEntry) entry = all_fields ();

  g_assert_no_error (error);
  byline_catalogue_put (catalogue, entry, &error);
  g_assert_no_error (error);
  for (BylineField field = 0; field < BYLINE_N_FIELDS; field++)
    assert_found_by (catalogue, byline_fields[field].name);
  g_assert_true (g_spawn_command_line_sync (remove, NULL, NULL, NULL, NULL));
}

/* A library's folder whose catalogue is made of a dump. */
static char *
library_of_dump (const char *name)
{
  g_autofree char *folder = g_dir_make_tmp ("byline-schema-XXXXXX", NULL);
  g_autofree char *inside = g_build_filename (folder, ".byline", NULL);
  g_autofree char *file = g_build_filename (inside, "catalogue.sqlite", NULL);
  g_autofree char *dump = g_build_filename (BYLINE_DUMPS, name, NULL);
  g_autofree char *sql = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (sqlite3) db = NULL;

  g_file_get_contents (dump, &sql, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_mkdir (inside, 0700), ==, 0);
  g_assert_cmpint (sqlite3_open (file, &db), ==, SQLITE_OK);
  exec (db, sql);
  return g_steal_pointer (&folder);
}

typedef struct {
  guint n;
  GString *seen;
} Seen;

static gboolean
see (const BylineEntry *entry, gpointer user_data)
{
  Seen *seen = user_data;
  guint n = 0;
  const BylineText *creators =
      byline_metadata_best (entry->metadata, BYLINE_FIELD_CREATOR, &n, NULL);

  g_string_append_printf (seen->seen, "%s|%s|%s|%s\n", entry->path,
                          byline_metadata_text (entry->metadata, BYLINE_FIELD_CREDIT),
                          n > 0 ? creators[n - 1].text : "", entry->job != NULL ? entry->job : "");
  return TRUE;
}

/* The first edit is of schema 1, which did not know what the file was after it. */
static void
assert_edit_kept (BylineCatalogue *catalogue)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BylineJournalEdit) edit = byline_journal_get (catalogue, 1, &error);
  const BylineJournalFile *file = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (edit->path, ==, "2025/07-14/one.jpg");
  g_assert_false (edit->done);
  g_assert_cmpuint (edit->files->len, ==, 1);
  file = g_ptr_array_index (edit->files, 0);
  g_assert_null (file->sidecar);
  g_assert_false (file->has_after);
  g_assert_cmpuint (file->before[0], ==, 0x41);
  g_assert_cmpuint (g_bytes_get_size (file->undo), ==, strlen ("not a real splice"));
}

/* What a catalogue of each released schema knew is known after the upgrade. */
static void
test_old (gconstpointer data)
{
  const char *name = data;
  g_autofree char *folder = library_of_dump (name);
  g_autofree char *remove = g_strdup_printf ("rm -r '%s'", folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (BylineCatalogue) catalogue =
      byline_catalogue_open (folder, BYLINE_CATALOGUE_WRITE, &error);
  g_autoptr (BylineQuery) all = byline_query_parse ("", NULL);
  g_autoptr (BylineQuery) words = byline_query_parse ("қол OR 握手 credit:mfa", NULL);
  g_autoptr (GString) seen = g_string_new (NULL);
  Seen visit = { 0, seen };

  g_assert_no_error (error);
  g_assert_true (byline_query_run (all, catalogue, BYLINE_SORT_PATH, 0, 0, see, &visit, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (seen->str, ==,
                   "2025/07-14/one.jpg|mfa.gov.kz|José Muñoz|SCO summit\n"
                   "2025/07-14/two.jpg|Photo: MFA.gov.kz|Айгерім Нұрланова|\n");
  g_assert_cmpint (byline_query_count (words, catalogue, &error), ==, 2);
  g_assert_no_error (error);
  assert_edit_kept (catalogue);
  g_assert_true (g_spawn_command_line_sync (remove, NULL, NULL, NULL, NULL));
}

int
main (int argc, char **argv)
{
  static const char *const dumps[] = {
    "v1.sql", "v2.sql", "v3.sql", "v4.sql",  "v5.sql",  "v6.sql",
    "v7.sql", "v8.sql", "v9.sql", "v10.sql", "v11.sql", "v12.sql", "v13.sql"
  };

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/schema/an-empty-database-becomes-current", test_new);
  g_test_add_func ("/schema/a-newer-catalogue-is-refused-untouched", test_newer);
  g_test_add_func ("/schema/another-program-s-database-is-refused", test_foreign);
  g_test_add_func ("/schema/a-failing-step-changes-nothing", test_failing_step);
  g_test_add_func ("/schema/every-field-has-its-place", test_fields);
  for (guint i = 0; i < G_N_ELEMENTS (dumps); i++) {
    g_autofree char *path =
        g_strdup_printf ("/schema/old-catalogues-keep-what-they-knew/%s", dumps[i]);

    g_test_add_data_func (path, dumps[i], test_old);
  }
  return g_test_run ();
}
