#include "ingest/capture.h"

#include <string.h>

/* More than half of DCF's numbers lie between the first and the last of a folder whose numbers
 * started again. */
#define WRAP_SPAN 5000

void
byline_captures_free (BylineCaptures *captures)
{
  if (captures == NULL)
    return;
  g_ptr_array_unref (captures->joined);
  byline_blocks_free (captures->records);
  g_free (captures);
}

static const BylineCardFile *
first_file (const BylineCapture *capture)
{
  return capture->files[0];
}

static const BylineCapture *
at (const BylineRow *captures, guint index)
{
  return g_ptr_array_index (captures, index);
}

/* Grouping ------------------------------------------------------------------------------------ */

/* Two names that differ in case alone would get one name. */
gboolean
byline_capture_has_ending (const BylineCapture *capture, const BylineCardFile *file)
{
  const char *ending = file->name + file->stem;

  for (guint i = 0; i < capture->n_files; i++) {
    const BylineCardFile *other = capture->files[i];

    if (g_ascii_strcasecmp (other->name + other->stem, ending) == 0)
      return TRUE;
  }
  return FALSE;
}

static gboolean
belongs (const BylineCapture *capture, const BylineCardFile *file)
{
  const BylineCardFile *first = first_file (capture);

  return file->problem == NULL && first->problem == NULL && first->folder == file->folder &&
         byline_card_file_same_stem (first, file) && !byline_capture_has_ending (capture, file);
}

/* The files of a capture stand one behind the other on the card. */
BylineCaptures *
byline_captures_find (BylineCard *card)
{
  BylineCaptures *captures = g_new0 (BylineCaptures, 1);
  BylineCapture *capture = NULL;

  captures->all = byline_row_new (card->spill, card->files->len);
  captures->spill = card->spill;
  captures->records = byline_blocks_new (sizeof (BylineCapture), card->spill);
  captures->joined = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < card->files->len; i++) {
    if (capture == NULL || !belongs (capture, g_ptr_array_index (card->files, i))) {
      capture = byline_blocks_add (captures->records);
      capture->files = (BylineCardFile *const *) card->files->pdata + i;
      captures->all->pdata[captures->all->len++] = capture;
    }
    capture->n_files++;
    byline_spill_tend (captures->spill);
  }
  return captures;
}

void
byline_captures_join (BylineCaptures *captures, BylineCapture *capture, BylineCapture *more)
{
  BylineCardFile **files = g_new (BylineCardFile *, capture->n_files + more->n_files);

  memcpy (files, capture->files, capture->n_files * sizeof (gpointer));
  memcpy (files + capture->n_files, more->files, more->n_files * sizeof (gpointer));
  g_ptr_array_add (captures->joined, files);
  capture->files = files;
  capture->n_files = (guint16) (capture->n_files + more->n_files);
  more->n_files = 0;
}

void
byline_captures_drop_empty (BylineCaptures *captures)
{
  guint n = 0;

  for (guint i = 0; i < captures->all->len; i++) {
    BylineCapture *capture = g_ptr_array_index (captures->all, i);

    if (capture->n_files > 0)
      captures->all->pdata[n++] = capture;
    byline_spill_tend (captures->spill);
  }
  captures->all->len = n;
}

/* Numbers that start again --------------------------------------------------------------------- */

static void
reverse (BylineRow *captures, guint from, guint until)
{
  while (from + 1 < until) {
    gpointer moved = captures->pdata[from];

    captures->pdata[from++] = captures->pdata[--until];
    captures->pdata[until] = moved;
  }
}

/* [from, middle) and [middle, until) change places. */
static void
rotate (BylineRow *captures, guint from, guint middle, guint until)
{
  reverse (captures, from, middle);
  reverse (captures, middle, until);
  reverse (captures, from, until);
}

/* Returns: where the numbers began, so that all from there on is older than all before it; @until
 * if there is no such place */
static guint
find_beginning (const BylineRow *captures, guint from, guint until)
{
  const guint n = until - from;
  g_autofree gint64 *earliest = g_new (gint64, n + 1); /* of those before the i-th */
  gint64 latest = G_MININT64;                          /* of those from the i-th on */
  guint found = until;

  earliest[0] = G_MAXINT64;
  for (guint i = 0; i < n; i++) {
    const BylineTaken *taken = &at (captures, from + i)->taken;

    earliest[i + 1] =
        taken->zone != BYLINE_ZONE_UNDATED ? MIN (earliest[i], taken->local_us) : earliest[i];
  }
  for (guint i = n; i-- > 1;) {
    const BylineTaken *taken = &at (captures, from + i)->taken;

    if (taken->zone != BYLINE_ZONE_UNDATED)
      latest = MAX (latest, taken->local_us);
    if (latest != G_MININT64 && earliest[i] != G_MAXINT64 && latest < earliest[i])
      found = from + i;
  }
  return found;
}

static void
turn_folder (BylineRow *captures, guint from, guint until)
{
  guint numbered = until;
  guint beginning;

  while (numbered > from && first_file (at (captures, numbered - 1))->number == BYLINE_NO_NUMBER)
    numbered--;
  if (numbered == from ||
      first_file (at (captures, numbered - 1))->number - first_file (at (captures, from))->number <
          WRAP_SPAN)
    return;
  beginning = find_beginning (captures, from, numbered);
  if (beginning < numbered)
    rotate (captures, from, beginning, numbered);
}

static void
turn_folders (BylineRow *captures, BylineSpill *spill)
{
  for (guint from = 0, until; from < captures->len; from = until) {
    const BylineCardFolder *folder = first_file (at (captures, from))->folder;

    for (until = from; until < captures->len; until++) {
      if (first_file (at (captures, until))->folder != folder)
        break;
      byline_spill_tend (spill);
    }
    turn_folder (captures, from, until);
  }
}

/* Several sources ------------------------------------------------------------------------------ */

/* The captures of one source, and how far they were merged. */
typedef struct {
  guint next, until;
  gint64 time_us; /* of the next; of the one before it, where it has none */
  guint32 serial; /* its camera's, hashed */
} Source;

static gboolean
all_have_zones (const BylineRow *captures, BylineSpill *spill)
{
  for (guint i = 0; i < captures->len; i++) {
    if (at (captures, i)->taken.zone == BYLINE_ZONE_ASSUMED)
      return FALSE;
    byline_spill_tend (spill);
  }
  return TRUE;
}

static void
look_at_next (Source *source, const BylineRow *captures, gboolean utc)
{
  const BylineTaken *taken;

  if (source->next == source->until)
    return;
  taken = &at (captures, source->next)->taken;
  if (taken->zone != BYLINE_ZONE_UNDATED)
    source->time_us = utc ? byline_taken_utc_us (taken) : taken->local_us;
  source->serial = taken->serial;
}

static GArray *
find_sources (const BylineRow *captures, gboolean utc, BylineSpill *spill)
{
  GArray *sources = g_array_new (FALSE, FALSE, sizeof (Source));

  for (guint from = 0, until; from < captures->len; from = until) {
    const guint number = first_file (at (captures, from))->folder->source;
    Source source = { .next = from, .time_us = G_MININT64 };

    for (until = from; until < captures->len; until++) {
      if (first_file (at (captures, until))->folder->source != number)
        break;
      byline_spill_tend (spill);
    }
    source.until = until;
    look_at_next (&source, captures, utc);
    g_array_append_val (sources, source);
  }
  return sources;
}

/* Two cameras at the same moment: the same one first, in whatever order the cards are named. */
static gboolean
is_before (const Source *a, const Source *b)
{
  return a->time_us != b->time_us ? a->time_us < b->time_us : a->serial < b->serial;
}

static Source *
earliest_source (GArray *sources)
{
  Source *earliest = NULL;

  for (guint i = 0; i < sources->len; i++) {
    Source *source = &g_array_index (sources, Source, i);

    if (source->next < source->until && (earliest == NULL || is_before (source, earliest)))
      earliest = source;
  }
  return earliest;
}

void
byline_captures_order (BylineCaptures *captures)
{
  BylineRow *all = captures->all;
  const gboolean utc = all_have_zones (all, captures->spill);
  g_autoptr (GArray) sources = NULL;
  BylineRow *merged = byline_row_new (captures->spill, all->len);
  Source *source;

  turn_folders (all, captures->spill);
  sources = find_sources (all, utc, captures->spill);
  while ((source = earliest_source (sources)) != NULL) {
    merged->pdata[merged->len++] = all->pdata[source->next++];
    look_at_next (source, all, utc);
    byline_spill_tend (captures->spill);
  }
  captures->all = merged;
}
