#include "cli/command.h"
#include "cli/photo_output.h"
#include "cli/terminal.h"

#include <byline/query.h>

static struct {
  gboolean json, null, count;
  int limit, offset;
  char *sort;
} options;

static const GOptionEntry entries[] = {
  { "json", 0, 0, G_OPTION_ARG_NONE, &options.json, "JSON Lines, one object a photo", NULL },
  { "null", '0', 0, G_OPTION_ARG_NONE, &options.null, "Only paths, each ended by a NUL", NULL },
  { "count", 'c', 0, G_OPTION_ARG_NONE, &options.count, "Only how many", NULL },
  { "limit", 'n', 0, G_OPTION_ARG_INT, &options.limit, "At most N photos; 0 is all", "N" },
  { "offset", 0, 0, G_OPTION_ARG_INT, &options.offset, "Leave out the first N", "N" },
  { "sort", 0, 0, G_OPTION_ARG_FILENAME, &options.sort,
    "-taken (newest first, the default), taken, ingested, name or path", "KEY" },
  G_OPTION_ENTRY_NULL,
};

/* Rows of a table are held back until so many are known, to find the width of the columns. */
#define PAGE 256

enum { COLUMN_PATH, COLUMN_TAKEN, COLUMN_CREDIT, COLUMN_HEADLINE, N_COLUMNS };

typedef struct {
  BylineCall *call;
  GPtrArray *rows; /* of char *, N_COLUMNS a row: a table's that is not printed yet */
  guint n_found;
} Run;

static char *
safe (const char *text)
{
  GString *cell = g_string_new (NULL);

  byline_safe_append (cell, text != NULL ? text : "");
  return g_string_free (cell, FALSE);
}

static void
add_row (GPtrArray *rows, const char *path, const BylineMetadata *metadata)
{
  g_autofree char *taken = g_strdup (byline_metadata_get_facts (metadata)->taken);

  /* Minutes are enough to look at: 2025-07-14T09:12 */
  if (taken != NULL && strlen (taken) > 16)
    taken[16] = '\0';
  if (taken != NULL && strlen (taken) > 10 && taken[10] == 'T')
    taken[10] = ' ';
  g_ptr_array_add (rows, safe (path));
  g_ptr_array_add (rows, safe (taken));
  g_ptr_array_add (rows, safe (byline_metadata_text (metadata, BYLINE_FIELD_CREDIT)));
  g_ptr_array_add (rows, safe (byline_metadata_text (metadata, BYLINE_FIELD_HEADLINE)));
}

/* Every column as wide as its widest cell, the last one as wide as the page has left. */
static void
print_rows (BylineOutput *output, GPtrArray *rows)
{
  const gboolean table = output->terminal;
  int columns[N_COLUMNS] = { 0 };

  for (guint i = 0; table && i < rows->len; i++) {
    const int wide = byline_text_columns (g_ptr_array_index (rows, i)) + 2;

    columns[i % N_COLUMNS] = MAX (columns[i % N_COLUMNS], wide);
  }
  columns[COLUMN_CREDIT] = MIN (columns[COLUMN_CREDIT], 32);
  columns[COLUMN_HEADLINE] = MAX (
      output->width - columns[COLUMN_PATH] - columns[COLUMN_TAKEN] - columns[COLUMN_CREDIT], 12);
  for (guint i = 0; i < rows->len; i++) {
    const guint column = i % N_COLUMNS;
    const char *cell = g_ptr_array_index (rows, i);

    if (table)
      byline_cell_append (output->text, cell, columns[column], column >= COLUMN_CREDIT);
    else
      g_string_append (output->text, cell);
    if (column == N_COLUMNS - 1)
      g_string_append_c (output->text, '\n');
    else if (!table)
      g_string_append_c (output->text, '\t');
  }
  g_ptr_array_set_size (rows, 0);
  byline_output_end_record (output);
}

static void
print_text (Run *run, const char *path, const BylineMetadata *metadata)
{
  BylineOutput *output = run->call->output;

  add_row (run->rows, path, metadata);
  if (!output->terminal || run->rows->len >= PAGE * N_COLUMNS)
    print_rows (output, run->rows);
}

static gboolean
found (const BylineEntry *entry, gpointer user_data)
{
  Run *run = user_data;
  BylineOutput *output = run->call->output;
  g_autofree char *path = byline_call_path (run->call, entry->path);
  const BylinePhotoView view = { .id = &entry->id, .path = path, .metadata = entry->metadata };

  run->n_found++;
  if (options.json)
    byline_photo_json (output, &view);
  else if (options.null)
    g_string_append_len (output->text, path, (gssize) strlen (path) + 1);
  else
    print_text (run, path, entry->metadata);
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
find (BylineCall *call, const BylineQuery *query, BylineSort sort, GError **error)
{
  BylineCatalogue *catalogue = byline_call_catalogue (call, BYLINE_CATALOGUE_READ, error);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_free);
  Run run = { call, rows, 0 };

  if (catalogue == NULL)
    return FALSE;
  if (options.count)
    return count (call, query, catalogue, error);
  if (!byline_query_run (query, catalogue, sort, (guint) options.offset, (guint) options.limit,
                         found, &run, error))
    return FALSE;
  print_rows (call->output, rows);
  call->exit = run.n_found > 0 ? BYLINE_EXIT_DONE : BYLINE_EXIT_NO;
  return TRUE;
}

static gboolean
run (BylineCall *call, GError **error)
{
  g_autofree char *text = g_strjoinv (" ", call->args);
  g_autoptr (BylineQuery) query = NULL;
  BylineSort sort = BYLINE_SORT_TAKEN_NEWEST;

  if (options.limit < 0 || options.offset < 0)
    return byline_usage (error, "--limit and --offset are numbers from 0");
  if (options.json + options.null + options.count > 1)
    return byline_usage (error, "only one of --json, --null and --count");
  if (options.sort != NULL && !byline_sort_parse (options.sort, &sort, error))
    return FALSE;
  query = byline_query_parse (text, error);
  return query != NULL && find (call, query, sort, error);
}

const BylineCommand byline_cmd_find = {
  .name = "find",
  .arguments = "[QUERY…]",
  .summary = "Search the catalogue",
  .description = "Words are looked for in headline, description, keywords, persons, event, city "
                 "and credit;\nalso \"a phrase\", credit:mfa.gov.kz, taken:2025-07, "
                 "missing:headline, and -word for not.\nWithout QUERY every photo is found.",
  .options = entries,
  .run = run,
};
