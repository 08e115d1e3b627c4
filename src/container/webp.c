/* WebP: a RIFF file of chunks (Google, "WebP Container Specification"). */
#include "container/format.h"

#include <string.h>

#define HEADER 12    /* "RIFF", size, "WEBP" */
#define CHUNK_HEAD 8 /* name, size */
#define VP8X_SIZE 10 /* flags, 3 reserved, canvas width - 1 and height - 1 of 24 bits each */
#define RIFF_MAX ((guint64) G_MAXUINT32 - 9)

#define NO_PICTURE "there is no picture in it"
#define CANNOT_FOLLOW "its chunks cannot be followed"

enum { FLAG_XMP = 0x04, FLAG_EXIF = 0x08, FLAG_ALPHA = 0x10 };

typedef enum {
  CHUNK_OTHER,
  CHUNK_VP8X,
  CHUNK_EXIF,
  CHUNK_XMP,
  CHUNK_C2PA,
  CHUNK_ANIMATION, /* how frames are shown */
  CHUNK_ALPHA,
  CHUNK_LOSSY,
  CHUNK_LOSSLESS,
  CHUNK_FRAME,
} ChunkKind;

static const struct {
  const char *name;
  ChunkKind kind;
} names[] = {
  { "VP8X", CHUNK_VP8X },  { "EXIF", CHUNK_EXIF },      { "XMP ", CHUNK_XMP },
  { "C2PA", CHUNK_C2PA },  { "ANIM", CHUNK_ANIMATION }, { "ALPH", CHUNK_ALPHA },
  { "VP8 ", CHUNK_LOSSY }, { "VP8L", CHUNK_LOSSLESS },  { "ANMF", CHUNK_FRAME },
};

typedef struct {
  guint64 offset; /* of its name */
  guint64 data;
  guint64 data_end;
  guint64 end; /* padding and all */
  ChunkKind kind;
} Chunk;

typedef struct {
  GArray *chunks; /* of Chunk */
  guint64 end;    /* of the RIFF form */
  guint8 flags;   /* of VP8X; without one, what it would have to say */
} Webp;

static const Chunk *
chunk_at (const BylineContainer *container, guint index)
{
  const Webp *webp = container->detail;

  return &g_array_index (webp->chunks, Chunk, index);
}

static guint
n_chunks (const BylineContainer *container)
{
  const Webp *webp = container->detail;

  return webp->chunks->len;
}

static guint32
u24_at (const guint8 *bytes)
{
  return (guint32) bytes[2] << 16 | (guint32) bytes[1] << 8 | bytes[0];
}

static guint32
u32_at (const guint8 *bytes)
{
  return (guint32) bytes[3] << 24 | u24_at (bytes);
}

static gboolean
webp_probe (const guint8 *head, gsize length)
{
  return length >= HEADER && memcmp (head, "RIFF", 4) == 0 && memcmp (head + 8, "WEBP", 4) == 0;
}

static ChunkKind
kind_of (const guint8 *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    if (memcmp (name, names[i].name, 4) == 0)
      return names[i].kind;
  }
  return CHUNK_OTHER;
}

/* Keeps a part's bytes; some writers put JPEG's "Exif\0\0" before the TIFF block. */
static gboolean
take_part (BylineContainer *container, BylinePart part, const Chunk *chunk, BylineCaution several,
           GError **error)
{
  gsize length = (gsize) (chunk->data_end - chunk->data);
  gsize skip = 0;
  const guint8 *head;

  if (container->part[part] != NULL) {
    container->cautions |= several;
    return TRUE;
  }
  if (chunk->data_end - chunk->data > BYLINE_PART_LIMIT) {
    container->trouble = "its metadata is larger than any photo's";
    return TRUE;
  }
  head = byline_input_peek (container->input, chunk->data, MIN (length, 6), error);
  if (head == NULL)
    return FALSE;
  if (part == BYLINE_PART_EXIF && length >= 6 && memcmp (head, "Exif\0\0", 6) == 0)
    skip = 6;
  container->part[part] =
      byline_input_copy (container->input, chunk->data + skip, length - skip, error);
  return container->part[part] != NULL;
}

static void
set_size (BylineContainer *container, guint32 width, guint32 height)
{
  if (container->width != 0)
    return;
  container->width = (int) width;
  container->height = (int) height;
}

/* The picture's own size, which counts unless VP8X has said one for the canvas. */
static gboolean
read_picture_head (BylineContainer *container, const Chunk *chunk, GError **error)
{
  Webp *webp = container->detail;
  gsize length = (gsize) MIN (chunk->data_end - chunk->data, 10);
  const guint8 *b = byline_input_peek (container->input, chunk->data, length, error);

  if (b == NULL)
    return FALSE;
  if (chunk->kind == CHUNK_LOSSY && length == 10 && (b[0] & 1) == 0 &&
      memcmp (b + 3, "\x9d\x01\x2a", 3) == 0)
    set_size (container, (b[6] | b[7] << 8) & 0x3fff, (b[8] | b[9] << 8) & 0x3fff);
  if (chunk->kind == CHUNK_LOSSLESS && length >= 5 && b[0] == 0x2f) {
    guint32 bits = u32_at (b + 1);

    set_size (container, (bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1);
    if ((bits >> 28 & 1) != 0)
      webp->flags |= FLAG_ALPHA;
  }
  return TRUE;
}

static gboolean
read_vp8x (BylineContainer *container, const Chunk *chunk, GError **error)
{
  Webp *webp = container->detail;
  const guint8 *bytes;

  if (n_chunks (container) > 0 || chunk->data_end - chunk->data < VP8X_SIZE) {
    container->trouble = CANNOT_FOLLOW;
    return TRUE;
  }
  bytes = byline_input_peek (container->input, chunk->data, VP8X_SIZE, error);
  if (bytes == NULL)
    return FALSE;
  webp->flags = bytes[0];
  set_size (container, u24_at (bytes + 4) + 1, u24_at (bytes + 7) + 1);
  return TRUE;
}

static gboolean
note_chunk (BylineContainer *container, const Chunk *chunk, GError **error)
{
  switch (chunk->kind) {
  case CHUNK_VP8X:
    return read_vp8x (container, chunk, error);
  case CHUNK_EXIF:
    return take_part (container, BYLINE_PART_EXIF, chunk, BYLINE_CAUTION_SEVERAL_EXIF, error);
  case CHUNK_XMP:
    return take_part (container, BYLINE_PART_XMP, chunk, BYLINE_CAUTION_SEVERAL_XMP, error);
  case CHUNK_C2PA:
    container->cautions |= BYLINE_CAUTION_C2PA;
    return TRUE;
  case CHUNK_LOSSY:
  case CHUNK_LOSSLESS:
  case CHUNK_ALPHA:
  case CHUNK_FRAME:
    if (container->picture_start == 0)
      container->picture_start = chunk->data;
    return read_picture_head (container, chunk, error);
  case CHUNK_ANIMATION:
  case CHUNK_OTHER:
    break;
  }
  return TRUE;
}

/* Reads the chunk at @at; one that goes past the end is cut short there. */
static gboolean
read_chunk (BylineContainer *container, guint64 at, Chunk *chunk, GError **error)
{
  const Webp *webp = container->detail;
  const guint8 *head = byline_input_peek (container->input, at, CHUNK_HEAD, error);
  guint64 length;

  if (head == NULL)
    return FALSE;
  length = u32_at (head + 4);
  chunk->kind = kind_of (head);
  chunk->offset = at;
  chunk->data = at + CHUNK_HEAD;
  chunk->data_end = chunk->data + length;
  chunk->end = chunk->data_end + length % 2;
  if (chunk->end > webp->end)
    container->trouble = CANNOT_FOLLOW;
  if (chunk->data_end > webp->end) {
    container->cautions |= BYLINE_CAUTION_TRUNCATED;
    chunk->data_end = webp->end;
  }
  chunk->end = MIN (chunk->end, webp->end);
  return TRUE;
}

static gboolean
walk (BylineContainer *container, GError **error)
{
  Webp *webp = container->detail;
  guint64 at = HEADER;

  while (at < webp->end) {
    Chunk chunk;

    if (webp->end - at < CHUNK_HEAD || webp->chunks->len >= BYLINE_PIECES_LIMIT) {
      container->trouble = CANNOT_FOLLOW;
      return TRUE;
    }
    if (!read_chunk (container, at, &chunk, error) || !note_chunk (container, &chunk, error))
      return FALSE;
    g_array_append_val (webp->chunks, chunk);
    at = chunk.end;
  }
  return TRUE;
}

static gboolean
webp_open (BylineContainer *container, GError **error)
{
  Webp *webp = g_new0 (Webp, 1);
  const guint8 *head = byline_input_peek (container->input, 0, HEADER, error);
  guint64 size = byline_input_size (container->input);

  webp->chunks = g_array_new (FALSE, FALSE, sizeof (Chunk));
  container->detail = webp;
  if (head == NULL)
    return FALSE;
  webp->end = (guint64) u32_at (head + 4) + 8;
  if (webp->end > size) {
    container->cautions |= BYLINE_CAUTION_TRUNCATED;
    container->trouble = "it ends before its picture does";
  } else if (webp->end < size) {
    container->cautions |= BYLINE_CAUTION_TRAILER;
  }
  webp->end = MIN (webp->end, size);
  return walk (container, error);
}

static void
webp_close (gpointer detail)
{
  Webp *webp = detail;

  g_array_unref (webp->chunks);
  g_free (webp);
}

static gboolean
is_picture (ChunkKind kind)
{
  return kind >= CHUNK_ANIMATION;
}

static gboolean
webp_picture (BylineContainer *container, GArray *ranges, GError **error)
{
  for (guint i = 0; i < n_chunks (container); i++) {
    const Chunk *chunk = chunk_at (container, i);

    if (is_picture (chunk->kind) &&
        !byline_ranges_add (ranges, chunk->data, chunk->data_end - chunk->data))
      break;
  }
  return (ranges->len > 0 && ranges->len <= BYLINE_PIECES_LIMIT) ||
         byline_container_fail (container, BYLINE_ERROR_MALFORMED, NO_PICTURE, error);
}

static const struct {
  BylinePart part;
  ChunkKind kind;
  const char *name;
  guint8 flag;
} kinds[] = {
  { BYLINE_PART_EXIF, CHUNK_EXIF, "EXIF", FLAG_EXIF },
  { BYLINE_PART_XMP, CHUNK_XMP, "XMP ", FLAG_XMP },
};

static GBytes *
make_chunk (const char *name, const void *bytes, gsize length)
{
  GByteArray *out = g_byte_array_sized_new ((guint) (CHUNK_HEAD + length + 1));
  guint32 size = GUINT32_TO_LE ((guint32) length);

  g_byte_array_append (out, (const guint8 *) name, 4);
  g_byte_array_append (out, (const guint8 *) &size, sizeof size);
  g_byte_array_append (out, bytes, (guint) length);
  if (length % 2 != 0)
    g_byte_array_append (out, (const guint8 *) "", 1);
  return g_byte_array_free_to_bytes (out);
}

static GBytes *
make_part (const char *name, GBytes *bytes)
{
  gsize length;
  const void *start = g_bytes_get_data (bytes, &length);

  return make_chunk (name, start, length);
}

/* Sets the flags of the parts there will be; where VP8X is, only of those that are new. */
static guint8
new_flags (const BylineContainer *container, const BylineNewParts *parts)
{
  const Webp *webp = container->detail;
  gboolean extended = chunk_at (container, 0)->kind == CHUNK_VP8X;
  guint8 flags = webp->flags;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    BylinePart part = kinds[i].part;
    gboolean set = parts->part[part].set;
    GBytes *after = set ? parts->part[part].bytes : container->part[part];

    if (set || !extended)
      flags = (guint8) (after != NULL ? flags | kinds[i].flag : flags & ~kinds[i].flag);
  }
  return flags;
}

/* Says in VP8X, which is made where there is none and need of one, which parts there are. */
static gboolean
plan_vp8x (BylineContainer *container, guint8 flags, BylineEdits *edits, GError **error)
{
  const Webp *webp = container->detail;
  guint32 width = (guint32) container->width - 1, height = (guint32) container->height - 1;
  const guint8 made[VP8X_SIZE] = {
    flags,
    0,
    0,
    0,
    (guint8) width,
    (guint8) (width >> 8),
    (guint8) (width >> 16),
    (guint8) height,
    (guint8) (height >> 8),
    (guint8) (height >> 16),
  };

  if (chunk_at (container, 0)->kind == CHUNK_VP8X) {
    if (flags != webp->flags)
      byline_edits_replace (edits, chunk_at (container, 0)->data, 1, g_bytes_new (&flags, 1));
    return TRUE;
  }
  if ((flags & (FLAG_EXIF | FLAG_XMP)) == 0)
    return TRUE;
  if (container->width < 1 || container->height < 1)
    return byline_container_fail (container, BYLINE_ERROR_REFUSED,
                                  "the size of its picture cannot be told", error);
  byline_edits_replace (edits, HEADER, 0, make_chunk ("VP8X", made, sizeof made));
  return TRUE;
}

/* Behind the picture; XMP behind Exif too. */
static guint64
place_for (const BylineContainer *container, ChunkKind kind)
{
  guint64 place = HEADER;

  for (guint i = 0; i < n_chunks (container); i++) {
    const Chunk *chunk = chunk_at (container, i);

    if (is_picture (chunk->kind) || (kind == CHUNK_XMP && chunk->kind == CHUNK_EXIF))
      place = chunk->end;
  }
  return place;
}

static void
plan_part (const BylineContainer *container, ChunkKind kind, const char *name, GBytes *bytes,
           BylineEdits *edits)
{
  gboolean placed = bytes == NULL;

  for (guint i = 0; i < n_chunks (container); i++) {
    const Chunk *chunk = chunk_at (container, i);

    if (chunk->kind != kind)
      continue;
    if (!placed)
      byline_edits_replace (edits, chunk->offset, chunk->end - chunk->offset,
                            make_part (name, bytes));
    else if (bytes == NULL)
      byline_edits_replace (edits, chunk->offset, chunk->end - chunk->offset, NULL);
    placed = TRUE;
  }
  if (!placed)
    byline_edits_replace (edits, place_for (container, kind), 0, make_part (name, bytes));
}

static gboolean
plan_riff_size (BylineContainer *container, BylineEdits *edits, GError **error)
{
  const Webp *webp = container->detail;
  gint64 growth = byline_edits_growth (edits);
  guint64 size = webp->end - 8 + (guint64) growth;
  guint32 stored = GUINT32_TO_LE ((guint32) size);

  if (growth == 0)
    return TRUE;
  if (size > RIFF_MAX)
    return byline_container_fail (container, BYLINE_ERROR_REFUSED,
                                  "it would be larger than a WebP file can be", error);
  byline_edits_replace (edits, 4, sizeof stored, g_bytes_new (&stored, sizeof stored));
  return TRUE;
}

static gboolean
begins_like_jpeg (GBytes *exif)
{
  return exif != NULL && g_bytes_get_size (exif) >= 6 &&
         memcmp (g_bytes_get_data (exif, NULL), "Exif\0\0", 6) == 0;
}

static gboolean
webp_plan (BylineContainer *container, const BylineNewParts *parts, BylineEdits *edits,
           GError **error)
{
  gboolean any = FALSE;

  if (container->picture_start == 0)
    return byline_container_fail (container, BYLINE_ERROR_REFUSED, NO_PICTURE, error);
  if (begins_like_jpeg (parts->part[BYLINE_PART_EXIF].bytes))
    return byline_container_fail (container, BYLINE_ERROR_REFUSED,
                                  "Exif data for WebP is wrapped as for JPEG", error);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    if (!parts->part[kinds[i].part].set)
      continue;
    plan_part (container, kinds[i].kind, kinds[i].name, parts->part[kinds[i].part].bytes, edits);
    any = TRUE;
  }
  return !any || (plan_vp8x (container, new_flags (container, parts), edits, error) &&
                  plan_riff_size (container, edits, error));
}

const BylineContainerFormat byline_webp_format = {
  .kind = BYLINE_FORMAT_WEBP,
  .part_max = {
    [BYLINE_PART_EXIF] = BYLINE_PART_LIMIT,
    [BYLINE_PART_XMP] = BYLINE_PART_LIMIT,
  },
  .probe = webp_probe,
  .open = webp_open,
  .close = webp_close,
  .picture = webp_picture,
  .plan = webp_plan,
};
