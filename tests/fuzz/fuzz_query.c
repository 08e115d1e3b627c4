#include <byline/error.h>
#include <byline/query.h>

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size);

/* Kept open over all inputs: what is tried is the query, not the opening. */
static BylineCatalogue *catalogue;
static char *folder;

static void
clean_up (void)
{
  g_autofree char *command = g_strdup_printf ("rm -r '%s'", folder);

  g_clear_pointer (&catalogue, byline_catalogue_free);
  g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL);
  g_free (folder);
}

static void
put_photo (guint n, const char *headline)
{
  g_autoptr (BylineEntry) entry = byline_entry_new ();
  g_autoptr (GError) error = NULL;

  entry->id.bytes[0] = (guint8) n;
  entry->path = g_strdup_printf ("%u.jpg", n);
  entry->name = g_strdup (entry->path);
  entry->job = g_strdup ("summit");
  entry->metadata = byline_metadata_new ();
  byline_metadata_facts (entry->metadata)->orientation = 1;
  byline_metadata_facts (entry->metadata)->taken = g_strdup ("2025-07-14T09:30:00");
  byline_metadata_add (entry->metadata, BYLINE_FIELD_HEADLINE, BYLINE_LAYER_XMP, NULL, headline);
  byline_metadata_add (entry->metadata, BYLINE_FIELD_CREDIT, BYLINE_LAYER_XMP, NULL, "mfa.gov.kz");
  byline_metadata_reconcile (entry->metadata, TRUE);
  if (!byline_catalogue_put (catalogue, entry, &error))
    g_error ("%s", error->message);
}

static void
set_up (void)
{
  g_autoptr (GError) error = NULL;

  folder = g_dir_make_tmp ("byline-fuzz-XXXXXX", NULL);
  catalogue = byline_catalogue_open (folder, BYLINE_CATALOGUE_CREATE, &error);
  if (catalogue == NULL)
    g_error ("%s", error->message);
  put_photo (1, "Handshake in Astana");
  put_photo (2, "両国外相の握手 Смадияров");
  if (!byline_query_save (catalogue, "picks", "handshake OR rating:>=3", &error) ||
      !byline_query_save (catalogue, "more", "query:picks -ingested:7d", &error))
    g_error ("%s", error->message);
  atexit (clean_up);
}

static gboolean
ignore (const BylineEntry *entry G_GNUC_UNUSED, gpointer user_data G_GNUC_UNUSED)
{
  return TRUE;
}

/* A query is refused with a column, or the database understands it: there is nothing between. */
int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) bytes, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (BylineQuery) query = byline_query_parse (text, &error);
  gint64 n = 0;

  if (catalogue == NULL)
    set_up ();
  if (query == NULL) {
    g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE);
    return 0;
  }
  n = byline_query_count (query, catalogue, &error);
  if (n < 0 && g_error_matches (error, BYLINE_ERROR, BYLINE_ERROR_USAGE))
    return 0; /* of a saved query that is not there, or too much in all */
  if (n < 0 || n > 2 ||
      !byline_query_run (query, catalogue, BYLINE_SORT_TAKEN_NEWEST, 0, 0, ignore, NULL, &error))
    g_error ("%s: %s", text, error != NULL ? error->message : "too many");
  return 0;
}
