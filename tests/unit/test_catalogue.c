#include "base/hash.h"

#include <byline/error.h>
#include <byline/journal.h>
#include <byline/query.h>

#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

typedef struct {
  char *folder;
  BylineCatalogue *catalogue;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("byline-catalogue-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->catalogue = byline_catalogue_open (fixture->folder, BYLINE_CATALOGUE_CREATE, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *command = g_strdup_printf ("rm -r '%s'", fixture->folder);

  byline_catalogue_free (fixture->catalogue);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  g_free (fixture->folder);
}

static void
add (BylineEntry *entry, BylineField field, BylineLayer layer, const char *lang, const char *text)
{
  byline_metadata_add (entry->metadata, field, layer, lang, text);
}

/* Everything a photo can say, with @n making it another one. */
static BylineEntry *
full_entry (guint n)
{
  BylineEntry *entry = byline_entry_new ();
  BylineFacts *facts = NULL;

  entry->metadata = byline_metadata_new ();
  memset (entry->id.bytes, 0xA5, sizeof entry->id.bytes);
  memcpy (entry->id.bytes, &n, sizeof n);
  entry->path = g_strdup_printf ("2025/07-14/фото %u.jpg", n);
  entry->name = g_strdup_printf ("IMG_%04u.JPG", n);
  entry->job = g_strdup ("SCO summit");
  entry->ingested_us = G_GINT64_CONSTANT (1752460000000000) + n;
  memset (entry->shot, 0x11, sizeof entry->shot);
  memset (entry->credited, 0x22, sizeof entry->credited);
  entry->stamp = (BylineFileStamp){ G_GUINT64_CONSTANT (7000000000), G_MAXINT64, -1, G_MAXUINT64 };
  facts = byline_metadata_facts (entry->metadata);
  *facts = (BylineFacts){
    .format = BYLINE_FORMAT_JPEG,
    .width = 6000,
    .height = 4000,
    .orientation = 6,
    .camera = g_strdup ("Canon EOS R5"),
    .lens = g_strdup ("RF 24-70mm F2.8 L"),
    .serial = g_strdup ("012345"),
    .taken = g_strdup ("2025-07-14T09:30:00.25+05:00"),
    .has_gps = TRUE,
    .latitude = 51.1605,
    .longitude = -71.4704,
  };
  add (entry, BYLINE_FIELD_CREDIT, BYLINE_LAYER_XMP, NULL, "mfa.gov.kz");
  add (entry, BYLINE_FIELD_CREATOR, BYLINE_LAYER_XMP, NULL, "Айгерім Нұрланова");
  add (entry, BYLINE_FIELD_CREATOR, BYLINE_LAYER_XMP, NULL, "José Muñoz");
  add (entry, BYLINE_FIELD_HEADLINE, BYLINE_LAYER_IIM, NULL, "Handshake");
  add (entry, BYLINE_FIELD_DESCRIPTION, BYLINE_LAYER_XMP, "x-default", "Two ministers shake hands");
  add (entry, BYLINE_FIELD_DESCRIPTION, BYLINE_LAYER_XMP, "kk", "Министрлер қол алысты");
  add (entry, BYLINE_FIELD_DESCRIPTION, BYLINE_LAYER_XMP, "zh-hans", "两位部长握手");
  add (entry, BYLINE_FIELD_KEYWORDS, BYLINE_LAYER_XMP, NULL, "SCO");
  add (entry, BYLINE_FIELD_KEYWORDS, BYLINE_LAYER_XMP, NULL, "summit");
  add (entry, BYLINE_FIELD_COPYRIGHT, BYLINE_LAYER_EXIF, NULL, "© 2025 MFA");
  add (entry, BYLINE_FIELD_RATING, BYLINE_LAYER_XMP, NULL, "5");
  byline_metadata_reconcile (entry->metadata, TRUE);
  return entry;
}

static void
describe_facts (GString *out, const BylineFacts *facts)
{
  g_string_append_printf (out, "%s %dx%d orientation %d\n", byline_format_name (facts->format),
                          facts->width, facts->height, facts->orientation);
  g_string_append_printf (out, "camera %s\nlens %s\nserial %s\ntaken %s\n", facts->camera,
                          facts->lens, facts->serial, facts->taken);
  g_string_append_printf (out, "gps %d %.17g %.17g\n", facts->has_gps, facts->latitude,
                          facts->longitude);
}

static void
describe_field (GString *out, const BylineMetadata *metadata, BylineField field)
{
  BylineLayer layer = BYLINE_LAYER_EXIF;
  guint n = 0;
  const BylineText *values = byline_metadata_best (metadata, field, &n, &layer);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (out, "%s@%s [%s, %u] %s\n", byline_fields[field].name, values[i].lang,
                            byline_layer_name (layer), byline_metadata_odd (metadata, field),
                            values[i].text);
}

/* All that an entry says, so that two can be compared and the difference seen. */
static char *
describe (const BylineEntry *entry)
{
  GString *out = g_string_new (NULL);
  g_autofree char *id = byline_id_to_string (&entry->id);
  g_autofree char *shot = byline_hex (entry->shot, sizeof entry->shot);
  g_autofree char *credited = byline_hex (entry->credited, sizeof entry->credited);

  g_string_append_printf (out, "%s\n%s\n%s\n%s\n%s\n%s\n", id, entry->path, entry->name, entry->job,
                          shot, credited);
  g_string_append_printf (out,
                          "%" G_GINT64_FORMAT " %" G_GUINT64_FORMAT " %" G_GINT64_FORMAT
                          " %" G_GINT64_FORMAT " %" G_GUINT64_FORMAT "\n",
                          entry->ingested_us, entry->stamp.size, entry->stamp.mtime_ns,
                          entry->stamp.ctime_ns, entry->stamp.inode);
  describe_facts (out, byline_metadata_get_facts (entry->metadata));
  for (BylineField field = 0; field < BYLINE_N_FIELDS; field++)
    describe_field (out, entry->metadata, field);
  return g_string_free (out, FALSE);
}

static void
assert_same (const BylineEntry *a, const BylineEntry *b)
{
  g_autofree char *said_by_a = describe (a);
  g_autofree char *said_by_b = describe (b);

  g_assert_cmpstr (said_by_a, ==, said_by_b);
}

static void
put (BylineCatalogue *catalogue, const BylineEntry *entry)
{
  g_autoptr (GError) error = NULL;

  byline_catalogue_put (catalogue, entry, &error);
  g_assert_no_error (error);
}

static gint64
count (BylineCatalogue *catalogue, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BylineQuery) query = byline_query_parse (text, &error);
  gint64 n = 0;

  g_assert_no_error (error);
  n = byline_query_count (query, catalogue, &error);
  g_assert_no_error (error);
  return n;
}

/* The outside judge. Returns: (transfer full): what the sqlite3 program answers, NULL without it */
static char *
ask_sqlite3 (const Fixture *fixture, const char *sql)
{
  g_autofree char *file = g_build_filename (fixture->folder, ".byline/catalogue.sqlite", NULL);
  const char *const argv[] = { "sqlite3", "-batch", file, sql, NULL };
  g_autofree char *program = g_find_program_in_path ("sqlite3");
  g_autofree char *complaint = NULL;
  char *answer = NULL;

  if (program == NULL)
    return NULL;
  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &answer,
                               &complaint, NULL, NULL));
  g_assert_cmpstr (complaint, ==, "");
  return g_strchomp (answer);
}

static void
test_round_trip (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (BylineEntry) entry = full_entry (1);
  g_autoptr (BylineEntry) by_id = NULL;
  g_autoptr (BylineEntry) by_path = NULL;
  g_autoptr (GError) error = NULL;

  byline_metadata_mark (entry->metadata, BYLINE_FIELD_HEADLINE, BYLINE_ODD_CONFLICT);
  g_assert_false (byline_catalogue_has (fixture->catalogue, &entry->id));
  put (fixture->catalogue, entry);
  g_assert_true (byline_catalogue_has (fixture->catalogue, &entry->id));
  by_id = byline_catalogue_get (fixture->catalogue, &entry->id, &error);
  g_assert_no_error (error);
  assert_same (entry, by_id);
  by_path = byline_catalogue_get_by_path (fixture->catalogue, entry->path, &error);
  g_assert_no_error (error);
  assert_same (entry, by_path);
}

static void
test_says_little (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (BylineEntry) entry = byline_entry_new ();
  g_autoptr (BylineEntry) again = NULL;
  g_autoptr (GError) error = NULL;

  entry->metadata = byline_metadata_new ();
  byline_metadata_facts (entry->metadata)->orientation = 1;
  entry->path = g_strdup ("a.jpg");
  entry->name = g_strdup ("a.jpg");
  put (fixture->catalogue, entry);
  again = byline_catalogue_get (fixture->catalogue, &entry->id, &error);
  g_assert_no_error (error);
  assert_same (entry, again);
}

static void
test_unknown (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  BylineId id = { { 1, 2, 3 } };
  g_autoptr (GError) error = NULL;

  g_assert_null (byline_catalogue_get (fixture->catalogue, &id, &error));
  g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (byline_catalogue_get_by_path (fixture->catalogue, "none.jpg", &error));
  g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_NOT_FOUND);
}

/* No word of before may find it afterwards, every word of now must. */
static void
test_update (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (BylineEntry) before = full_entry (1);
  g_autoptr (BylineEntry) now = full_entry (1);
  g_autoptr (BylineEntry) again = NULL;
  g_autofree char *judged = NULL;

  put (fixture->catalogue, before);
  byline_metadata_free (now->metadata);
  now->metadata = byline_metadata_new ();
  byline_metadata_facts (now->metadata)->orientation = 1;
  add (now, BYLINE_FIELD_CREDIT, BYLINE_LAYER_XMP, NULL, "Reuters");
  add (now, BYLINE_FIELD_HEADLINE, BYLINE_LAYER_XMP, NULL, "Signing ceremony");
  byline_metadata_reconcile (now->metadata, TRUE);
  g_free (now->path);
  now->path = g_strdup ("moved/b.jpg");
  g_clear_pointer (&now->job, g_free);
  put (fixture->catalogue, now);

  again = byline_catalogue_get (fixture->catalogue, &now->id, NULL);
  assert_same (now, again);
  g_assert_cmpint (count (fixture->catalogue, ""), ==, 1);
  g_assert_cmpint (count (fixture->catalogue, "signing credit:reuters path:moved -has:job"), ==, 1);
  g_assert_cmpint (count (fixture->catalogue,
                          "handshake OR mfa OR sco OR 握手 OR credit:mfa OR creator:josé OR "
                          "keyword:summit OR job:sco OR rating:5 OR has:copyright OR taken:2025 OR "
                          "camera:canon OR path:2025"),
                   ==, 0);
  judged = ask_sqlite3 (
      fixture, "INSERT INTO words (words) VALUES ('integrity-check'); PRAGMA integrity_check");
  if (judged != NULL)
    g_assert_cmpstr (judged, ==, "ok");
}

/* An edit of @id whose undo is @undo. */
static BylineJournalEdit *
an_edit (const BylineId *id, GBytes *undo)
{
  BylineJournalEdit *edit = byline_journal_edit_new ();
  BylineJournalFile *photo = byline_journal_edit_add_file (edit, NULL);
  BylineJournalFile *sidecar = byline_journal_edit_add_file (edit, g_strdup ("a.xmp"));

  edit->path = g_strdup ("a.jpg");
  edit->has_id = id != NULL;
  if (id != NULL)
    edit->id = *id;
  edit->at_us = 17;
  memset (photo->before, 0x22, sizeof photo->before);
  memset (photo->after, 0x33, sizeof photo->after);
  memset (sidecar->after, 0x44, sizeof sidecar->after);
  photo->undo = g_bytes_ref (undo);
  sidecar->undo = g_bytes_ref (undo);
  return edit;
}

static void
journal (BylineCatalogue *catalogue, const BylineId *id)
{
  g_autoptr (GBytes) undo = g_bytes_new_static ("x", 1);
  g_autoptr (BylineJournalEdit) edit = an_edit (id, undo);
  g_autoptr (GError) error = NULL;

  byline_journal_put (catalogue, edit, &error);
  g_assert_no_error (error);
}

/* Another picture lies where one did: the old one is gone, so it is not present any more, but what
 * happened to it is kept for the day it comes back. */
static void
move_to (BylineEntry *entry, const char *path)
{
  g_free (entry->path);
  entry->path = g_strdup (path);
}

static void
assert_present (BylineCatalogue *catalogue, const BylineEntry *entry, gint64 n_photos)
{
  g_assert_true (byline_catalogue_has (catalogue, &entry->id));
  g_assert_cmpint (count (catalogue, "handshake"), ==, n_photos);
}

static void
test_replaced (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (BylineEntry) old = full_entry (1);
  g_autoptr (BylineEntry) new = full_entry (2);
  g_autofree char *judged = NULL;

  put (fixture->catalogue, old);
  journal (fixture->catalogue, &old->id);
  move_to (new, old->path);
  put (fixture->catalogue, new);
  assert_present (fixture->catalogue, new, 1);
  g_assert_false (byline_catalogue_has (fixture->catalogue, &old->id));
  g_assert_null (byline_catalogue_get (fixture->catalogue, &old->id, NULL));
  move_to (old, "back.jpg");
  put (fixture->catalogue, old);
  assert_present (fixture->catalogue, old, 2);
  judged = ask_sqlite3 (fixture, "SELECT count (*) FROM photo JOIN edit USING (photo)");
  if (judged != NULL)
    g_assert_cmpstr (judged, ==, "1");
}

static void
test_transactions (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (BylineCatalogue) reader =
      byline_catalogue_open (fixture->folder, BYLINE_CATALOGUE_READ, NULL);
  g_autoptr (BylineEntry) one = full_entry (1);
  g_autoptr (BylineEntry) two = full_entry (2);
  g_autoptr (GError) error = NULL;

  g_assert_true (byline_catalogue_begin (fixture->catalogue, &error));
  put (fixture->catalogue, one);
  put (fixture->catalogue, two);
  g_assert_cmpint (count (reader, ""), ==, 0);
  byline_catalogue_rollback (fixture->catalogue);
  g_assert_cmpint (count (fixture->catalogue, ""), ==, 0);

  g_assert_true (byline_catalogue_begin (fixture->catalogue, &error));
  put (fixture->catalogue, one);
  put (fixture->catalogue, two);
  g_assert_true (byline_catalogue_commit (fixture->catalogue, &error));
  g_assert_cmpint (count (reader, ""), ==, 2);
}

/* The write lock is held by another process; the wait for it is real, so this takes seconds. */
static void
test_busy (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (BylineCatalogue) other =
      byline_catalogue_open (fixture->folder, BYLINE_CATALOGUE_WRITE, NULL);
  g_autoptr (BylineEntry) entry = full_entry (1);
  g_autoptr (GError) error = NULL;

  g_assert_true (byline_catalogue_begin (fixture->catalogue, &error));
  g_assert_false (byline_catalogue_put (other, entry, &error));
  g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_BUSY);
  g_assert_null (strchr (error->message, '\n'));
  g_assert_cmpint (count (other, ""), ==, 0); /* reading goes on */
  byline_catalogue_rollback (fixture->catalogue);
  put (other, entry);
}

/* A process that dies in the middle of a transaction leaves what was committed and nothing else. */
static void
test_killed (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *judged = NULL;
  pid_t child = 0;
  int status = 0;

  g_clear_pointer (&fixture->catalogue, byline_catalogue_free);
  child = fork ();
  if (child == 0) {
    BylineCatalogue *catalogue =
        byline_catalogue_open (fixture->folder, BYLINE_CATALOGUE_WRITE, NULL);

    put (catalogue, full_entry (0));
    byline_catalogue_begin (catalogue, NULL);
    for (guint n = 1; n < 2000; n++) {
      g_autoptr (BylineEntry) entry = full_entry (n);

      put (catalogue, entry);
    }
    kill (getpid (), SIGKILL);
  }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status));
  fixture->catalogue = byline_catalogue_open (fixture->folder, BYLINE_CATALOGUE_WRITE, NULL);
  g_assert_cmpint (count (fixture->catalogue, ""), ==, 1);
  judged = ask_sqlite3 (fixture, "PRAGMA integrity_check; PRAGMA foreign_key_check");
  if (judged != NULL)
    g_assert_cmpstr (judged, ==, "ok");
}

static void
test_reader_cannot_write (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (BylineCatalogue) reader =
      byline_catalogue_open (fixture->folder, BYLINE_CATALOGUE_READ, NULL);
  g_autoptr (BylineEntry) entry = full_entry (1);
  g_autoptr (GError) error = NULL;

  g_assert_false (byline_catalogue_put (reader, entry, &error));
  g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_CATALOGUE);
}

static void
test_hostile_names (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const inside[] = {
    "a b/'c'.jpg",     "\xFF\xFE/latin-1 \xE9.jpg",
    "line\nbreak.jpg", "-rf",
    "..a/b..",         "%s%n",
    "\"; --",          ".../x.jpg",
    "日本/写真.jpg",
  };
  static const char *const outside[] = {
    "", "/", "/etc/passwd", "..", "../a.jpg", "a/../../b.jpg", "a/..", "./a.jpg", "a//b.jpg", "a/",
  };

  for (guint i = 0; i < G_N_ELEMENTS (inside); i++) {
    g_autoptr (BylineEntry) entry = full_entry (i);
    g_autoptr (BylineEntry) again = NULL;
    g_autoptr (GError) error = NULL;

    g_free (entry->path);
    g_free (entry->name);
    entry->path = g_strdup (inside[i]);
    entry->name = g_strdup (inside[i]);
    put (fixture->catalogue, entry);
    again = byline_catalogue_get_by_path (fixture->catalogue, inside[i], &error);
    g_assert_no_error (error);
    assert_same (entry, again);
  }
  for (guint i = 0; i < G_N_ELEMENTS (outside); i++) {
    g_autoptr (BylineEntry) entry = full_entry (100);
    g_autoptr (GError) error = NULL;

    g_free (entry->path);
    entry->path = g_strdup (outside[i]);
    g_assert_false (byline_catalogue_put (fixture->catalogue, entry, &error));
    g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE);
  }
  g_assert_cmpint (count (fixture->catalogue, ""), ==, G_N_ELEMENTS (inside));
}

/* A catalogue that somebody has tampered with must not send us outside the library. */
static void
test_tampered (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (BylineEntry) entry = full_entry (1);
  g_autofree char *judged = NULL;
  g_autoptr (GError) error = NULL;

  put (fixture->catalogue, entry);
  judged = ask_sqlite3 (fixture, "UPDATE file SET path = '../../etc/passwd'");
  if (judged == NULL) {
    g_test_skip ("no sqlite3 program");
    return;
  }
  g_assert_null (byline_catalogue_get (fixture->catalogue, &entry->id, &error));
  g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_CATALOGUE);
}

static void
assert_same_files (const BylineJournalEdit *one, const BylineJournalEdit *other)
{
  g_assert_cmpuint (one->files->len, ==, other->files->len);
  for (guint i = 0; i < one->files->len; i++) {
    const BylineJournalFile *a = g_ptr_array_index (one->files, i);
    const BylineJournalFile *b = g_ptr_array_index (other->files, i);

    g_assert_cmpstr (a->sidecar, ==, b->sidecar);
    g_assert_true (memcmp (a->before, b->before, sizeof a->before) == 0);
    g_assert_true (memcmp (a->after, b->after, sizeof a->after) == 0);
    g_assert_true (g_bytes_equal (a->undo, b->undo));
  }
}

static void
assert_same_edit (const BylineJournalEdit *one, const BylineJournalEdit *other)
{
  const BylineJournalChange *change = g_ptr_array_index (one->changes, 0);

  g_assert_cmpint (one->number, ==, other->number);
  g_assert_cmpint (one->undoes, ==, other->undoes);
  g_assert_cmpint (one->at_us, ==, other->at_us);
  g_assert_cmpstr (one->path, ==, other->path);
  g_assert_cmpint (one->has_id, ==, other->has_id);
  assert_same_files (one, other);
  g_assert_cmpuint (one->changes->len, ==, 2);
  g_assert_cmpstr (change->field, ==, "credit");
  g_assert_cmpuint (g_strv_length (change->from), ==, 0);
  g_assert_cmpstr (change->to[0], ==, "mfa \"gov\"");
  change = g_ptr_array_index (one->changes, 1);
  g_assert_cmpstr (change->field, ==, "keywords");
  g_assert_cmpstr (change->from[1], ==, "SCO");
  g_assert_null (change->to[0]);
}

static GBytes *
many_octets (gboolean noise)
{
  guint8 *bytes = g_malloc (300000);

  for (guint i = 0; i < 300000; i++)
    bytes[i] = noise ? (guint8) g_test_rand_int () : (guint8) (i / 1000);
  return g_bytes_new_take (bytes, 300000);
}

/* What compresses and what does not comes back as it was. */
static void
test_journal (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  for (guint noise = 0; noise <= 1; noise++) {
    g_autoptr (GBytes) undo = many_octets (noise != 0);
    g_autoptr (BylineJournalEdit) edit = an_edit (NULL, undo);
    g_autoptr (BylineJournalEdit) again = NULL;

    byline_journal_edit_add (edit, "credit", g_strsplit ("", ",", -1),
                             g_strsplit ("mfa \"gov\"", ",", -1));
    byline_journal_edit_add (edit, "keywords", g_strsplit ("draft,SCO", ",", -1),
                             g_strsplit ("", ",", -1));
    byline_journal_put (fixture->catalogue, edit, &error);
    g_assert_no_error (error);
    again = byline_journal_get (fixture->catalogue, edit->number, &error);
    g_assert_no_error (error);
    assert_same_edit (again, edit);
    g_assert_false (again->done);
    g_assert_true (byline_journal_mark_done (fixture->catalogue, edit->number, &error));
    byline_journal_edit_free (again);
    again = byline_journal_get (fixture->catalogue, edit->number, &error);
    g_assert_true (again->done);
  }
}

/* A catalogue may have come from anybody: a sidecar lies beside its photo and nowhere else. */
static void
test_journal_hostile (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GBytes) undo = g_bytes_new_static ("x", 1);
  const char *const names[] = { "../a.xmp", "..", ".", "", "/etc/passwd" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (BylineJournalEdit) edit = an_edit (NULL, undo);
    BylineJournalFile *sidecar = g_ptr_array_index (edit->files, 1);
    g_autoptr (GError) error = NULL;

    g_free (sidecar->sidecar);
    sidecar->sidecar = g_strdup (names[i]);
    g_assert_true (byline_journal_put (fixture->catalogue, edit, NULL));
    g_assert_null (byline_journal_get (fixture->catalogue, edit->number, &error));
    g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_CATALOGUE);
  }
}

static void
test_journal_list (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (BylineEntry) entry = full_entry (1);
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GPtrArray) of_photo = NULL;
  g_autoptr (GPtrArray) later = NULL;
  g_autoptr (GError) error = NULL;
  const BylineJournalEdit *newest;

  put (fixture->catalogue, entry);
  journal (fixture->catalogue, NULL);
  journal (fixture->catalogue, &entry->id);
  all = byline_journal_list (fixture->catalogue, NULL, G_MININT64, 0, &error);
  g_assert_cmpuint (all->len, ==, 2);
  newest = g_ptr_array_index (all, 0);
  g_assert_cmpstr (newest->path, ==, entry->path); /* where it lies now */
  of_photo = byline_journal_list (fixture->catalogue, entry->path, G_MININT64, 0, &error);
  g_assert_cmpuint (of_photo->len, ==, 1);
  later = byline_journal_list (fixture->catalogue, NULL, 18, 0, &error);
  g_assert_cmpuint (later->len, ==, 0);
  g_assert_true (byline_journal_forget (fixture->catalogue, newest->number, &error));
  g_assert_null (byline_journal_get (fixture->catalogue, newest->number, &error));
  g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_NOT_FOUND);
}

static void
assert_resolves (BylineCatalogue *catalogue, const char *argument, const BylineEntry *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BylineEntry) entry = byline_catalogue_resolve (catalogue, argument, &error);

  g_assert_no_error (error);
  assert_same (expected, entry);
}

static void
assert_unresolved (BylineCatalogue *catalogue, const char *argument, BylineError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (byline_catalogue_resolve (catalogue, argument, &error));
  g_assert_error (error, BYLINE_ERROR, (gint) code);
}

static void
test_resolve (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (BylineEntry) one = full_entry (1);
  g_autoptr (BylineEntry) two = full_entry (2);
  g_autofree char *hex = byline_id_to_string (&one->id);
  g_autofree char *upper = g_ascii_strup (hex, 9);
  g_autofree char *five = g_strndup (hex, 5);
  g_autofree char *three = g_strndup (hex, 3);
  g_autofree char *longer = g_strconcat (hex, "0", NULL);
  g_autofree char *absolute = g_build_filename (fixture->folder, one->path, NULL);
  g_autofree char *winding = g_build_filename (fixture->folder, "x/..", one->path, NULL);
  g_autofree char *link = g_strconcat (fixture->folder, "-link", NULL);
  g_autofree char *through = g_build_filename (link, "2025", NULL);
  g_autofree char *back = g_get_current_dir ();

  put (fixture->catalogue, one);
  put (fixture->catalogue, two);
  assert_resolves (fixture->catalogue, hex, one);
  assert_resolves (fixture->catalogue, upper, one);
  assert_resolves (fixture->catalogue, five, one);
  assert_resolves (fixture->catalogue, absolute, one);
  assert_resolves (fixture->catalogue, winding, one);
  assert_unresolved (fixture->catalogue, three, BYLINE_ERROR_NOT_FOUND);
  assert_unresolved (fixture->catalogue, longer, BYLINE_ERROR_NOT_FOUND);
  assert_unresolved (fixture->catalogue, "beef", BYLINE_ERROR_NOT_FOUND);
  assert_unresolved (fixture->catalogue, "", BYLINE_ERROR_NOT_FOUND);
  assert_unresolved (fixture->catalogue, "/etc/passwd", BYLINE_ERROR_NOT_FOUND);
  assert_unresolved (fixture->catalogue, fixture->folder, BYLINE_ERROR_NOT_FOUND);

  /* from inside, from outside through a link, and where a file is called like an id */
  g_assert_cmpint (g_chdir (fixture->folder), ==, 0);
  assert_resolves (fixture->catalogue, one->path, one);
  g_assert_true (g_file_set_contents (five, "", 0, NULL));
  assert_resolves (fixture->catalogue, five, one);
  g_free (two->path);
  two->path = g_strdup (five);
  put (fixture->catalogue, two);
  assert_resolves (fixture->catalogue, five, two);
  g_assert_cmpint (g_chdir (back), ==, 0);
  g_assert_cmpint (symlink (fixture->folder, link), ==, 0);
  g_free (through);
  through = g_build_filename (link, five, NULL);
  assert_resolves (fixture->catalogue, through, two);
  g_assert_cmpint (g_unlink (link), ==, 0);
}

static void
put_alike (BylineCatalogue *catalogue, guint n)
{
  g_autoptr (BylineEntry) entry = full_entry (n);

  entry->id.bytes[0] = 0xAB;
  entry->id.bytes[1] = 0xCD;
  entry->id.bytes[2] = (guint8) n;
  put (catalogue, entry);
}

static void
test_ambiguous (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (BylineEntry) entry = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) named = NULL;

  for (guint n = 0; n < 7; n++)
    put_alike (fixture->catalogue, n);
  g_assert_null (byline_catalogue_resolve (fixture->catalogue, "abcd", &error));
  g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE);
  named = g_strsplit (error->message, ", ", -1);
  g_assert_cmpuint (g_strv_length (named), ==, 6); /* five, and a sign that there are more */
  g_assert_true (g_str_has_prefix (named[4], "abcd04"));
  entry = byline_catalogue_resolve (fixture->catalogue, "abcd03", NULL);
  g_assert_nonnull (entry);
}

static double
cpu_seconds (void)
{
  return (double) clock () / CLOCKS_PER_SEC;
}

static void
put_all (BylineCatalogue *catalogue, GPtrArray *entries, const char *done)
{
  const double n = entries->len;
  const double cpu = cpu_seconds ();
  g_autoptr (GError) error = NULL;
  double seconds = 0;

  g_test_timer_start ();
  byline_catalogue_begin (catalogue, &error);
  for (guint i = 0; i < entries->len; i++)
    put (catalogue, entries->pdata[i]);
  byline_catalogue_commit (catalogue, &error);
  g_assert_no_error (error);
  seconds = g_test_timer_elapsed ();
  g_test_maximized_result (n / seconds, "photos %s: %.0f a second, %.0f a CPU second", done,
                           n / seconds, n / (cpu_seconds () - cpu));
}

/* With -m perf: how many photos a second, all indexes kept. */
static void
test_pace (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  enum { N = 20000 };
  g_autoptr (GPtrArray) entries =
      g_ptr_array_new_with_free_func ((GDestroyNotify) byline_entry_free);
  double seconds = 0;

  if (!g_test_perf ()) {
    g_test_skip ("a measurement; ask for it with -m perf");
    return;
  }
  for (guint n = 0; n < N; n++)
    g_ptr_array_add (entries, full_entry (n * 2654435761U)); /* ids in no order, as hashes are */
  put_all (fixture->catalogue, entries, "added");
  put_all (fixture->catalogue, entries, "brought up to date");
  g_test_timer_start ();
  g_assert_cmpint (count (fixture->catalogue, "handshake mfa"), ==, N);
  seconds = g_test_timer_elapsed ();
  g_test_minimized_result (seconds, "counting %d of %d: %.1f ms", N, N, seconds * 1000);
}

/* However many there are: a path is found by its index, as an id is. */
static void
test_path_pace (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  enum { N = 2000 };
  g_autoptr (GPtrArray) entries =
      g_ptr_array_new_with_free_func ((GDestroyNotify) byline_entry_free);
  double by_id, by_path;

  for (guint n = 0; n < N; n++)
    g_ptr_array_add (entries, full_entry (n * 2654435761U));
  put_all (fixture->catalogue, entries, "added");
  by_id = -cpu_seconds ();
  for (guint n = 0; n < N; n++) {
    const BylineEntry *entry = g_ptr_array_index (entries, n);
    g_autoptr (BylineEntry) found = byline_catalogue_get (fixture->catalogue, &entry->id, NULL);

    g_assert_nonnull (found);
  }
  by_id += cpu_seconds ();
  by_path = -cpu_seconds ();
  for (guint n = 0; n < N; n++) {
    const BylineEntry *entry = g_ptr_array_index (entries, n);
    g_autoptr (BylineEntry) found =
        byline_catalogue_get_by_path (fixture->catalogue, entry->path, NULL);

    g_assert_nonnull (found);
  }
  by_path += cpu_seconds ();
  g_test_message ("%d by id: %.3f s, by path: %.3f s", N, by_id, by_path);
  g_assert_cmpfloat (by_path, <, 4 * by_id);
}

static void
add_case (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_case ("/catalogue/an-entry-comes-back-as-it-was", test_round_trip);
  add_case ("/catalogue/a-photo-may-say-nothing", test_says_little);
  add_case ("/catalogue/what-is-not-there-is-not-found", test_unknown);
  add_case ("/catalogue/an-update-leaves-nothing-of-before", test_update);
  add_case ("/catalogue/a-path-names-the-photo-that-came-last", test_replaced);
  add_case ("/catalogue/a-transaction-appears-whole-or-not-at-all", test_transactions);
  add_case ("/catalogue/a-held-lock-is-busy", test_busy);
  add_case ("/catalogue/a-killed-writer-leaves-what-it-committed", test_killed);
  add_case ("/catalogue/a-reader-cannot-write", test_reader_cannot_write);
  add_case ("/catalogue/hostile-names-are-boring", test_hostile_names);
  add_case ("/catalogue/a-tampered-path-is-refused", test_tampered);
  add_case ("/catalogue/an-edit-is-kept-for-undo", test_journal);
  add_case ("/catalogue/a-sidecar-is-never-elsewhere", test_journal_hostile);
  add_case ("/catalogue/edits-are-listed-newest-first", test_journal_list);
  add_case ("/catalogue/resolves-paths-and-ids", test_resolve);
  add_case ("/catalogue/an-ambiguous-id-lists-what-it-could-be", test_ambiguous);
  add_case ("/catalogue/a-path-is-found-as-fast-as-an-id", test_path_pace);
  add_case ("/catalogue/keeps-pace", test_pace);
  return g_test_run ();
}
