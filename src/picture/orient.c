#include "picture/orient.h"

/* Exif 2.32, 4.6.4 A, Orientation. */
BylineTurn
byline_turn_of (int orientation)
{
  /* clang-format off */
  static const BylineTurn turns[] = {
    /* mirror_x, mirror_y, transpose */
    { FALSE, FALSE, FALSE }, /* 1: row 0 is the top, column 0 the left side */
    { TRUE,  FALSE, FALSE }, /* 2: top, right */
    { TRUE,  TRUE,  FALSE }, /* 3: bottom, right */
    { FALSE, TRUE,  FALSE }, /* 4: bottom, left */
    { FALSE, FALSE, TRUE },  /* 5: left, top */
    { FALSE, TRUE,  TRUE },  /* 6: right, top */
    { TRUE,  TRUE,  TRUE },  /* 7: right, bottom */
    { TRUE,  FALSE, TRUE },  /* 8: left, bottom */
  };
  /* clang-format on */

  return turns[orientation >= 1 && orientation <= 8 ? orientation - 1 : 0];
}

/* Small squares keep the rows that are read down and those that are written across in cache. */
enum { SQUARE = 32 };

static void
turn_square (const BylinePlane *from, const BylinePlane *to, BylineTurn turn, int left, int top)
{
  int right = MIN (left + SQUARE, to->width);
  int bottom = MIN (top + SQUARE, to->height);

  for (int y = top; y < bottom; y++) {
    guint8 *out = byline_plane_row (to, y);

    for (int x = left; x < right; x++) {
      int column = turn.transpose ? y : x;
      int row = turn.transpose ? x : y;

      column = turn.mirror_x ? from->width - 1 - column : column;
      row = turn.mirror_y ? from->height - 1 - row : row;
      out[x] = byline_plane_row (from, row)[column];
    }
  }
}

static void
turn_plane (const BylinePlane *from, const BylinePlane *to, BylineTurn turn)
{
  for (int top = 0; top < to->height; top += SQUARE)
    for (int left = 0; left < to->width; left += SQUARE)
      turn_square (from, to, turn, left, top);
  for (int y = 0; y < to->height; y++)
    byline_plane_pad_row (to, y);
}

BylineYcc *
byline_ycc_turn (BylineYcc *ycc, BylineTurn turn)
{
  g_autoptr (BylineYcc) stored = ycc;
  g_autoptr (BylineYcc) upright = NULL;

  if (!turn.mirror_x && !turn.mirror_y && !turn.transpose)
    return g_steal_pointer (&stored);
  upright = turn.transpose ? byline_ycc_new (stored->height, stored->width)
                           : byline_ycc_new (stored->width, stored->height);
  if (upright == NULL)
    return NULL;
  for (int i = 0; i < BYLINE_N_PLANES; i++)
    turn_plane (&stored->plane[i], &upright->plane[i], turn);
  return g_steal_pointer (&upright);
}
