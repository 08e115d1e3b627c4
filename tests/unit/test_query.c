#include "catalogue/find.h"
#include "catalogue/holding.h"
#include "search/parse.h"

#include <byline/error.h>
#include <byline/query.h>

#include <glib/gstdio.h>
#include <string.h>

/* A few photos to look for, in a library of its own. */
static const struct {
  const char *name;
  const char *taken;
  const char *job;
  const char *fields[8];
  BylineFormat format;
  int width, height;
  gboolean c2pa;
  const char *iim_credit; /* what IIM says instead */
} photos[] = {
  { "astana.jpg",
    "2025-07-14T09:30:00+05:00",
    "SCO summit",
    { "credit=mfa.gov.kz", "headline=Handshake in Astana", "keywords=SCO", "keywords=summit hall",
      "creator=Айгерім Нұрланова", "city=Астана", "rating=5" },
    BYLINE_FORMAT_JPEG,
    6000,
    4000,
    TRUE,
    NULL },
  { "almaty.jpg",
    "2025-07-31T23:59:59.99",
    NULL,
    { "credit=MFA.gov.kz", "headline=Ёлка на площади", "person=Асхат Смадияров", "rating=-1",
      "creator=José Muñoz", "date-created=2025-07-31" },
    BYLINE_FORMAT_CR3,
    8192,
    5464,
    FALSE,
    "MFA" },
  { "tokyo.jpg",
    "2025-08-01T00:00:00",
    "Tokyo visit",
    { "credit=Reuters", "headline=日本国外務省の会談", "description=Signed at 10:30 (local time)",
      "keywords=signing", "rights-url=https://mfa.gov.kz/rights", "rating=3", "date-created=2025" },
    BYLINE_FORMAT_JPEG,
    1600,
    1200,
    FALSE,
    NULL },
  { "plain.jpg",
    NULL,
    NULL,
    { "headline=Қазақстан; DROP TABLE photo" },
    BYLINE_FORMAT_PNG,
    0,
    0,
    FALSE,
    NULL },
};

typedef struct {
  char *folder;
  BylineCatalogue *catalogue;
} Fixture;

static BylineEntry *
make_entry (guint index)
{
  BylineEntry *entry = byline_entry_new ();
  BylineFacts *facts = NULL;

  entry->metadata = byline_metadata_new ();
  entry->id.bytes[0] = (guint8) (index + 1);
  entry->name = g_strdup (photos[index].name);
  entry->path = g_strdup_printf ("shoot/%s", photos[index].name);
  entry->job = g_strdup (photos[index].job);
  entry->ingested_us = index;
  facts = byline_metadata_facts (entry->metadata);
  facts->format = photos[index].format;
  facts->width = photos[index].width;
  facts->height = photos[index].height;
  facts->has_c2pa = photos[index].c2pa;
  facts->orientation = 1;
  facts->taken = g_strdup (photos[index].taken);
  facts->camera = g_strdup ("Canon EOS R5");
  for (guint i = 0; photos[index].fields[i] != NULL; i++) {
    g_auto (GStrv) parts = g_strsplit (photos[index].fields[i], "=", 2);
    g_autofree char *lang = NULL;
    BylineField field;

    g_assert_true (byline_field_parse (parts[0], &field, &lang, NULL));
    byline_metadata_add (entry->metadata, field, BYLINE_LAYER_XMP, lang, parts[1]);
  }
  if (photos[index].iim_credit != NULL)
    byline_metadata_add (entry->metadata, BYLINE_FIELD_CREDIT, BYLINE_LAYER_IIM, NULL,
                         photos[index].iim_credit);
  byline_metadata_reconcile (entry->metadata, TRUE);
  return entry;
}

static void
set_up (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("byline-query-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->catalogue = byline_catalogue_open (fixture->folder, BYLINE_CATALOGUE_CREATE, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (photos); i++) {
    g_autoptr (BylineEntry) entry = make_entry (i);

    byline_catalogue_put (fixture->catalogue, entry, &error);
    g_assert_no_error (error);
  }
}

static void
tear_down (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *command = g_strdup_printf ("rm -r '%s'", fixture->folder);

  byline_catalogue_free (fixture->catalogue);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  g_free (fixture->folder);
}

static gboolean
append_name (const BylineEntry *entry, gpointer user_data)
{
  GString *names = user_data;

  g_string_append_printf (names, "%s%.*s", names->len > 0 ? " " : "",
                          (int) strcspn (entry->name, "."), entry->name);
  return TRUE;
}

static char *
run (BylineCatalogue *catalogue, const char *text, BylineSort sort, guint limit)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BylineQuery) query = byline_query_parse (text, &error);
  GString *names = g_string_new (NULL);

  g_assert_no_error (error);
  g_assert_true (byline_query_run (query, catalogue, sort, 0, limit, append_name, names, &error));
  g_assert_no_error (error);
  return g_string_free (names, FALSE);
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

/* What a query finds, in the order of the card's names. */
static const struct {
  const char *query;
  const char *found;
} found_cases[] = {
  { "", "almaty astana plain tokyo" },
  { "  ", "almaty astana plain tokyo" },
  /* free words: every one of them, anywhere in the fields people read */
  { "handshake", "astana" },
  { "HANDSHAKE astana", "astana" },
  { "handshake tokyo", "" },
  { "hand", "astana" }, /* a part of a word */
  { "andsha", "astana" },
  { "ha", "" }, /* too short to be a part, but not dropped */
  { "in", "astana" },
  { "ha handshake", "" },
  { "\"hand\"", "" }, /* quotes mean the very word */
  { "hand*", "astana" },
  { "mfa.gov.kz", "almaty astana" },
  { "астана", "astana" },
  { "ҚАЗАҚСТАН", "plain" },
  { "казакстан", "" }, /* қ is another letter than к */
  { "Smadiyarov", "almaty" },
  { "smadiyar", "almaty" },
  { "\"Smadiyarov\"", "" },
  { "headline:Астана", "astana" },
  { "person:\"Askhat Smadiyarov\"", "" },
  { "person:Askhat-Smadiyarov", "almaty" }, /* not in quotes: in any script */
  { "qazaqstan", "plain" },
  { "Kazakhstan", "" },
  { "~Kazakhstan", "plain" },
  { "~Казахстан", "plain" },
  { "~handshke", "astana" },
  { "~headline:x", "" },
  { "headline:~Kazachstan", "plain" },
  { "-~Kazakhstan", "almaty astana tokyo" },
  { "creator:Nurlanova", "astana" },
  { "creator:нурланова", "astana" }, /* ұ and у are the same in Latin letters */
  { "creator:~нурланова", "astana" },
  { "creator:nurlan", "astana" },
  { "city:Astana", "astana" },
  { "city:ast*", "astana" },
  { "елка", "almaty" },
  { "ЁЛКА", "almaty" },
  { "外務", "tokyo" },
  { "会談", "tokyo" },
  { "務外", "" },
  { "10:30", "tokyo" },
  { "https://mfa.gov.kz/rights", "" }, /* not a field that free words look at */
  { "canon", "" },
  { "José", "" },
  { "handshake & astana", "astana" },
  { "handshake - astana", "astana" },
  /* phrases */
  { "\"summit hall\"", "astana" },
  { "\"hall summit\"", "" },
  { "\"SCO summit\"", "" }, /* two keywords are not one phrase */
  { "\"handshake in ast*\"", "astana" },
  /* fields */
  { "credit:mfa.gov.kz", "almaty astana" },
  { "credit:\"MFA gov.kz\"", "almaty astana" },
  { "credit:mfa", "almaty astana" },
  { "credit:gov", "almaty astana" },
  { "credit:mf", "" },
  { "credit:mf*", "almaty astana" },
  { "credit:kz.mfa", "" },
  { "creator:jose", "almaty" },
  { "creator:MUÑOZ", "almaty" },
  { "creator:\"айгерім нұрланова\"", "astana" },
  { "headline:mfa", "" },
  { "keyword:sco", "astana" },
  { "keywords:\"summit hall\"", "astana" },
  { "person:смадияров", "almaty" },
  { "rights-url:mfa.gov.kz", "tokyo" },
  { "job:sco", "astana" },
  { "job:visit", "tokyo" },
  { "job:sum*", "astana" },
  { "camera:\"eos r5\"", "almaty astana plain tokyo" },
  { "name:tokyo.jpg", "tokyo" },
  { "path:shoot/plain", "plain" },
  { "rating:5", "astana" },
  { "rating:1", "" },
  { "rating:-1", "almaty" },
  { "date-created:2025-07", "almaty" },
  { "date-created:2025-07-30", "" },
  { "date-created:2025", "almaty tokyo" },
  { "date-created:2025-07..2025-08", "almaty" },
  { "date-created:2025-07-31..", "almaty" }, /* "2025" may be before */
  { "date-created:..2025-12-31", "almaty tokyo" },
  { "date-created:..2025-07-30", "tokyo" },
  { "date-created:yesterday", "" },
  /* numbers */
  { "rating:3..5", "astana tokyo" },
  { "rating:>=3", "astana tokyo" },
  { "rating:>3", "astana" },
  { "rating:<3", "almaty" },
  { "rating:<=3", "almaty tokyo" },
  { "rating:..-1", "almaty" },
  { "rating:-1..3", "almaty tokyo" },
  { "mp:24", "astana" },
  { "mp:>=24", "almaty astana" },
  { "mp:20..50", "almaty astana" },
  { "mp:<2", "tokyo" },
  { "mp:1..", "almaty astana tokyo" },
  { "-mp:1..", "plain" },
  /* formats and states */
  { "format:jpeg", "astana tokyo" },
  { "format:cr3", "almaty" },
  { "format:raw", "" }, /* a raw file of a maker without a name of its own */
  { "type:raw", "almaty" },
  { "type:png", "plain" },
  { "is:raw", "almaty" },
  { "-is:raw", "astana plain tokyo" },
  { "is:uncredited", "plain" },
  { "-is:uncredited", "almaty astana tokyo" },
  { "is:signed", "astana" },
  { "-is:signed", "almaty plain tokyo" },
  { "conflict:credit", "almaty" },
  { "-conflict:credit", "astana plain tokyo" },
  { "conflict:headline", "" },
  /* arrival: these came in 1970, by the clock of UTC */
  { "ingested:1970", "almaty astana plain tokyo" },
  { "ingested:1970-01-01T00:00", "almaty astana plain tokyo" },
  { "ingested:1970-01-02..", "" },
  { "ingested:..1969", "" },
  { "ingested:today", "" },
  { "ingested:7d", "" },
  { "ingested:..7d", "almaty astana plain tokyo" },
  { "ingested:99y..1w credit:mfa", "almaty astana" },
  { "-ingested:1970", "" },
  { "handshake OR ingested:today", "astana" },
  { "taken:..yesterday", "almaty astana tokyo" },
  /* time */
  { "taken:2025", "almaty astana tokyo" },
  { "taken:2025-07", "almaty astana" },
  { "taken:2025-07-14", "astana" },
  { "taken:2025-07-14T09:30", "astana" },
  { "taken:2025-07-14T09:30:01", "" },
  { "taken:2025-07-31..2025-08-01", "almaty tokyo" },
  { "taken:2025-07-15..", "almaty tokyo" },
  { "taken:..2025-07-31", "almaty astana" },
  { "-taken:2025-07", "plain tokyo" },
  /* what is there and what is not */
  { "missing:credit", "plain" },
  { "has:credit", "almaty astana tokyo" },
  { "has:keyword", "astana tokyo" },
  { "missing:job", "almaty plain" },
  { "has:taken", "almaty astana tokyo" },
  { "missing:taken", "plain" },
  { "-has:creator", "plain tokyo" },
  /* and, or, not */
  { "credit:mfa -headline:astana", "almaty" },
  { "credit:mfa NOT astana", "almaty" },
  { "-credit:mfa", "plain tokyo" },
  { "-job:sco", "almaty plain tokyo" },
  { "-handshake", "almaty plain tokyo" },
  { "NOT NOT handshake", "astana" },
  { "handshake OR 会談", "astana tokyo" },
  { "handshake OR credit:reuters OR rating:-1", "almaty astana tokyo" },
  { "handshake AND astana", "astana" },
  { "credit:mfa (handshake OR ёлка)", "almaty astana" },
  { "-(handshake OR ёлка)", "plain tokyo" },
  { "(((handshake)))", "astana" },
  { "handshake OR ёлка rating:5", "astana" },
  { "or", "" }, /* only capitals are operators */
};

static void
test_finds (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  for (guint i = 0; i < G_N_ELEMENTS (found_cases); i++) {
    g_autofree char *found = NULL;
    g_auto (GStrv) names = NULL;

    g_test_message ("%s", found_cases[i].query);
    found = run (fixture->catalogue, found_cases[i].query, BYLINE_SORT_NAME, 0);
    g_assert_cmpstr (found, ==, found_cases[i].found);
    names = g_strsplit (found, " ", -1);
    g_assert_cmpint (count (fixture->catalogue, found_cases[i].query), ==, g_strv_length (names));
  }
}

/* Each mistake is named with the column where it is, counted in characters. */
static void
test_mistakes (void)
{
  static const struct {
    const char *query;
    const char *message; /* its beginning */
  } cases[] = {
    { "kredit:mfa", "column 1: nothing is looked up by \"kredit:\"; did you mean \"credit:\"?" },
    { "астана takn:2025", "column 8: nothing is looked up by \"takn:\"; did you mean \"taken:\"?" },
    { "a jop:x", "column 3: nothing is looked up by \"jop:\"; did you mean \"job:\"?" },
    { "credit:", "column 1: nothing behind \"credit:\"" },
    { "credit:(a OR b)", "column 1: nothing behind \"credit:\"" },
    { "credit:\"\"", "column 1: nothing behind \"credit:\"" },
    { "credit:***", "column 8: no letter or digit" },
    { "\"…\"", "column 1: no letter or digit" },
    { "& –", "column 1: no letter or digit" },
    { "()", "column 2: this parenthesis" },
    { "a)", "column 2: this parenthesis closes nothing" },
    { "б (а OR", "column 8: a word is missing" },
    { "б (а", "column 3: this parenthesis is never closed" },
    { "OR a", "column 1: a word is missing" },
    { "a OR OR b", "column 6: a word is missing" },
    { "a AND", "column 6: a word is missing" },
    { "NOT", "column 4: a word is missing" },
    { "a \"b c", "column 3: this quote is never closed" },
    { "headline:\"b c", "column 10: this quote is never closed" },
    { "taken:2025-02-30", "column 7: \"2025-02-30\" is not a day" },
    { "taken:2025-07-14..july", "column 19: \"july\" is not a day" },
    { "taken:..", "column 7: \"..\" is not a day" },
    { "taken:2025-08..2025-07", "column 7: \"2025-08..2025-07\" ends before it begins" },
    { "taken:2025-07-14T10:30Z", "column 7: " },
    { "taken:2025-07-14T10", "column 7: " },
    { "taken:99999", "column 7: " },
    { "rating:five", "column 8: \"five\" is not a number" },
    { "rating:>five", "column 9: \"five\" is not a number" },
    { "rating:..", "column 8: \"..\" is not a number" },
    { "rating:>", "column 8: \">\" is not a number" },
    { "rating:5..3", "column 8: \"5..3\" ends before it begins" },
    { "mp:24..many", "column 8: \"many\" is not a number" },
    { "ingested:soon", "column 10: \"soon\" is not a day" },
    { "ingested:7x", "column 10: \"7x\" is not a day" },
    { "ingested:1d..2d", "column 10: \"1d..2d\" ends before it begins" },
    { "a is:lost", "column 6: no photo is \"lost\"; there is uncredited, " },
    { "format:gif", "column 8: there is no format \"gif\"" },
    { "type:", "column 1: nothing behind \"type:\"" },
    { "conflict:camera", "column 10: there is no field \"camera\"" },
    { "missing:credits", "column 9: there is no field \"credits\"; did you mean \"credit\"?" },
    { "has:name", "column 5: there is no field \"name\"" },
    { "date-created:July", "column 14: " },
    { "abc \xFF", "column 5: this is not UTF-8" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (BylineQuery) query = byline_query_parse (cases[i].query, &error);

    g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE);
    g_assert_null (query);
    if (!g_str_has_prefix (error->message, cases[i].message))
      g_assert_cmpstr (error->message, ==, cases[i].message);
  }
}

/* Text from a query is never SQL, nor the index' own language; whatever it is, it is looked for. */
static const char *const hostile[] = {
  "'; DROP TABLE photo; --",
  "\"'; DROP TABLE photo; --\"",
  "credit:'; DELETE FROM value; --",
  "credit:\"x' OR '1'='1\"",
  "job:\"x' UNION SELECT * FROM photo --\"",
  "headline:x' OR 1=1",
  "x NEAR y",
  "\"x\" NEAR(\"a b\", 10)",
  "{headline credit} x",
  "{headline}: x",
  "^x",
  "x + y",
  "headline:^x",
  "words:x",
  "rowid:1",
  "%",
  "_ a",
  "credit:%",
  "name:?",
  "name:?1 :photo @a $b",
  "path:../../etc/passwd",
  "x\\\" OR headline:x",
  "taken:2025';--",
  "missing:credit'--",
  "has:\"credit' OR 1\"",
  "rating:\"5 OR 1=1\"",
  "date-created:\"2025' OR '1'='1\"",
  "x\xEE\x80\x80y",
  "headline:\"hall\xEE\x80\x80summit\"",
  "*",
  "**",
  "a**",
  "\"*\"",
  "\"a *\"",
  "-*",
};

/* Refused, or answered without an error. */
static void
try_hostile (BylineCatalogue *catalogue, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BylineQuery) query = byline_query_parse (text, &error);

  g_test_message ("%s", text);
  if (query == NULL) {
    g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE);
    return;
  }
  g_assert_cmpint (byline_query_count (query, catalogue, &error), >=, 0);
  g_assert_no_error (error);
}

static void
test_injection (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  for (guint i = 0; i < G_N_ELEMENTS (hostile); i++)
    try_hostile (fixture->catalogue, hostile[i]);
  g_assert_cmpint (count (fixture->catalogue, "credit:\"x' OR '1'='1\""), ==, 0);
  g_assert_cmpint (count (fixture->catalogue, "headline:x' OR 1=1"), ==, 0);
  g_assert_cmpint (count (fixture->catalogue, "\"x\" NEAR(\"a b\", 10)"), ==, 0);
  g_assert_cmpint (count (fixture->catalogue, "\"; DROP TABLE photo\""), ==, 1);
  g_assert_cmpint (count (fixture->catalogue, ""), ==, G_N_ELEMENTS (photos));
}

typedef struct {
  const char *text;
  guint n_terms;
  const char *joint;
} Repeated;

/* Bounded, and at the bounds still a query that the database takes. */
static void
test_size (Fixture *fixture, gconstpointer data)
{
  const Repeated *repeated = data;
  g_autoptr (GString) query = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (BylineQuery) parsed = NULL;

  for (guint i = 0; i < BYLINE_QUERY_MAX_TERMS / repeated->n_terms; i++)
    g_string_append_printf (query, "%s%s", i > 0 ? repeated->joint : "", repeated->text);
  parsed = byline_query_parse (query->str, &error);
  g_assert_no_error (error);
  g_assert_cmpint (byline_query_count (parsed, fixture->catalogue, &error), >=, 0);
  g_assert_no_error (error);
  g_string_append (query, " a a");
  g_assert_null (byline_query_parse (query->str, &error));
  g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE);
}

static void
try_depth (BylineCatalogue *catalogue, const char *text, guint depth)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BylineQuery) query = byline_query_parse (text, &error);

  if (depth < BYLINE_QUERY_MAX_DEPTH) {
    g_assert_no_error (error);
    g_assert_cmpint (byline_query_count (query, catalogue, &error), >=, 0);
    g_assert_no_error (error);
  } else {
    g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE);
  }
}

static void
test_depth (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GString) query = g_string_new ("a");
  g_autoptr (GString) nots = g_string_new ("a");

  for (guint depth = 1; depth < 500; depth++) {
    g_string_prepend (query, depth % 2 == 0 ? "-(a OR " : "(b taken:2025 ");
    g_string_append (query, " c)");
    try_depth (fixture->catalogue, query->str, depth);
    g_string_prepend (nots, "NOT ");
    try_depth (fixture->catalogue, nots->str, depth);
  }
}

static void
test_too_long (void)
{
  g_autofree char *query = g_strnfill (BYLINE_QUERY_MAX_BYTES + 1, 'a');
  g_autoptr (GError) error = NULL;

  g_assert_null (byline_query_parse (query, &error));
  g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE);
  g_clear_error (&error);
  query[BYLINE_QUERY_MAX_BYTES] = '\0';
  byline_query_free (byline_query_parse (query, &error));
  g_assert_no_error (error);
}

static void
test_order (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const struct {
    const char *sort;
    guint limit;
    const char *found;
  } cases[] = {
    { "-taken", 0, "tokyo almaty astana plain" },
    { "taken", 0, "astana almaty tokyo plain" }, /* without a time: last there too */
    { "ingested", 0, "plain tokyo almaty astana" },
    { "name", 0, "almaty astana plain tokyo" },
    { "path", 0, "almaty astana plain tokyo" },
    { "-taken", 2, "tokyo almaty" },
    { "path", 1, "almaty" },
  };
  g_autoptr (GError) error = NULL;
  BylineSort sort;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *found = NULL;

    g_assert_true (byline_sort_parse (cases[i].sort, &sort, &error));
    found = run (fixture->catalogue, "", sort, cases[i].limit);
    g_assert_cmpstr (found, ==, cases[i].found);
  }
  g_assert_false (byline_sort_parse ("size", &sort, &error));
  g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE);
}

static gboolean
stop_at_once (const BylineEntry *entry G_GNUC_UNUSED, gpointer user_data)
{
  ++*(guint *) user_data;
  return FALSE;
}

static void
test_stops (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (BylineQuery) query = byline_query_parse ("", NULL);
  g_autoptr (GError) error = NULL;
  guint n = 0;

  g_assert_true (byline_query_run (query, fixture->catalogue, BYLINE_SORT_NAME, 0, 0, stop_at_once,
                                   &n, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 1);
}

typedef struct {
  BylineCatalogue *catalogue;
  guint n;
} Rewriting;

static gboolean
rewrite (const BylineEntry *entry, gpointer user_data)
{
  Rewriting *rewriting = user_data;
  g_autoptr (BylineEntry) again = byline_catalogue_get (rewriting->catalogue, &entry->id, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (again);
  g_free (again->path);
  again->path = g_strdup_printf ("later/%u.jpg", rewriting->n++);
  byline_catalogue_put (rewriting->catalogue, again, &error);
  g_assert_no_error (error);
  return TRUE;
}

/* Whoever is called for a photo may look at the catalogue and write to it. */
static void
test_rewriting (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (BylineQuery) query = byline_query_parse ("has:headline", NULL);
  Rewriting rewriting = { fixture->catalogue, 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *found = NULL;

  byline_query_run (query, fixture->catalogue, BYLINE_SORT_NAME, 0, 0, rewrite, &rewriting, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rewriting.n, ==, G_N_ELEMENTS (photos));
  found = run (fixture->catalogue, "path:later handshake", BYLINE_SORT_NAME, 0);
  g_assert_cmpstr (found, ==, "astana");
  g_free (found);
  found = run (fixture->catalogue, "path:shoot", BYLINE_SORT_NAME, 0);
  g_assert_cmpstr (found, ==, "");
}

/* Photos every seven hours, the third of each four a summit's, arriving in another order than they
 * were taken. */
static BylineEntry *
make_one_of_many (guint n)
{
  BylineEntry *entry = byline_entry_new ();
  g_autoptr (GDateTime) began = g_date_time_new_utc (2025, 1, 1, 0, 0, 0);
  g_autoptr (GDateTime) taken = g_date_time_add_hours (began, 7 * (gint) n);

  entry->metadata = byline_metadata_new ();
  memcpy (entry->id.bytes, &n, sizeof n);
  entry->id.bytes[15] = 0xEE;
  entry->name = g_strdup_printf ("IMG_%04u.JPG", n);
  entry->path = g_strdup_printf ("many/%03u.jpg", n * 37 % 400);
  entry->ingested_us =
      (G_GINT64_CONSTANT (1735689600) + 5000 * (gint64) (n * 91 % 400)) * G_USEC_PER_SEC;
  byline_metadata_facts (entry->metadata)->taken =
      n % 50 == 49 ? NULL : g_date_time_format (taken, "%Y-%m-%dT%H:%M:%S");
  byline_metadata_add (entry->metadata, BYLINE_FIELD_HEADLINE, BYLINE_LAYER_XMP, NULL,
                       n % 4 != 2 ? "Summit" : "Rehearsal");
  byline_metadata_reconcile (entry->metadata, TRUE);
  return entry;
}

static void
put_many (BylineCatalogue *catalogue)
{
  g_autoptr (GError) error = NULL;

  byline_catalogue_begin (catalogue, &error);
  g_assert_no_error (error);
  for (guint n = 0; n < 400; n++) {
    g_autoptr (BylineEntry) entry = make_one_of_many (n);

    byline_catalogue_put (catalogue, entry, &error);
    g_assert_no_error (error);
  }
  byline_catalogue_commit (catalogue, &error);
  g_assert_no_error (error);
}

static char *
first_words (const char *text, guint n)
{
  const char *end = text;

  while (n > 0 && *end != '\0')
    if (*++end == ' ')
      n--;
  return g_strndup (text, (gsize) (end - text));
}

/* Few of many in some order are found on another way than all of them. */
static void
test_first_of_many (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const queries[] = {
    "", "summit", "rehearsal", "summit taken:2025-02", "taken:2025-02..", "-summit", "nobodyatall"
  };
  static const BylineSort sorts[] = { BYLINE_SORT_TAKEN_NEWEST, BYLINE_SORT_INGESTED_NEWEST,
                                      BYLINE_SORT_NAME, BYLINE_SORT_PATH };
  static const guint limits[] = { 1, 7, 60, 500 };

  put_many (fixture->catalogue);
  for (guint i = 0; i < G_N_ELEMENTS (queries) * G_N_ELEMENTS (sorts); i++) {
    const char *query = queries[i / G_N_ELEMENTS (sorts)];
    const BylineSort sort = sorts[i % G_N_ELEMENTS (sorts)];
    g_autofree char *all = run (fixture->catalogue, query, sort, 0);

    for (guint j = 0; j < G_N_ELEMENTS (limits); j++) {
      g_autofree char *first = run (fixture->catalogue, query, sort, limits[j]);
      g_autofree char *wanted = first_words (all, limits[j]);

      g_assert_cmpstr (first, ==, wanted);
    }
  }
}

static char *
run_from (BylineCatalogue *catalogue, const char *text, BylineSort sort, guint offset)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BylineQuery) query = byline_query_parse (text, &error);
  GString *names = g_string_new (NULL);

  g_assert_no_error (error);
  g_assert_true (byline_query_run (query, catalogue, sort, offset, 9, append_name, names, &error));
  g_assert_no_error (error);
  return g_string_free (names, FALSE);
}

/* Photos of one second, more than one second's places, and without a time among those that are
 * passed over. */
static void
test_far_behind (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const queries[] = { "", "summit", "-summit ingested:..2025-01-20",
                                         "taken:2025" };
  static const BylineSort sorts[] = { BYLINE_SORT_TAKEN_NEWEST, BYLINE_SORT_TAKEN_OLDEST };
  g_autoptr (GError) error = NULL;

  put_many (fixture->catalogue);
  for (guint n = 20; n < 330; n++) {
    g_autoptr (BylineEntry) entry = make_one_of_many (n);

    g_free (byline_metadata_facts (entry->metadata)->taken);
    byline_metadata_facts (entry->metadata)->taken =
        n % 60 == 0 ? NULL : g_strdup_printf ("2025-02-14T12:00:00.%03u", n * 7 % 330);
    byline_catalogue_put (fixture->catalogue, entry, &error);
    g_assert_no_error (error);
  }
  for (guint i = 0; i < G_N_ELEMENTS (queries) * G_N_ELEMENTS (sorts); i++) {
    const char *query = queries[i / G_N_ELEMENTS (sorts)];
    const BylineSort sort = sorts[i % G_N_ELEMENTS (sorts)];
    g_autofree char *all = run (fixture->catalogue, query, sort, 0);
    g_auto (GStrv) names = g_strsplit (all, " ", -1);

    for (guint offset = 195; offset < g_strv_length (names) + 12; offset += 4) {
      g_autofree char *found = run_from (fixture->catalogue, query, sort, offset);
      g_autofree char *behind = g_strjoinv (" ", names + MIN (offset, g_strv_length (names)));
      g_autofree char *wanted = first_words (behind, 9);

      g_assert_cmpstr (found, ==, wanted);
    }
  }
}

static gboolean
count_one (const BylineEntry *entry G_GNUC_UNUSED, gpointer user_data)
{
  ++*(gint64 *) user_data;
  return TRUE;
}

static void
assert_counts (BylineCatalogue *catalogue)
{
  static const char *const queries[] = {
    "taken:2025..",
    "taken:2025-02",
    "taken:2025-01-05..2025-01-09",
    "taken:..2025-03-01T12:00",
    "ingested:2025",
    "ingested:..2025-01-20",
    "ingested:2025-01-02..",
    "taken:2024",
    "taken:2025-01-05T08:00..2025-01-05T20:00",
    "taken:2025-01-05..2025-01-06 ingested:2025-01-04..", /* few taken */
    "taken:2025-01-04.. ingested:..2025-01-15",           /* few taken at other times, or never */
    "taken:2025-02.. ingested:2025-01-03",                /* few came in */
    "taken:..2025-02-20 ingested:2025-01-02..",           /* few came in at other times */
    "taken:..2025-02-20 ingested:..2025-01-23T06:00",
    "taken:2024 ingested:2025",
  };

  for (guint i = 0; i < G_N_ELEMENTS (queries); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (BylineQuery) query = byline_query_parse (queries[i], &error);
    gint64 n = 0;

    g_assert_no_error (error);
    byline_query_run (query, catalogue, BYLINE_SORT_TAKEN_NEWEST, 0, 0, count_one, &n, &error);
    g_assert_no_error (error);
    g_test_message ("%s: %" G_GINT64_FORMAT, queries[i], n);
    g_assert_cmpint (byline_query_count (query, catalogue, &error), ==, n);
    g_assert_no_error (error);
  }
}

/* Days are counted while photos come, change their time, and go. */
static void
test_counts (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  put_many (fixture->catalogue);
  assert_counts (fixture->catalogue);
  for (guint n = 0; n < 40; n++) {
    g_autoptr (BylineEntry) entry = make_one_of_many (n);
    BylineFacts *facts = byline_metadata_facts (entry->metadata);

    g_free (facts->taken);
    facts->taken = n % 2 == 0 ? NULL : g_strdup ("2025-02-14T12:00:00");
    entry->ingested_us += n * G_TIME_SPAN_DAY;
    byline_catalogue_put (fixture->catalogue, entry, &error);
    g_assert_no_error (error);
    assert_counts (fixture->catalogue);
    byline_catalogue_begin (fixture->catalogue, &error);
    g_assert_no_error (error);
    if (n % 3 == 0)
      byline_catalogue_lose_file (fixture->catalogue, entry->path, &error);
    g_assert_no_error (error);
    byline_catalogue_commit (fixture->catalogue, &error);
    g_assert_no_error (error);
  }
  assert_counts (fixture->catalogue);
}

int
main (int argc, char **argv)
{
  static const Repeated repeated[] = {
    { "a", 1, " " },
    { "a", 1, " OR " },
    { "-a", 1, " " },
    { "credit:a", 1, " " },
    { "credit:a", 1, " OR " },
    { "job:a", 1, " " },
    { "has:credit", 1, " " },
    { "taken:2025", 1, " OR " },
    { "rating:1", 1, " OR " },
    { "(a taken:2025)", 2, " " },
    { "-(credit:a OR b)", 2, " OR " },
    { "NOT a*", 1, " " },
  };

  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/query/finds-what-people-mean", Fixture, NULL, set_up, test_finds, tear_down);
  g_test_add_func ("/query/a-mistake-is-named-with-its-column", test_mistakes);
  g_test_add ("/query/text-is-never-sql", Fixture, NULL, set_up, test_injection, tear_down);
  for (guint i = 0; i < G_N_ELEMENTS (repeated); i++) {
    g_autofree char *path = g_strdup_printf ("/query/as-many-as-allowed-are-answered/%u", i);

    g_test_add (path, Fixture, &repeated[i], set_up, test_size, tear_down);
  }
  g_test_add ("/query/depth-is-bounded", Fixture, NULL, set_up, test_depth, tear_down);
  g_test_add_func ("/query/length-is-bounded", test_too_long);
  g_test_add ("/query/order-is-the-one-asked-for", Fixture, NULL, set_up, test_order, tear_down);
  g_test_add ("/query/the-first-of-many-are-those-of-all", Fixture, NULL, set_up,
              test_first_of_many, tear_down);
  g_test_add ("/query/what-is-far-behind-is-what-stands-there", Fixture, NULL, set_up,
              test_far_behind, tear_down);
  g_test_add ("/query/counts-are-those-of-what-is-found", Fixture, NULL, set_up, test_counts,
              tear_down);
  g_test_add ("/query/stops-when-told", Fixture, NULL, set_up, test_stops, tear_down);
  g_test_add ("/query/a-found-photo-may-be-rewritten", Fixture, NULL, set_up, test_rewriting,
              tear_down);
  return g_test_run ();
}
