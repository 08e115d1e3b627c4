#include "cli/table.h"

#include "cli/terminal.h"

/* So many rows are looked at together to find the width of the columns. */
#define PAGE 256

/* No column is made narrower, the space behind it included. */
#define LEAST 10

void
byline_table_init (BylineTable *table, BylineOutput *output, guint n_columns)
{
  *table = (BylineTable){ .output = output,
                          .cells = g_ptr_array_new_with_free_func (g_free),
                          .n_columns = n_columns };
}

/* Every column as wide as its widest cell. */
static void
measure (const BylineTable *table, int *widths)
{
  for (guint i = 0; i < table->cells->len; i++) {
    const int wide = byline_text_columns (g_ptr_array_index (table->cells, i)) + 2;

    widths[i % table->n_columns] = MAX (widths[i % table->n_columns], wide);
  }
}

/* Makes the widest of the columns from @first on narrower until all fit. */
static int
shrink (int *widths, guint first, guint n, int too_much)
{
  while (too_much > 0 && first < n) {
    guint widest = first;

    for (guint i = first + 1; i < n; i++)
      if (widths[i] >= widths[widest])
        widest = i;
    if (widths[widest] <= LEAST)
      break;
    widths[widest]--;
    too_much--;
  }
  return too_much;
}

/* A long headline is cut before a date is, and the first column, which names the photo, last. */
static void
fit (const BylineTable *table, int *widths)
{
  int too_much = -table->output->width - 2; /* nothing stands behind the last one */

  for (guint i = 0; i < table->n_columns; i++)
    too_much += widths[i];
  if (table->output->width > 0)
    shrink (widths, 0, 1, shrink (widths, 1, table->n_columns, too_much));
}

static void
print (BylineTable *table)
{
  const gboolean aligned = table->output->terminal;
  g_autoptr (GArray) columns = g_array_sized_new (FALSE, TRUE, sizeof (int), table->n_columns);
  int *widths = (int *) g_array_set_size (columns, table->n_columns)->data;
  GString *text = table->output->text;

  measure (table, widths);
  fit (table, widths);
  for (guint i = 0; i < table->cells->len; i++) {
    const guint column = i % table->n_columns;
    const char *cell = g_ptr_array_index (table->cells, i);

    if (aligned && column == 0)
      byline_cell_append_end (text, cell, widths[column]);
    else if (aligned)
      byline_cell_append (text, cell, widths[column], TRUE);
    else
      g_string_append (text, cell);
    if (column == table->n_columns - 1) {
      while (aligned && g_str_has_suffix (text->str, " "))
        g_string_truncate (text, text->len - 1);
      g_string_append_c (text, '\n');
    } else if (!aligned) {
      g_string_append_c (text, '\t');
    }
  }
  g_ptr_array_set_size (table->cells, 0);
  byline_output_end_record (table->output);
}

void
byline_table_clear (BylineTable *table)
{
  if (table->cells == NULL)
    return;
  print (table);
  g_clear_pointer (&table->cells, g_ptr_array_unref);
}

void
byline_table_cell (BylineTable *table, const char *text)
{
  GString *cell = g_string_new (NULL);

  byline_safe_append (cell, text);
  g_ptr_array_add (table->cells, g_string_free (cell, FALSE));
}

void
byline_table_end_row (BylineTable *table)
{
  if (!table->output->terminal || table->cells->len >= (gsize) PAGE * table->n_columns)
    print (table);
}
