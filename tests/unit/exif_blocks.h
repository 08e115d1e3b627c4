#pragma once

#include "metadata/tiff.h"

#include <string.h>

/* Exif blocks made for tests, the way cameras make them: no real photo is needed, nor stored. */

enum { ARTIST = 0x013b, COPYRIGHT = 0x8298, DESCRIPTION = 0x010e, RATING = 0x4746 };
enum { TAKEN = 0x9003, SUB_SECONDS = 0x9291, ZONE = 0x9011 };
enum { BYTE = 1, ASCII = 2, SHORT = 3, LONG = 4, RATIONAL = 5, UNDEFINED = 7 };
enum { IFD0, EXIF, GPS, IFD1, N_IFDS };

/* A tag of a block made for a test: text or octets, or up to six numbers. */
typedef struct {
  int ifd;
  guint16 tag, type;
  const char *text;
  gsize size; /* of text, where that is octets */
  guint32 numbers[6];
  guint n_numbers;
} Tag;

/* Builds blocks the way cameras do: a directory, its values behind it, the next directory. */
typedef struct {
  BylineTiff order;
  GByteArray *bytes;
} Maker;

static inline void
put (Maker *maker, gsize at, guint32 number, guint size)
{
  if (size == 2)
    byline_tiff_put_u16 (&maker->order, maker->bytes->data + at, (guint16) number);
  else
    byline_tiff_put_u32 (&maker->order, maker->bytes->data + at, number);
}

static inline gsize
append (Maker *maker, const void *octets, gsize size)
{
  gsize at = maker->bytes->len;

  g_byte_array_append (maker->bytes, octets, (guint) size);
  return at;
}

static inline gsize
append_zeros (Maker *maker, gsize size)
{
  gsize at = maker->bytes->len;

  g_byte_array_set_size (maker->bytes, (guint) (at + size));
  memset (maker->bytes->data + at, 0, size);
  return at;
}

static inline void
make_entry (Maker *maker, gsize at, const Tag *tag)
{
  gsize size = tag->size > 0 ? tag->size : tag->text != NULL ? strlen (tag->text) + 1 : 0;
  guint each = tag->type == SHORT ? 2 : tag->type == BYTE ? 1 : 4;
  gsize value_at = at + 8;

  if (tag->text == NULL)
    size = (gsize) tag->n_numbers * each;
  put (maker, at, tag->tag, 2);
  put (maker, at + 2, tag->type, 2);
  put (maker, at + 4, (guint32) (size / byline_tiff_type_size (tag->type)), 4);
  if (size > 4) {
    value_at = append_zeros (maker, size + (size & 1));
    put (maker, at + 8, (guint32) value_at, 4);
  }
  if (tag->text != NULL)
    memcpy (maker->bytes->data + value_at, tag->text, size);
  for (guint i = 0; tag->text == NULL && i < tag->n_numbers; i++) {
    if (each == 1)
      maker->bytes->data[value_at + i] = (guint8) tag->numbers[i];
    else
      put (maker, value_at + (gsize) i * each, tag->numbers[i], each);
  }
}

/* Returns: where the directory lies; 0 if it would be empty */
static inline gsize
make_dir (Maker *maker, int ifd, const Tag *tags, guint n_tags, guint n_pointers)
{
  guint n = n_pointers;
  gsize at, entry;

  for (guint i = 0; i < n_tags; i++)
    n += tags[i].ifd == ifd;
  if (n == 0)
    return 0;
  at = append_zeros (maker, 2 + (gsize) n * BYLINE_TIFF_ENTRY + 4);
  put (maker, at, n, 2);
  entry = at + 2;
  for (guint i = 0; i < n_tags; i++) {
    if (tags[i].ifd != ifd)
      continue;
    make_entry (maker, entry, &tags[i]);
    entry += BYLINE_TIFF_ENTRY;
  }
  return at;
}

static inline void
make_pointer (Maker *maker, gsize entry, guint16 tag, gsize at)
{
  put (maker, entry, tag, 2);
  put (maker, entry + 2, LONG, 2);
  put (maker, entry + 4, 1, 4);
  put (maker, entry + 8, (guint32) at, 4);
}

static inline gboolean
has (int ifd, const Tag *tags, guint n_tags)
{
  for (guint i = 0; i < n_tags; i++)
    if (tags[i].ifd == ifd)
      return TRUE;
  return FALSE;
}

static inline GBytes *
make (gboolean little, const Tag *tags, guint n_tags)
{
  Maker maker = { .order = { .little = little }, .bytes = g_byte_array_new () };
  guint n_own = 0, n_pointers = (guint) (has (EXIF, tags, n_tags) + has (GPS, tags, n_tags));
  gsize ifd0, entry, sub, next;

  append (&maker, little ? "II*\0" : "MM\0*", 4);
  append_zeros (&maker, 4);
  ifd0 = make_dir (&maker, IFD0, tags, n_tags, n_pointers);
  put (&maker, 4, (guint32) ifd0, 4);
  for (guint i = 0; i < n_tags; i++)
    n_own += tags[i].ifd == IFD0;
  entry = ifd0 + 2 + (gsize) n_own * BYLINE_TIFF_ENTRY;
  sub = make_dir (&maker, EXIF, tags, n_tags, 0);
  if (sub != 0) {
    make_pointer (&maker, entry, BYLINE_TIFF_TAG_EXIF_IFD, sub);
    entry += BYLINE_TIFF_ENTRY;
  }
  sub = make_dir (&maker, GPS, tags, n_tags, 0);
  if (sub != 0)
    make_pointer (&maker, entry, BYLINE_TIFF_TAG_GPS_IFD, sub);
  next = make_dir (&maker, IFD1, tags, n_tags, 0);
  put (&maker, ifd0 + 2 + (gsize) (n_own + n_pointers) * BYLINE_TIFF_ENTRY, (guint32) next, 4);
  return g_byte_array_free_to_bytes (maker.bytes);
}

#define MAKE(little, tags) make ((little), (tags), G_N_ELEMENTS (tags))

/* A block with a bit of everything, as a camera's: note and thumbnail are where others look. */
G_GNUC_UNUSED static const Tag camera[] = {
  { .ifd = IFD0, .tag = 0x010f, .type = ASCII, .text = "Maker of cameras" },
  { .ifd = IFD0, .tag = ARTIST, .type = ASCII, .text = "Somebody Else, Long" },
  { .ifd = EXIF, .tag = TAKEN, .type = ASCII, .text = "2025:07:14 10:11:12" },
  { .ifd = EXIF,
    .tag = 0x927c,
    .type = UNDEFINED,
    .text = "not a directory, only octets \1\2\3",
    .size = 32 },
  { .ifd = GPS, .tag = 1, .type = ASCII, .text = "N" },
  { .ifd = IFD1, .tag = 0x0103, .type = SHORT, .numbers = { 6 }, .n_numbers = 1 },
};
