#pragma once

#include "cli/output.h"

/**
 * BylineTable:
 *
 * Rows of cells for people.  On a terminal they are held back until some are known, then aligned
 * and made to fit the width; elsewhere they go out at once with tabs between the cells.
 */
typedef struct {
  BylineOutput *output; /* borrowed */
  GPtrArray *cells;     /* of char *: those not printed yet */
  guint n_columns;
} BylineTable;

void byline_table_init (BylineTable *table, BylineOutput *output, guint n_columns);
/** Prints what is held back. */
void byline_table_clear (BylineTable *table);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BylineTable, byline_table_clear)

/** @text: any bytes; what would move the cursor is made visible */
void byline_table_cell (BylineTable *table, const char *text);
/** Ends a row of @n_columns cells. */
void byline_table_end_row (BylineTable *table);
