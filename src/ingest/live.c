#include "ingest/live.h"

#include "base/hash.h"
#include "base/slots.h"

#include <string.h>

typedef struct {
  BylineCapture *capture;
  BylineCardFile *const *place; /* the capture's first file in the card's order */
  guint8 id[16];                /* the beginning of its SHA-256 */
} Noted;

struct _BylineLive {
  BylineBlocks *noted; /* of Noted */
  BylineSlots *photos; /* beginnings of ids → @noted that have a photo */
};

BylineLive *
byline_live_new (BylineSpill *spill)
{
  BylineLive *live = g_new0 (BylineLive, 1);

  live->noted = byline_blocks_new (sizeof (Noted), spill);
  live->photos = byline_slots_new (spill);
  return live;
}

void
byline_live_free (BylineLive *live)
{
  if (live == NULL)
    return;
  byline_slots_free (live->photos);
  byline_blocks_free (live->noted);
  g_free (live);
}

static gboolean
has_photo (const BylineCapture *capture)
{
  return !byline_card_kind_is_companion ((BylineCardKind) capture->files[0]->kind);
}

static guint
hash_of (const Noted *noted)
{
  guint hash;

  memcpy (&hash, noted->id, sizeof hash);
  return hash;
}

void
byline_live_note (BylineLive *live, BylineCapture *capture, const char *id)
{
  Noted *noted = byline_blocks_add (live->noted);
  g_autoptr (BylineHash) hash = byline_hash_new ();
  guint8 sha256[BYLINE_SHA256_SIZE];

  byline_hash_update (hash, id, strlen (id));
  byline_hash_finish (hash, sha256);
  noted->capture = capture;
  noted->place = capture->files;
  memcpy (noted->id, sha256, sizeof noted->id);
  if (has_photo (capture))
    byline_slots_add (live->photos, hash_of (noted), byline_blocks_length (live->noted) - 1);
}

static gboolean
have_one_ending (const BylineCapture *a, const BylineCapture *b)
{
  for (guint i = 0; i < b->n_files; i++)
    if (byline_capture_has_ending (a, b->files[i]))
      return TRUE;
  return FALSE;
}

static gboolean
may_join (const BylineCapture *photo, const BylineCapture *film)
{
  return photo->files[0]->folder->source == film->files[0]->folder->source &&
         !have_one_ending (photo, film);
}

/* Heads are read in any order: of several photos the first on the card is meant.
 * Returns: (nullable) */
static BylineCapture *
find_photo (const BylineLive *live, const Noted *film)
{
  const Noted *found = NULL;
  guint cursor = 0, at;

  while (byline_slots_next (live->photos, hash_of (film), &cursor, &at)) {
    const Noted *noted = byline_blocks_at (live->noted, at);

    if (memcmp (noted->id, film->id, sizeof film->id) == 0 &&
        may_join (noted->capture, film->capture) && (found == NULL || noted->place < found->place))
      found = noted;
  }
  return found != NULL ? found->capture : NULL;
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const Noted *left = *(const Noted *const *) a;
  const Noted *right = *(const Noted *const *) b;

  return (left->place > right->place) - (left->place < right->place);
}

/* Returns: (transfer container): of Noted, in the card's order */
static GPtrArray *
list_films (const BylineLive *live)
{
  GPtrArray *films = g_ptr_array_new ();

  for (guint i = 0; i < byline_blocks_length (live->noted); i++) {
    Noted *noted = byline_blocks_at (live->noted, i);

    if (!has_photo (noted->capture))
      g_ptr_array_add (films, noted);
  }
  g_ptr_array_sort (films, compare_places);
  return films;
}

void
byline_live_join (BylineLive *live, BylineCaptures *captures)
{
  g_autoptr (GPtrArray) films = list_films (live);

  for (guint i = 0; i < films->len; i++) {
    const Noted *film = g_ptr_array_index (films, i);
    BylineCapture *photo = find_photo (live, film);

    if (photo != NULL)
      byline_captures_join (captures, photo, film->capture);
  }
  byline_captures_drop_empty (captures);
}
