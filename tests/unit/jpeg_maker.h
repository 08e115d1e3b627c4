#pragma once

#include "container/container.h"

#include <string.h>

#define XMP_NAME "http://ns.adobe.com/xap/1.0/"
#define EXTENSION_NAME "http://ns.adobe.com/xmp/extension/"

/* Files are put together here, byte by byte; a GByteArray is one being made. */
static inline void
raw (GByteArray *jpeg, const char *bytes, gsize length)
{
  g_byte_array_append (jpeg, (const guint8 *) bytes, (guint) length);
}

#define RAW(jpeg, literal) raw (jpeg, literal, sizeof (literal) - 1)

static inline void
segment (GByteArray *jpeg, guint8 marker, const void *name, gsize n_name, const void *bytes,
         gsize length)
{
  gsize whole = 2 + n_name + length;
  const guint8 head[] = { 0xff, marker, (guint8) (whole >> 8), (guint8) whole };

  g_assert_cmpuint (whole, <=, 65535);
  g_byte_array_append (jpeg, head, sizeof head);
  g_byte_array_append (jpeg, name, (guint) n_name);
  g_byte_array_append (jpeg, bytes, (guint) length);
}

static inline void
app (GByteArray *jpeg, guint8 marker, const char *name, const char *text)
{
  segment (jpeg, marker, name, strlen (name) + 1, text, strlen (text));
}

static inline void
exif (GByteArray *jpeg, const char *text)
{
  segment (jpeg, 0xe1, "Exif\0", 6, text, strlen (text));
}

#define SCAN "\x11\xff\x00\x22\xff\xd0\x33\xff\xff\xd1\x44"

/* Tables, frame (7×5) and one scan. */
static inline void
picture (GByteArray *jpeg)
{
  RAW (jpeg, "\xff\xdb\x00\x04QT\xff\xc0\x00\x08\x08\x00\x05\x00\x07\x01\xff\xc4\x00\x04HT");
  RAW (jpeg, "\xff\xda\x00\x04ss" SCAN "\xff\xd9");
}

static inline GByteArray *
begin (void)
{
  GByteArray *jpeg = g_byte_array_new ();

  RAW (jpeg, "\xff\xd8");
  return jpeg;
}

static inline BylineInput *
finish (GByteArray *jpeg)
{
  g_autoptr (GBytes) bytes = g_byte_array_free_to_bytes (jpeg);

  return byline_input_new (bytes, "test.jpg");
}

static inline BylineContainer *
open_sound (BylineInput *input)
{
  g_autoptr (GError) error = NULL;
  BylineContainer *container = byline_container_open (input, &error);

  g_assert_no_error (error);
  return container;
}

static inline void
take_text (BylineNewParts *parts, BylinePart part, const char *text)
{
  byline_new_parts_take (parts, part, text != NULL ? g_bytes_new (text, strlen (text)) : NULL);
}

/* Plans, makes, proves, and checks that undoing brings the old file back and that the picture
 * kept its name. Returns: (transfer full): the new file */
static inline BylineInput *
change (BylineContainer *container, const BylineNewParts *parts)
{
  BylineInput *old = byline_container_input (container);
  g_autoptr (GError) error = NULL;
  g_autoptr (BylineSplice) splice = byline_container_plan (container, parts, &error);
  g_autoptr (BylineSplice) inverse = NULL;
  g_autoptr (BylineContainer) changed = NULL;
  g_autoptr (GBytes) made = NULL, back = NULL, original = NULL;
  g_autoptr (BylineInput) result = NULL;
  BylineId before, after;

  g_assert_no_error (error);
  made = byline_splice_apply (splice, old, &error);
  g_assert_no_error (error);
  result = byline_input_new (made, "new.jpg");
  g_assert_true (byline_container_prove (container, splice, parts, result, &error));
  g_assert_no_error (error);

  inverse = byline_splice_invert (splice, old, &error);
  g_assert_no_error (error);
  back = byline_splice_apply (inverse, result, &error);
  original = byline_input_copy (old, 0, (gsize) byline_input_size (old), &error);
  g_assert_true (g_bytes_equal (back, original));

  changed = open_sound (result);
  g_assert_true (byline_container_id (container, &before, NULL));
  g_assert_true (byline_container_id (changed, &after, NULL));
  g_assert_true (memcmp (&before, &after, sizeof before) == 0);
  return g_steal_pointer (&result);
}

static inline void
assert_refused (BylineContainer *container, const BylineNewParts *parts)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (byline_container_plan (container, parts, &error));
  g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED);
  g_assert_true (g_str_has_prefix (error->message, "test.jpg: "));
}
