/* PNG (ISO/IEC 15948; W3C, third edition, with animation and eXIf): a signature, then chunks. */
#include "base/zlib.h"
#include "container/format.h"
#include "container/png_text.h"

#include <string.h>

#define SIGNATURE "\x89PNG\r\n\x1a\n"
#define SIGNATURE_SIZE 8
#define CHUNK_HEAD 8 /* length, name */
#define CRC_SIZE 4
#define CHUNK_MAX G_MAXINT32
#define HEADER_SIZE 13 /* width, height, five octets more */
/* As much of a text chunk as tells whether it is XMP. */
#define TEXT_HEAD sizeof BYLINE_PNG_XMP_KEYWORD

#define NO_PICTURE "there is no picture in it"
#define CANNOT_FOLLOW "its chunks cannot be followed"
#define OUT_OF_ORDER "its chunks are not in order"
#define ENDS_EARLY "it ends before its picture does"

typedef enum {
  CHUNK_OTHER,
  CHUNK_TEXT,
  CHUNK_EXIF,
  CHUNK_XMP,
  CHUNK_C2PA,
  CHUNK_END,
  CHUNK_HEADER, /* from here on: what a decoder needs */
  CHUNK_PALETTE,
  CHUNK_TRANSPARENCY,
  CHUNK_ANIMATION,
  CHUNK_FRAME, /* how the next picture of an animation is shown */
  CHUNK_FRAME_DATA,
  CHUNK_DATA,
  N_CHUNK_KINDS
} ChunkKind;

static const struct {
  const char *name;
  ChunkKind kind;
} names[] = {
  { "IHDR", CHUNK_HEADER },    { "PLTE", CHUNK_PALETTE }, { "tRNS", CHUNK_TRANSPARENCY },
  { "acTL", CHUNK_ANIMATION }, { "fcTL", CHUNK_FRAME },   { "fdAT", CHUNK_FRAME_DATA },
  { "IDAT", CHUNK_DATA },      { "IEND", CHUNK_END },     { "eXIf", CHUNK_EXIF },
  { "iTXt", CHUNK_TEXT },      { "zTXt", CHUNK_TEXT },    { "tEXt", CHUNK_TEXT },
  { "caBX", CHUNK_C2PA },
};

#define KIND(kind) (1U << (kind))

/* What must not have come before a chunk; the picture's data moreover come in one run. */
static const guint not_after[N_CHUNK_KINDS] = {
  [CHUNK_HEADER] = KIND (CHUNK_HEADER),
  [CHUNK_PALETTE] = KIND (CHUNK_PALETTE) | KIND (CHUNK_TRANSPARENCY) | KIND (CHUNK_DATA),
  [CHUNK_TRANSPARENCY] = KIND (CHUNK_TRANSPARENCY) | KIND (CHUNK_DATA),
  [CHUNK_ANIMATION] = KIND (CHUNK_ANIMATION) | KIND (CHUNK_DATA),
};

typedef struct {
  guint64 offset; /* of its length */
  guint64 data;
  guint64 data_end;
  guint64 end; /* checksum and all */
  guint8 name[4];
  ChunkKind kind;
} Chunk;

typedef struct {
  GArray *chunks; /* of Chunk */
  guint seen;     /* KIND() flags */
} Png;

static const Chunk *
chunk_at (const BylineContainer *container, guint index)
{
  const Png *png = container->detail;

  return &g_array_index (png->chunks, Chunk, index);
}

static guint
n_chunks (const BylineContainer *container)
{
  const Png *png = container->detail;

  return png->chunks->len;
}

static guint32
u32_at (const guint8 *b)
{
  return (guint32) b[0] << 24 | (guint32) b[1] << 16 | (guint32) b[2] << 8 | b[3];
}

/* The first one is the one to tell. */
static void
doubt (BylineContainer *container, const char *trouble)
{
  if (container->trouble == NULL)
    container->trouble = trouble;
}

static gboolean
png_probe (const guint8 *head, gsize length)
{
  return length >= SIGNATURE_SIZE && memcmp (head, SIGNATURE, SIGNATURE_SIZE) == 0;
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

static gboolean
is_name (const guint8 *name)
{
  for (guint i = 0; i < 4; i++) {
    if (!g_ascii_isalpha (name[i]))
      return FALSE;
  }
  return TRUE;
}

/* Returns: (transfer full): the chunk's data; that their checksum is wrong is doubted */
static GBytes *
read_data (BylineContainer *container, const Chunk *chunk, GError **error)
{
  gsize length = (gsize) (chunk->data_end - chunk->data);
  g_autoptr (GBytes) all =
      byline_input_copy (container->input, chunk->data - 4, 4 + length + CRC_SIZE, error);
  const guint8 *bytes;

  if (all == NULL)
    return NULL;
  bytes = g_bytes_get_data (all, NULL);
  if (byline_crc32 (bytes, 4 + length) != u32_at (bytes + 4 + length))
    doubt (container, "the checksum of a chunk that matters is wrong");
  return g_bytes_new_from_bytes (all, 4, length);
}

/* Returns: (transfer full): @data without JPEG's "Exif\0\0", which some writers put there */
static GBytes *
unwrap_exif (GBytes *data)
{
  gsize length;
  const guint8 *bytes = g_bytes_get_data (data, &length);
  gsize skip = length >= 6 && memcmp (bytes, "Exif\0\0", 6) == 0 ? 6 : 0;

  return g_bytes_new_from_bytes (data, skip, length - skip);
}

static gboolean
take_part (BylineContainer *container, BylinePart part, const Chunk *chunk, BylineCaution several,
           GError **error)
{
  g_autoptr (GBytes) data = NULL;

  if (container->part[part] != NULL) {
    container->cautions |= several;
    return TRUE;
  }
  if (chunk->data_end - chunk->data > BYLINE_PART_LIMIT) {
    doubt (container, "its metadata is larger than any photo's");
    return TRUE;
  }
  data = read_data (container, chunk, error);
  if (data == NULL)
    return FALSE;
  container->part[part] =
      part == BYLINE_PART_XMP ? byline_png_xmp (chunk->name, data) : unwrap_exif (data);
  if (container->part[part] == NULL)
    doubt (container, "its XMP cannot be read");
  return TRUE;
}

static gboolean
read_header (BylineContainer *container, const Chunk *chunk, GError **error)
{
  g_autoptr (GBytes) data = NULL;
  const guint8 *bytes;

  if (chunk->data_end - chunk->data != HEADER_SIZE) {
    doubt (container, CANNOT_FOLLOW);
    return TRUE;
  }
  data = read_data (container, chunk, error);
  if (data == NULL)
    return FALSE;
  bytes = g_bytes_get_data (data, NULL);
  if (u32_at (bytes) - 1 >= G_MAXINT32 || u32_at (bytes + 4) - 1 >= G_MAXINT32) {
    doubt (container, "the size of its picture cannot be told");
    return TRUE;
  }
  container->width = (int) u32_at (bytes);
  container->height = (int) u32_at (bytes + 4);
  return TRUE;
}

static void
check_order (BylineContainer *container, const Chunk *chunk)
{
  const Png *png = container->detail;
  guint n = n_chunks (container);

  if ((png->seen & not_after[chunk->kind]) != 0 || (n == 0) != (chunk->kind == CHUNK_HEADER) ||
      (chunk->kind == CHUNK_DATA && (png->seen & KIND (CHUNK_DATA)) != 0 &&
       chunk_at (container, n - 1)->kind != CHUNK_DATA))
    doubt (container, OUT_OF_ORDER);
}

static gboolean
note_chunk (BylineContainer *container, const Chunk *chunk, GError **error)
{
  switch (chunk->kind) {
  case CHUNK_HEADER:
    return n_chunks (container) > 0 || read_header (container, chunk, error);
  case CHUNK_EXIF:
    return take_part (container, BYLINE_PART_EXIF, chunk, BYLINE_CAUTION_SEVERAL_EXIF, error);
  case CHUNK_XMP:
    return take_part (container, BYLINE_PART_XMP, chunk, BYLINE_CAUTION_SEVERAL_XMP, error);
  case CHUNK_C2PA:
    container->cautions |= BYLINE_CAUTION_C2PA;
    break;
  case CHUNK_DATA:
  case CHUNK_FRAME_DATA:
    if (container->picture_start == 0)
      container->picture_start = chunk->data;
    break;
  default:
    break;
  }
  return TRUE;
}

/* Text is XMP if its keyword says so. */
static gboolean
tell_text (BylineContainer *container, Chunk *chunk, GError **error)
{
  gsize length = (gsize) MIN (chunk->data_end - chunk->data, TEXT_HEAD);
  const guint8 *head = byline_input_peek (container->input, chunk->data, length, error);

  if (head == NULL)
    return FALSE;
  if (byline_png_is_xmp (chunk->name, head, length))
    chunk->kind = CHUNK_XMP;
  return TRUE;
}

/* Reads where the chunk at @at is.  @sound: (out): FALSE if nothing behind can be relied on */
static gboolean
read_chunk (BylineContainer *container, guint64 at, Chunk *chunk, gboolean *sound, GError **error)
{
  guint64 size = byline_input_size (container->input);
  const guint8 *head;
  guint32 length;

  *sound = FALSE;
  if (size - at < CHUNK_HEAD)
    return TRUE;
  head = byline_input_peek (container->input, at, CHUNK_HEAD, error);
  if (head == NULL)
    return FALSE;
  length = u32_at (head);
  if (length > CHUNK_MAX || !is_name (head + 4) || length + CRC_SIZE > size - at - CHUNK_HEAD)
    return TRUE;
  chunk->offset = at;
  chunk->data = at + CHUNK_HEAD;
  chunk->data_end = chunk->data + length;
  chunk->end = chunk->data_end + CRC_SIZE;
  memcpy (chunk->name, head + 4, sizeof chunk->name);
  chunk->kind = kind_of (chunk->name);
  *sound = TRUE;
  return chunk->kind != CHUNK_TEXT || tell_text (container, chunk, error);
}

static gboolean
walk (BylineContainer *container, GError **error)
{
  Png *png = container->detail;
  guint64 at = SIGNATURE_SIZE;

  while ((png->seen & KIND (CHUNK_END)) == 0) {
    Chunk chunk = { 0 };
    gboolean sound = FALSE;

    if (!read_chunk (container, at, &chunk, &sound, error))
      return FALSE;
    if (!sound || png->chunks->len >= BYLINE_PIECES_LIMIT) {
      container->cautions |= BYLINE_CAUTION_TRUNCATED;
      doubt (container, ENDS_EARLY);
      return TRUE;
    }
    check_order (container, &chunk);
    if (!note_chunk (container, &chunk, error))
      return FALSE;
    g_array_append_val (png->chunks, chunk);
    png->seen |= KIND (chunk.kind);
    at = chunk.end;
  }
  if (at < byline_input_size (container->input))
    container->cautions |= BYLINE_CAUTION_TRAILER;
  return TRUE;
}

static gboolean
png_open (BylineContainer *container, GError **error)
{
  Png *png = g_new0 (Png, 1);

  png->chunks = g_array_new (FALSE, FALSE, sizeof (Chunk));
  container->detail = png;
  return walk (container, error);
}

static void
png_close (gpointer detail)
{
  Png *png = detail;

  g_array_unref (png->chunks);
  g_free (png);
}

static gboolean
png_picture (BylineContainer *container, GArray *ranges, GError **error)
{
  if (container->picture_start == 0)
    return byline_container_fail (container, BYLINE_ERROR_MALFORMED, NO_PICTURE, error);
  for (guint i = 0; i < n_chunks (container); i++) {
    const Chunk *chunk = chunk_at (container, i);

    if (chunk->kind >= CHUNK_HEADER &&
        !byline_ranges_add (ranges, chunk->data, chunk->data_end - chunk->data))
      return byline_container_fail (container, BYLINE_ERROR_MALFORMED, CANNOT_FOLLOW, error);
  }
  return TRUE;
}

static const struct {
  BylinePart part;
  ChunkKind kind;
  const char *name;
  const char *before; /* what of the chunk's data comes before the part */
  gsize before_size;
} kinds[] = {
  { BYLINE_PART_EXIF, CHUNK_EXIF, "eXIf", "", 0 },
  /* neither compressed nor of a language */
  { BYLINE_PART_XMP, CHUNK_XMP, "iTXt", BYLINE_PNG_XMP_KEYWORD "\0\0\0\0",
    sizeof BYLINE_PNG_XMP_KEYWORD + 4 },
};

static void
append_u32 (GByteArray *out, guint32 number)
{
  guint32 stored = GUINT32_TO_BE (number);

  g_byte_array_append (out, (const guint8 *) &stored, sizeof stored);
}

/* @index: in kinds */
static GBytes *
make_chunk (guint index, GBytes *part)
{
  gsize size;
  const guint8 *bytes = g_bytes_get_data (part, &size);
  gsize length = kinds[index].before_size + size;
  GByteArray *out = g_byte_array_sized_new ((guint) (CHUNK_HEAD + length + CRC_SIZE));

  append_u32 (out, (guint32) length);
  g_byte_array_append (out, (const guint8 *) kinds[index].name, 4);
  g_byte_array_append (out, (const guint8 *) kinds[index].before, (guint) kinds[index].before_size);
  g_byte_array_append (out, bytes, (guint) size);
  append_u32 (out, byline_crc32 (out->data + 4, 4 + length));
  return g_byte_array_free_to_bytes (out);
}

/* Before the picture's data, where every other chunk that has a place of its own is already; in an
 * animation before what says how the first picture is shown. */
static guint64
place_for_new (const BylineContainer *container)
{
  guint i = 0;

  while (chunk_at (container, i)->kind < CHUNK_FRAME)
    i++;
  return chunk_at (container, i)->offset;
}

/* @index: in kinds */
static void
plan_part (const BylineContainer *container, guint index, GBytes *bytes, BylineEdits *edits)
{
  gboolean placed = bytes == NULL;

  for (guint i = 0; i < n_chunks (container); i++) {
    const Chunk *chunk = chunk_at (container, i);

    if (chunk->kind != kinds[index].kind)
      continue;
    if (!placed)
      byline_edits_replace (edits, chunk->offset, chunk->end - chunk->offset,
                            make_chunk (index, bytes));
    else if (bytes == NULL)
      byline_edits_replace (edits, chunk->offset, chunk->end - chunk->offset, NULL);
    placed = TRUE;
  }
  if (!placed)
    byline_edits_replace (edits, place_for_new (container), 0, make_chunk (index, bytes));
}

static gboolean
begins_like_jpeg (GBytes *exif)
{
  return exif != NULL && g_bytes_get_size (exif) >= 6 &&
         memcmp (g_bytes_get_data (exif, NULL), "Exif\0\0", 6) == 0;
}

static gboolean
png_plan (BylineContainer *container, const BylineNewParts *parts, BylineEdits *edits,
          GError **error)
{
  const Png *png = container->detail;

  if ((png->seen & KIND (CHUNK_DATA)) == 0)
    return byline_container_fail (container, BYLINE_ERROR_REFUSED, NO_PICTURE, error);
  if (begins_like_jpeg (parts->part[BYLINE_PART_EXIF].bytes))
    return byline_container_fail (container, BYLINE_ERROR_REFUSED,
                                  "Exif data for PNG is wrapped as for JPEG", error);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    if (parts->part[kinds[i].part].set)
      plan_part (container, i, parts->part[kinds[i].part].bytes, edits);
  }
  return TRUE;
}

const BylineContainerFormat byline_png_format = {
  .kind = BYLINE_FORMAT_PNG,
  .part_max = {
    [BYLINE_PART_EXIF] = BYLINE_PART_LIMIT,
    [BYLINE_PART_XMP] = BYLINE_PART_LIMIT,
  },
  .probe = png_probe,
  .open = png_open,
  .close = png_close,
  .picture = png_picture,
  .plan = png_plan,
};
