#include "catalogue/shared.h"
#include "catalogue/store.h"

#include <byline/error.h>

#include <string.h>

/* photo.fields: what is believed of each field, as octets.  Numbers are written seven bits an
 * octet, the lowest first, with the eighth bit set on all but the last.
 *
 *   FORM                    an octet: the version of all this
 *   for each field:
 *     code                  which field, by the numbers below
 *     about                 the layer, what is odd, and whether its values have languages
 *     n                     how many values; for each:
 *       length, language    only where they have; of no length: the default one
 *       length * 2, text    or row of the table shared * 2 + 1
 *
 * One row a photo instead of one a value: a third of the time to write and two thirds of the space,
 * and two thirds again with the texts that many photos have alike written once. */
#define FORM 1

/* More than the largest packet of metadata that is read. */
#define MOST_TEXT ((gsize) 256 * 1024 * 1024)

enum { LAYER_BITS = 3, ODD_SHIFT = 2, ODD_BITS = 7, HAS_LANGS = 1 << 5 };

/* Never changed and never used again, whatever becomes of the fields and their order. */
static const guint8 codes[BYLINE_N_FIELDS] = {
  [BYLINE_FIELD_CREATOR] = 1,
  [BYLINE_FIELD_JOB_TITLE] = 2,
  [BYLINE_FIELD_CREDIT] = 3,
  [BYLINE_FIELD_SOURCE] = 4,
  [BYLINE_FIELD_COPYRIGHT] = 5,
  [BYLINE_FIELD_USAGE_TERMS] = 6,
  [BYLINE_FIELD_RIGHTS_URL] = 7,
  [BYLINE_FIELD_LICENSOR_URL] = 8,
  [BYLINE_FIELD_HEADLINE] = 9,
  [BYLINE_FIELD_DESCRIPTION] = 10,
  [BYLINE_FIELD_ALT_TEXT] = 11,
  [BYLINE_FIELD_TITLE] = 12,
  [BYLINE_FIELD_KEYWORDS] = 13,
  [BYLINE_FIELD_CITY] = 14,
  [BYLINE_FIELD_LOCATION] = 15,
  [BYLINE_FIELD_STATE] = 16,
  [BYLINE_FIELD_COUNTRY] = 17,
  [BYLINE_FIELD_COUNTRY_CODE] = 18,
  [BYLINE_FIELD_DATE_CREATED] = 19,
  [BYLINE_FIELD_EVENT] = 20,
  [BYLINE_FIELD_PERSON] = 21,
  [BYLINE_FIELD_INSTRUCTIONS] = 22,
  [BYLINE_FIELD_JOB_ID] = 23,
  [BYLINE_FIELD_CAPTION_WRITER] = 24,
  [BYLINE_FIELD_DIGITAL_SOURCE_TYPE] = 25,
  [BYLINE_FIELD_DATA_MINING] = 26,
  [BYLINE_FIELD_RATING] = 27,
  [BYLINE_FIELD_EMBARGO] = 28,
  [BYLINE_FIELD_EXPIRES] = 29,
};

/* Writing -------------------------------------------------------------------------------------- */

static void
put_number (GString *out, guint64 number)
{
  for (; number >= 0x80; number >>= 7)
    g_string_append_c (out, (char) (number | 0x80));
  g_string_append_c (out, (char) number);
}

static void
put_text (GString *out, const char *text, guint shift)
{
  const gsize length = strlen (text);

  put_number (out, (guint64) length << shift);
  g_string_append_len (out, text, (gssize) length);
}

static gboolean
put_value (BylineCatalogue *catalogue, GString *out, BylineField field, const char *text,
           GError **error)
{
  const BylineShared *shared = NULL;

  /* Dates are shared as numbers, not as they stand in the files. */
  if (!byline_field_is_shared (field) || byline_fields[field].kind == BYLINE_KIND_DATE) {
    put_text (out, text, 1);
    return TRUE;
  }
  shared = byline_shared_get (catalogue, field, text, error);
  if (shared == NULL)
    return FALSE;
  put_number (out, (guint64) shared->key << 1 | 1);
  return TRUE;
}

/* A sidecar is XMP, too, and a catalogue has no use for knowing which. */
static guint
about (BylineLayer layer, guint odd, gboolean langs)
{
  return (guint) MIN (layer, BYLINE_LAYER_XMP) | (odd & ODD_BITS) << ODD_SHIFT |
         (langs ? HAS_LANGS : 0);
}

static gboolean
put_field (BylineCatalogue *catalogue, GString *out, const BylineMetadata *metadata,
           BylineField field, GError **error)
{
  const gboolean langs = byline_fields[field].kind == BYLINE_KIND_LANGS;
  const guint odd = byline_metadata_odd (metadata, field);
  BylineLayer layer = BYLINE_LAYER_XMP;
  guint n = 0;
  const BylineText *values = byline_metadata_best (metadata, field, &n, &layer);

  if (n == 0 && odd == 0)
    return TRUE;
  put_number (out, codes[field]);
  put_number (out, about (layer, odd, langs));
  put_number (out, n);
  for (guint i = 0; i < n; i++) {
    const char *lang = values[i].lang;

    if (langs)
      put_text (out, lang != NULL && strcmp (lang, "x-default") != 0 ? lang : "", 0);
    if (!put_value (catalogue, out, field, values[i].text, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
byline_values_write (BylineCatalogue *catalogue, GString *out, const BylineMetadata *metadata,
                     GError **error)
{
  g_string_truncate (out, 0);
  g_string_append_c (out, FORM);
  for (BylineField field = 0; field < BYLINE_N_FIELDS; field++)
    if (!put_field (catalogue, out, metadata, field, error))
      return FALSE;
  return TRUE;
}

/* Reading -------------------------------------------------------------------------------------- */

/* What is left of the octets; they may have come from anybody. */
typedef struct {
  BylineCatalogue *catalogue;
  BylineMetadata *metadata;
  const guint8 *at, *end;
  GString *text, *lang; /* scratch */
  gsize room;           /* for texts: one that is shared may be named any number of times */
  guint odd[BYLINE_N_FIELDS];
} Reading;

static gboolean
take_number (Reading *reading, guint64 *number)
{
  *number = 0;
  for (guint shift = 0; shift < 63 && reading->at < reading->end; shift += 7) {
    const guint8 octet = *reading->at++;

    *number |= (guint64) (octet & 0x7F) << shift;
    if (octet < 0x80)
      return TRUE;
  }
  return FALSE;
}

static gboolean
take_text (Reading *reading, guint64 length, GString *text)
{
  if (length > (guint64) (reading->end - reading->at))
    return FALSE;
  g_string_truncate (text, 0);
  g_string_append_len (text, (const char *) reading->at, (gssize) length);
  reading->at += length;
  return TRUE;
}

/* Returns: FALSE with @error only where it is the database that failed */
static gboolean
take_value (Reading *reading, const char **text, GError **error)
{
  guint64 number = 0;
  gsize length;

  if (!take_number (reading, &number))
    return FALSE;
  if ((number & 1) != 0)
    *text = byline_shared_text (reading->catalogue, (gint64) (number >> 1), error);
  else
    *text = take_text (reading, number >> 1, reading->text) ? reading->text->str : NULL;
  length = *text != NULL ? strlen (*text) + 1 : G_MAXSIZE;
  if (length > reading->room)
    return FALSE;
  reading->room -= length;
  return TRUE;
}

/* Returns: BYLINE_N_FIELDS for a field that only another byline knows */
static BylineField
field_of (guint64 code)
{
  BylineField field = 0;

  while (field < BYLINE_N_FIELDS && codes[field] != code)
    field++;
  return field;
}

static gboolean
take_values (Reading *reading, BylineField field, guint64 about_it, guint64 n, GError **error)
{
  const BylineLayer layer = (BylineLayer) MIN (about_it & LAYER_BITS, BYLINE_LAYER_XMP);

  for (guint64 i = 0; i < n; i++) {
    const char *text = NULL;
    guint64 length = 0;

    g_string_truncate (reading->lang, 0);
    if ((about_it & HAS_LANGS) != 0 &&
        !(take_number (reading, &length) && take_text (reading, length, reading->lang)))
      return FALSE;
    if (!take_value (reading, &text, error))
      return FALSE;
    if (field < BYLINE_N_FIELDS)
      byline_metadata_add (reading->metadata, field, layer,
                           reading->lang->len > 0 ? reading->lang->str : NULL, text);
  }
  return TRUE;
}

static gboolean
take_field (Reading *reading, GError **error)
{
  guint64 code = 0, about_it = 0, n = 0;
  BylineField field;

  if (!take_number (reading, &code) || !take_number (reading, &about_it) ||
      !take_number (reading, &n))
    return FALSE;
  field = field_of (code);
  if (field < BYLINE_N_FIELDS)
    reading->odd[field] = (guint) (about_it >> ODD_SHIFT) & ODD_BITS;
  return take_values (reading, field, about_it, n, error);
}

static gboolean
take_fields (Reading *reading, GError **error)
{
  if (reading->at == reading->end) /* a photo that nobody has read yet */
    return TRUE;
  if (*reading->at++ != FORM)
    return FALSE;
  while (reading->at < reading->end)
    if (!take_field (reading, error))
      return FALSE;
  return TRUE;
}

static gboolean
read_octets (BylineCatalogue *catalogue, const guint8 *octets, gsize size, BylineMetadata *metadata,
             GError **error)
{
  g_autoptr (GString) text = g_string_sized_new (512);
  g_autoptr (GString) lang = g_string_new (NULL);
  Reading reading = { .catalogue = catalogue,
                      .metadata = metadata,
                      .at = octets,
                      .end = octets + size,
                      .text = text,
                      .room = MOST_TEXT,
                      .lang = lang };
  GError *failed = NULL;

  if (!take_fields (&reading, &failed)) {
    if (failed == NULL)
      g_set_error (&failed, BYLINE_ERROR, BYLINE_ERROR_CATALOGUE,
                   "%s: the catalogue is damaged (fields of a photo)", catalogue->library);
    g_propagate_error (error, failed);
    return FALSE;
  }
  byline_metadata_reconcile (metadata, TRUE);
  for (BylineField field = 0; field < BYLINE_N_FIELDS; field++)
    if (reading.odd[field] != 0)
      byline_metadata_mark (metadata, field, reading.odd[field]);
  return TRUE;
}

gboolean
byline_values_read (BylineCatalogue *catalogue, sqlite3_stmt *row, int column,
                    BylineMetadata *metadata, GError **error)
{
  const guint8 *octets = NULL;

  if (sqlite3_column_type (row, column) == SQLITE_TEXT)
    return byline_values_read_json (catalogue, (const char *) sqlite3_column_text (row, column),
                                    metadata, error);
  octets = sqlite3_column_blob (row, column);
  return read_octets (catalogue, octets, (gsize) sqlite3_column_bytes (row, column), metadata,
                      error);
}
