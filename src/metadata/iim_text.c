#include "metadata/charset.h"
#include "metadata/iim_private.h"

#include <string.h>

/* How 1:90 says what charset text is in (ISO 2022: ESC, an intermediate, a final octet). */
static const struct {
  const char *sequence;
  const char *charset; /* an iconv name; "UTF-8" is not one to decode from */
} designations[] = {
  { "\x1b%G", "UTF-8" },
  { "\x1b%/G", "UTF-8" }, /* levels 1 to 3 of it, as some old programs wrote */
  { "\x1b%/H", "UTF-8" },
  { "\x1b%/I", "UTF-8" },
  { "\x1b%/@", "UTF-16BE" },
  { "\x1b%/C", "UTF-16BE" },
  { "\x1b%/E", "UTF-16BE" },
  { "\x1b%/J", "UTF-16BE" },
  { "\x1b%/K", "UTF-16BE" },
  { "\x1b%/L", "UTF-16BE" },
  { "\x1b-A", "windows-1252" }, /* ISO 8859-1 as G1; what programs mean by that */
  { "\x1b.A", "windows-1252" }, /* as G2 */
  { "\x1b-B", "ISO-8859-2" },
  { "\x1b.B", "ISO-8859-2" },
  { "\x1b-L", "ISO-8859-5" },
  { "\x1b.L", "ISO-8859-5" },
  { "\x1b-F", "ISO-8859-7" },
  { "\x1b.F", "ISO-8859-7" },
  { "\x1b-M", "ISO-8859-9" },
  { "\x1b.M", "ISO-8859-9" },
};

/* Datasets of record 2 that hold numbers or pictures: the version, the rasterised caption, the
 * object data preview. */
static const guint8 not_text[] = { 0, 125, 200, 201, 202 };

gboolean
byline_iim_is_text (const BylineDataset *dataset)
{
  return dataset->record == BYLINE_IIM_APPLICATION &&
         memchr (not_text, dataset->number, sizeof not_text) == NULL;
}

/* The text up to a NUL, which some programs pad with. */
static const char *
text_of (const BylineDataset *dataset, gsize *length)
{
  gsize size;
  const char *text = g_bytes_get_data (dataset->value, &size);

  *length = size > 0 ? strnlen (text, size) : 0;
  return *length > 0 ? text : "";
}

/* UTF-16 is not for IIM, but some programs put it there: with its mark in front, or as text whose
 * every other octet is zero.  Returns: (nullable): which */
static const char *
utf16_of (const BylineDataset *dataset)
{
  gsize size, zeros[2] = { 0 };
  const guint8 *bytes = g_bytes_get_data (dataset->value, &size);

  if (size < 4 || size % 2 != 0)
    return NULL;
  if (memcmp (bytes, "\xff\xfe", 2) == 0 || memcmp (bytes, "\xfe\xff", 2) == 0)
    return "UTF-16"; /* the mark says which */
  for (gsize i = 0; i < size; i++)
    zeros[i % 2] += bytes[i] == 0;
  if (zeros[0] == size / 2 && zeros[1] == 0)
    return "UTF-16BE";
  return zeros[1] == size / 2 && zeros[0] == 0 ? "UTF-16LE" : NULL;
}

static const char *
declared (const BylineIim *iim)
{
  int at = byline_iim_find (iim, BYLINE_IIM_ENVELOPE, BYLINE_IIM_CHARSET);
  gsize length;
  const char *value;

  if (at < 0)
    return NULL;
  value = text_of (byline_iim_dataset (iim, (guint) at), &length);
  for (guint i = 0; i < G_N_ELEMENTS (designations); i++)
    if (g_strstr_len (value, (gssize) length, designations[i].sequence) != NULL)
      return designations[i].charset;
  return NULL;
}

/* A text that has to be guessed at. */
static gboolean
is_guesswork (const BylineDataset *dataset, const char **text, gsize *length)
{
  *text = text_of (dataset, length);
  return byline_iim_is_text (dataset) && *length > 0 && utf16_of (dataset) == NULL &&
         byline_charset_whole (*text, *length) == 0;
}

static const char *
guess (const BylineIim *iim)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < iim->datasets->len; i++) {
    const char *text;
    gsize length;

    if (is_guesswork (byline_iim_dataset (iim, i), &text, &length))
      g_ptr_array_add (texts, g_strndup (text, length));
  }
  return byline_charset_choose (texts);
}

void
byline_iim_charset (const BylineIim *iim, const char *legacy, BylineIimCharset *charset)
{
  const char *said = declared (iim);

  charset->utf8 = g_strcmp0 (said, "UTF-8") == 0;
  charset->declared = charset->utf8 ? NULL : said;
  charset->guessed = legacy == NULL;
  charset->legacy = legacy != NULL ? legacy : guess (iim);
}

char *
byline_iim_text (const BylineDataset *dataset, const BylineIimCharset *charset,
                 const char **assumed, GError **error)
{
  const char *wide = utf16_of (dataset);
  gsize length, whole;
  const char *text = text_of (dataset, &length);

  *assumed = NULL;
  if (wide == NULL && g_strcmp0 (charset->declared, "UTF-16BE") == 0)
    wide = charset->declared;
  if (wide != NULL) {
    *assumed = wide == charset->declared ? NULL : "UTF-16";
    text = g_bytes_get_data (dataset->value, &length);
    return byline_charset_decode (text, length, wide, error);
  }
  if (charset->declared != NULL)
    return byline_charset_decode (text, length, charset->declared, error);
  whole = byline_charset_whole (text, length);
  if (whole > 0 || length == 0)
    return g_strndup (text, whole);
  *assumed = charset->legacy;
  return byline_charset_decode (text, length, charset->legacy, error);
}
