/* The pieces of a template, and the variables that it may name. */
#pragma once

#include <byline/credit.h>

typedef struct _BylineVariable BylineVariable;

/** A stretch of a pattern. */
typedef struct {
  const BylineVariable *variable; /* NULL: text as it stands */
  BylineField field;              /* of a variable that is a field */
  char *text;                     /* the text; or the variable's format, or the field's language */
  guint digits;                   /* of {seq} */
  gboolean separator;             /* "/" between folders */
} BylinePiece;

/**
 * byline_piece_init:
 * @piece: all zero
 * @name: a variable's name, or a field's
 * @format: (nullable): what stands behind the colon
 *
 * Makes @piece that variable.
 *
 * Returns: FALSE, with nothing to clear, where there is no such variable or it takes no such format
 */
gboolean byline_piece_init (BylinePiece *piece, const char *name, const char *format,
                            GError **error);

/** Frees what a BylinePiece holds, not itself: a GDestroyNotify. */
void byline_piece_clear (gpointer data);

/** The name of the piece's variable, which it must have. */
const char *byline_piece_name (const BylinePiece *piece);

/** Whether the piece is {seq}: the one value that does not come from the photo. */
gboolean byline_piece_counts (const BylinePiece *piece);

/**
 * byline_piece_value:
 *
 * Returns: (transfer full) (nullable): what @values say of the piece's variable, which it must have
 */
char *byline_piece_value (const BylinePiece *piece, const BylineTemplateValues *values);
