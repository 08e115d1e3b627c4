#include "base/csv.h"
#include "cli/columns.h"
#include "cli/command.h"
#include "cli/photo_output.h"
#include "cli/table.h"
#include "cli/terminal.h"

#include <byline/query.h>

#include <string.h>

static struct {
  gboolean json, csv, null, count, explain, saved;
  int limit, offset;
  char *sort, *fields, *save, *forget;
} options;

static const GOptionEntry entries[] = {
  { "fields", 0, 0, G_OPTION_ARG_STRING, &options.fields,
    "What to show: path,taken,credit,headline are shown else", "A,B" },
  { "json", 0, 0, G_OPTION_ARG_NONE, &options.json, "JSON Lines, one object a photo", NULL },
  { "csv", 0, 0, G_OPTION_ARG_NONE, &options.csv, "A table for spreadsheets", NULL },
  { "null", '0', 0, G_OPTION_ARG_NONE, &options.null, "Only paths, each ended by a NUL", NULL },
  { "count", 'c', 0, G_OPTION_ARG_NONE, &options.count, "Only how many", NULL },
  { "explain", 0, 0, G_OPTION_ARG_NONE, &options.explain, "Only how it would be looked for", NULL },
  { "limit", 'n', 0, G_OPTION_ARG_INT, &options.limit, "At most N photos; 0 is all", "N" },
  { "offset", 0, 0, G_OPTION_ARG_INT, &options.offset, "Leave out the first N", "N" },
  { "sort", 0, 0, G_OPTION_ARG_FILENAME, &options.sort,
    "-taken (newest first, the default), taken, ingested, name or path", "KEY" },
  { "save", 0, 0, G_OPTION_ARG_STRING, &options.save, "Keep QUERY in the library as query:NAME",
    "NAME" },
  { "saved", 0, 0, G_OPTION_ARG_NONE, &options.saved, "List the kept queries", NULL },
  { "forget", 0, 0, G_OPTION_ARG_STRING, &options.forget, "Keep that query no longer", "NAME" },
  G_OPTION_ENTRY_NULL,
};

typedef struct {
  BylineCall *call;
  GPtrArray *columns; /* of BylineColumn */
  BylineTable table;
  guint n_found;
} Run;

/* Minutes are enough to look at: 2025-07-14 09:12 */
static void
shorten_taken (const BylineColumn *column, char *text)
{
  if (strcmp (column->name, "taken") != 0 || strlen (text) <= 10 || text[10] != 'T')
    return;
  text[10] = ' ';
  if (strlen (text) > 16)
    text[16] = '\0';
}

static void
print_row (Run *run, const BylineColumnPhoto *photo)
{
  for (guint i = 0; i < run->columns->len; i++) {
    const BylineColumn *column = run->columns->pdata[i];
    g_autofree char *text = byline_column_value (column, photo);

    shorten_taken (column, text);
    byline_table_cell (&run->table, text);
  }
  byline_table_end_row (&run->table);
}

/* A person who looks at it is to see no stranger's control characters. */
static void
append_csv (BylineOutput *output, const char *text, gboolean first)
{
  g_autoptr (GString) safe = NULL;

  if (!output->terminal) {
    byline_csv_append (output->text, text, first);
    return;
  }
  safe = g_string_new (NULL);
  byline_safe_append (safe, text);
  byline_csv_append (output->text, safe->str, first);
}

static void
print_csv (Run *run, const BylineColumnPhoto *photo)
{
  BylineOutput *output = run->call->output;

  for (guint i = 0; i < run->columns->len; i++) {
    g_autofree char *text = byline_column_value (run->columns->pdata[i], photo);

    append_csv (output, text, i == 0);
  }
  byline_csv_end_row (output->text);
}

static void
print_csv_head (Run *run)
{
  BylineOutput *output = run->call->output;

  for (guint i = 0; i < run->columns->len; i++)
    append_csv (output, ((const BylineColumn *) run->columns->pdata[i])->name, i == 0);
  byline_csv_end_row (output->text);
}

static void
print_json (Run *run, const BylineColumnPhoto *photo)
{
  GString *text = run->call->output->text;
  BylineJson json = BYLINE_JSON_INIT (text);
  const BylinePhotoView view = { .id = &photo->entry->id,
                                 .path = photo->path,
                                 .metadata = photo->entry->metadata };

  if (options.fields == NULL) {
    byline_photo_json (run->call->output, &view);
    return;
  }
  byline_json_begin_object (&json, NULL);
  for (guint i = 0; i < run->columns->len; i++)
    byline_column_append_json (&json, run->columns->pdata[i], photo);
  byline_json_end_object (&json);
  g_string_append_c (text, '\n');
}

static gboolean
found (const BylineEntry *entry, gpointer user_data)
{
  Run *run = user_data;
  BylineOutput *output = run->call->output;
  g_autofree char *path = byline_call_path (run->call, entry->path);
  const BylineColumnPhoto photo = { entry, path };

  run->n_found++;
  if (options.json)
    print_json (run, &photo);
  else if (options.csv)
    print_csv (run, &photo);
  else if (options.null)
    g_string_append_len (output->text, path, (gssize) strlen (path) + 1);
  else
    print_row (run, &photo);
  byline_output_end_record (output);
  return output->problem == 0;
}

static gboolean
count (BylineCall *call, const BylineQuery *query, BylineCatalogue *catalogue, GError **error)
{
  const gint64 n = byline_query_count (query, catalogue, error);

  if (n < 0)
    return FALSE;
  g_string_append_printf (call->output->text, "%" G_GINT64_FORMAT "\n", n);
  call->exit = n > 0 ? BYLINE_EXIT_DONE : BYLINE_EXIT_NO;
  return TRUE;
}

static gboolean
explain (BylineCall *call, const BylineQuery *query, BylineCatalogue *catalogue, BylineSort sort,
         GError **error)
{
  g_autofree char *text = byline_query_explain (query, catalogue, sort, error);

  if (text == NULL)
    return FALSE;
  byline_safe_append_lines (call->output->text, text, 0);
  return TRUE;
}

static gboolean
print_found (BylineCall *call, const BylineQuery *query, BylineCatalogue *catalogue,
             BylineSort sort, GError **error)
{
  const char *fields = options.fields != NULL ? options.fields : "path,taken,credit,headline";
  g_autoptr (GPtrArray) columns = byline_columns_parse (fields, error);
  Run run = { .call = call, .columns = columns };
  gboolean done = FALSE;

  if (columns == NULL)
    return FALSE;
  byline_table_init (&run.table, call->output, columns->len);
  if (options.csv)
    print_csv_head (&run);
  done = byline_query_run (query, catalogue, sort, (guint) options.offset, (guint) options.limit,
                           found, &run, error);
  byline_table_clear (&run.table);
  call->exit = run.n_found > 0 ? BYLINE_EXIT_DONE : BYLINE_EXIT_NO;
  return done;
}

static gboolean
find (BylineCall *call, const BylineQuery *query, BylineSort sort, GError **error)
{
  BylineCatalogue *catalogue = byline_call_catalogue (call, BYLINE_CATALOGUE_READ, error);

  if (catalogue == NULL)
    return FALSE;
  if (options.count)
    return count (call, query, catalogue, error);
  if (options.explain)
    return explain (call, query, catalogue, sort, error);
  return print_found (call, query, catalogue, sort, error);
}

static gboolean
save (BylineCall *call, const char *text, GError **error)
{
  BylineCatalogue *catalogue = byline_call_catalogue (call, BYLINE_CATALOGUE_WRITE, error);

  return catalogue != NULL && byline_query_save (catalogue, options.save, text, error);
}

static gboolean
forget (BylineCall *call, GError **error)
{
  BylineCatalogue *catalogue = byline_call_catalogue (call, BYLINE_CATALOGUE_WRITE, error);

  return catalogue != NULL && byline_query_forget (catalogue, options.forget, error);
}

static void
print_saved (const char *name, const char *text, gpointer user_data)
{
  BylineTable *table = user_data;
  BylineJson json = BYLINE_JSON_INIT (table->output->text);

  if (!options.json) {
    byline_table_cell (table, name);
    byline_table_cell (table, text);
    byline_table_end_row (table);
    return;
  }
  byline_json_begin_object (&json, NULL);
  byline_json_string (&json, "name", name);
  byline_json_string (&json, "query", text);
  byline_json_int (&json, "version", BYLINE_OUTPUT_VERSION);
  byline_json_end_object (&json);
  g_string_append_c (json.out, '\n');
}

static gboolean
list_saved (BylineCall *call, GError **error)
{
  BylineCatalogue *catalogue = byline_call_catalogue (call, BYLINE_CATALOGUE_READ, error);
  g_auto (BylineTable) table = { 0 };

  byline_table_init (&table, call->output, 2);
  return catalogue != NULL && byline_query_list (catalogue, print_saved, &table, error);
}

static gboolean
check_options (const BylineCall *call, GError **error)
{
  if (options.limit < 0 || options.offset < 0)
    return byline_usage (error, "--limit and --offset are numbers from 0");
  if (options.json + options.csv + options.null + options.count + options.explain > 1)
    return byline_usage (error, "only one of --json, --csv, --null, --count and --explain");
  if ((options.save != NULL) + options.saved + (options.forget != NULL) > 1)
    return byline_usage (error, "only one of --save, --saved and --forget");
  if (options.save != NULL && call->n_args == 0)
    return byline_usage (error, "--save takes the query to keep");
  if ((options.saved || options.forget != NULL) && call->n_args > 0)
    return byline_usage (error, "--saved and --forget take no query");
  return TRUE;
}

static gboolean
run (BylineCall *call, GError **error)
{
  g_autofree char *text = g_strjoinv (" ", call->args);
  g_autoptr (BylineQuery) query = NULL;
  BylineSort sort = BYLINE_SORT_TAKEN_NEWEST;

  if (!check_options (call, error) ||
      (options.sort != NULL && !byline_sort_parse (options.sort, &sort, error)))
    return FALSE;
  if (options.saved)
    return list_saved (call, error);
  if (options.forget != NULL)
    return forget (call, error);
  if (options.save != NULL)
    return save (call, text, error);
  query = byline_query_parse (text, error);
  return query != NULL && find (call, query, sort, error);
}

const BylineCommand byline_cmd_find = {
  .name = "find",
  .arguments = "[QUERY…]",
  .summary = "Search the catalogue",
  .description = "Words are looked for in headline, description, keywords, persons, event, city "
                 "and credit;\nalso \"a phrase\", credit:mfa.gov.kz, taken:2025-07, ingested:7d, "
                 "rating:>=3,\nmissing:headline, is:uncredited, query:NAME, and -word for not.\n"
                 "Without QUERY every photo is found.",
  .options = entries,
  .run = run,
};
