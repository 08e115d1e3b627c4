#include "metadata/charset.h"
#include "metadata/country.h"
#include "metadata/iim_private.h"
#include "metadata/values.h"

#include <byline/error.h>

#include <string.h>

static GBytes *
bytes_of (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

/* Making it UTF-8 */

/* @value: (transfer full) */
static void
take_value (BylineDataset *dataset, GBytes *value)
{
  if (!g_bytes_equal (value, dataset->value))
    dataset->n_length = g_bytes_get_size (value) > G_MAXINT16 ? 4 : 0; /* IIM 4.2 */
  g_bytes_unref (dataset->value);
  dataset->value = value;
}

static void
replace_value (BylineDataset *dataset, const char *text)
{
  take_value (dataset, bytes_of (text));
}

/* @value: (transfer full) */
static void
insert (BylineIim *iim, guint8 record, guint8 number, GBytes *value)
{
  BylineDataset dataset = { .record = record, .number = number, .value = value };

  g_array_insert_val (iim->datasets, byline_iim_place (iim, record, number), dataset);
}

static void
declare_utf8 (BylineIim *iim)
{
  int at = byline_iim_find (iim, BYLINE_IIM_ENVELOPE, BYLINE_IIM_CHARSET);

  if (at >= 0 && (guint) at < byline_iim_place (iim, BYLINE_IIM_ENVELOPE, G_MAXUINT8)) {
    replace_value (byline_iim_dataset (iim, (guint) at), "\x1b%G");
    return;
  }
  if (at >= 0) /* behind the text it is about, where readers do not see it in time */
    g_array_remove_index (iim->datasets, (guint) at);
  insert (iim, BYLINE_IIM_ENVELOPE, BYLINE_IIM_CHARSET, bytes_of ("\x1b%G"));
}

/* Puts @text in the place of what was read as it; what lies behind a zero stays. */
static void
transcode (BylineDataset *dataset, const char *text, gboolean is_wide)
{
  g_autoptr (GByteArray) value = g_byte_array_new ();
  gsize size, rest, end;
  const char *old = g_bytes_get_data (dataset->value, &size);

  rest = is_wide || size == 0 ? size : strnlen (old, size);
  for (end = size; end > rest && old[end - 1] == '\0';)
    end--;
  g_byte_array_append (value, (const guint8 *) text, (guint) strlen (text));
  if (end > rest)
    g_byte_array_append (value, (const guint8 *) old + rest, (guint) (end - rest));
  take_value (dataset, g_byte_array_free_to_bytes (g_steal_pointer (&value)));
}

typedef struct {
  char *text;       /* NULL: the dataset stays as it is */
  gboolean is_wide; /* it was UTF-16, where a zero ends nothing */
} Decoded;

static gboolean
is_wide (const char *charset)
{
  return charset != NULL && g_str_has_prefix (charset, "UTF-16");
}

static void
clear_decoded (gpointer data)
{
  g_free (((Decoded *) data)->text);
}

/* Decodes what is to be transcoded: everything, or what is not the UTF-8 that 1:90 says it is.
 * Returns: FALSE with an error if some text cannot be decoded; @texts then is of no use */
static gboolean
decode_all (const BylineIim *iim, const BylineIimCharset *charset, GArray *texts, GError **error)
{
  for (guint i = 0; i < iim->datasets->len; i++) {
    const BylineDataset *dataset = byline_iim_dataset (iim, i);
    const char *assumed = NULL;
    Decoded decoded = { 0 };

    if (byline_iim_is_text (dataset)) {
      decoded.text = byline_iim_text (dataset, charset, &assumed, error);
      if (decoded.text == NULL) {
        g_prefix_error (error, "IIM %d:%d: ", dataset->record, dataset->number);
        return FALSE;
      }
    }
    if (charset->utf8 && assumed == NULL)
      g_clear_pointer (&decoded.text, g_free);
    decoded.is_wide = is_wide (assumed) || is_wide (charset->declared);
    g_array_append_val (texts, decoded);
  }
  return TRUE;
}

gboolean
byline_iim_make_utf8 (BylineIim *iim, const char *legacy_charset, GError **error)
{
  g_autoptr (GArray) texts = g_array_new (FALSE, FALSE, sizeof (Decoded));
  BylineIimCharset charset;

  g_array_set_clear_func (texts, clear_decoded);
  byline_iim_charset (iim, legacy_charset, &charset);
  if (!decode_all (iim, &charset, texts, error))
    return FALSE;
  for (guint i = 0; i < texts->len; i++) {
    const Decoded *decoded = &g_array_index (texts, Decoded, i);

    if (decoded->text != NULL)
      transcode (byline_iim_dataset (iim, i), decoded->text, decoded->is_wide);
  }
  declare_utf8 (iim);
  return TRUE;
}

void
byline_iim_make_plain (BylineIim *iim)
{
  for (guint i = 0; i < iim->datasets->len; i++) {
    BylineDataset *dataset = byline_iim_dataset (iim, i);

    dataset->n_length = g_bytes_get_size (dataset->value) > G_MAXINT16 ? 4 : 0;
  }
}

void
byline_iim_pad (BylineIim *iim)
{
  static const guint8 zeros[2] = { 0 };
  g_autoptr (GBytes) block = byline_iim_serialise (iim);
  gsize size = g_bytes_get_size (block) & 0xffff;
  GByteArray *tail;

  if (size != 0x1c01 && size != 0x1c02)
    return;
  tail = g_bytes_unref_to_array (iim->tail);
  g_byte_array_append (tail, zeros, sizeof zeros);
  iim->tail = g_byte_array_free_to_bytes (tail);
}

void
byline_iim_fill (BylineIim *iim)
{
  static const guint8 zeros[4] = { 0 };
  gsize size = 0, tail = 0;
  const guint8 *bytes = g_bytes_get_data (iim->tail, &tail);
  GByteArray *filled = g_byte_array_new ();
  g_autoptr (GBytes) block = NULL;

  while (tail > 0 && bytes[tail - 1] == 0)
    tail--;
  if (tail > 0)
    g_byte_array_append (filled, bytes, (guint) tail);
  g_bytes_unref (iim->tail);
  iim->tail = g_bytes_new (filled->data, filled->len);
  block = byline_iim_serialise (iim);
  size = g_bytes_get_size (block);
  g_byte_array_append (filled, zeros, (guint) ((4 - size % 4) % 4));
  g_bytes_unref (iim->tail);
  iim->tail = g_byte_array_free_to_bytes (filled);
}

/* Setting a field */

/* Cuts between characters, and not before a mark that belongs to the character in front. */
static gsize
cut_at (const char *text, gsize max)
{
  const char *plain = text + max;
  const char *at;

  while (plain > text && ((guint8) *plain & 0xc0) == 0x80)
    plain--;
  for (at = plain; at > text && g_unichar_ismark (g_utf8_get_char (at));)
    at = g_utf8_prev_char (at);
  return (gsize) ((at > text ? at : plain) - text);
}

/* Returns: (transfer full): the value as the dataset can hold it */
static GBytes *
fit (const BylineFieldInfo *info, const char *text, GPtrArray *cut)
{
  gsize length = strlen (text);

  if (length <= info->iim_max)
    return g_bytes_new (text, length);
  if (cut != NULL)
    g_ptr_array_add (cut, g_strdup_printf ("%s cut to %d bytes in IIM", info->name, info->iim_max));
  return g_bytes_new (text, cut_at (text, info->iim_max));
}

static gboolean
is_number (const BylineDataset *dataset, guint8 number)
{
  return dataset->record == BYLINE_IIM_APPLICATION && dataset->number == number;
}

/* Are the datasets @number of record 2 these already? */
static gboolean
says_already (const BylineIim *iim, guint8 number, const GPtrArray *values)
{
  guint n = 0;

  for (guint i = 0; i < iim->datasets->len; i++) {
    const BylineDataset *dataset = byline_iim_dataset (iim, i);

    if (!is_number (dataset, number))
      continue;
    if (n == values->len || !g_bytes_equal (dataset->value, values->pdata[n]))
      return FALSE;
    n++;
  }
  return n == values->len;
}

/* In one pass: a hostile block has ten thousands of them. */
static void
take_out (BylineIim *iim, guint8 number)
{
  guint n_kept = 0;

  for (guint i = 0; i < iim->datasets->len; i++) {
    BylineDataset here = *byline_iim_dataset (iim, i);

    if (is_number (&here, number))
      continue;
    *byline_iim_dataset (iim, i) = *byline_iim_dataset (iim, n_kept);
    *byline_iim_dataset (iim, n_kept++) = here;
  }
  g_array_set_size (iim->datasets, n_kept);
}

/* Replaces the datasets @number of record 2 with @values, in the place of the first old one. */
static void
replace (BylineIim *iim, guint8 number, const GPtrArray *values)
{
  int old = byline_iim_find (iim, BYLINE_IIM_APPLICATION, number);
  guint at = old >= 0 ? (guint) old : byline_iim_place (iim, BYLINE_IIM_APPLICATION, number);
  g_autoptr (GArray) new = g_array_new (FALSE, FALSE, sizeof (BylineDataset));

  if (says_already (iim, number, values))
    return;
  take_out (iim, number);
  for (guint i = 0; i < values->len; i++) {
    BylineDataset dataset = { .record = BYLINE_IIM_APPLICATION,
                              .number = number,
                              .value = g_bytes_ref (values->pdata[i]) };

    g_array_append_val (new, dataset);
  }
  if (new->len > 0)
    g_array_insert_vals (iim->datasets, at, new->data, new->len);
}

/* IIM 4.2: a record 2 has a version. */
static void
ensure_version (BylineIim *iim)
{
  static const guint8 version[] = { 0, 4 };

  for (guint i = 0; i < iim->datasets->len; i++)
    if (byline_iim_dataset (iim, i)->record == BYLINE_IIM_APPLICATION)
      return;
  insert (iim, BYLINE_IIM_APPLICATION, BYLINE_IIM_VERSION,
          g_bytes_new_static (version, sizeof version));
}

static void
set_list (BylineIim *iim, guint8 number, GPtrArray *encoded)
{
  if (encoded->len > 0)
    ensure_version (iim);
  replace (iim, number, encoded);
}

/* A day, and the time of a whole one.  A zone is only said where one is known. */
static void
set_date (BylineIim *iim, const char *text)
{
  g_autoptr (GPtrArray) days = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GPtrArray) times = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  BylineDate date;

  if (text != NULL && byline_date_parse (text, &date)) {
    g_autofree char *day = g_strdup_printf ("%04d%02d%02d", date.year, date.month, date.day);

    g_ptr_array_add (days, bytes_of (day));
    if (date.hour >= 0) {
      int zone = ABS (date.zone_minutes);
      g_autofree char *time =
          g_strdup_printf ("%02d%02d%02d", date.hour, date.minute, MAX (date.second, 0));
      g_autofree char *offset =
          g_strdup_printf ("%c%02d%02d", date.zone_minutes < 0 ? '-' : '+', zone / 60, zone % 60);
      g_autofree char *both = g_strconcat (time, date.has_zone ? offset : "", NULL);

      g_ptr_array_add (times, bytes_of (both));
    }
  }
  set_list (iim, BYLINE_IIM_DATE, days);
  set_list (iim, BYLINE_IIM_TIME, times);
}

/* IIM wants three letters; two never go in. */
static void
set_country_code (BylineIim *iim, const char *text, GPtrArray *cut)
{
  g_autoptr (GPtrArray) encoded = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  const char *code = text != NULL ? byline_country_alpha3 (text) : NULL;
  g_autofree char *upper = g_ascii_strup (code != NULL ? code : "", -1);

  if (code != NULL)
    g_ptr_array_add (encoded, bytes_of (upper));
  else if (text != NULL && cut != NULL)
    g_ptr_array_add (cut, g_strdup ("country-code left out of IIM: it has no three letters"));
  set_list (iim, byline_fields[BYLINE_FIELD_COUNTRY_CODE].iim_dataset, encoded);
}

void
byline_iim_set (BylineIim *iim, BylineField field, const GPtrArray *values, GPtrArray *cut)
{
  const BylineFieldInfo *info = &byline_fields[field];
  g_autoptr (GPtrArray) encoded = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  const char *first = NULL;

  if (info->iim_dataset == 0)
    return;
  for (guint i = values->len; i-- > 0;) {
    const BylineText *value = values->pdata[i];

    if (i == 0 && first == NULL)
      first = value->text;
    if (g_strcmp0 (value->lang, "x-default") == 0)
      first = value->text;
  }
  if (field == BYLINE_FIELD_DATE_CREATED) {
    set_date (iim, first);
    return;
  }
  if (field == BYLINE_FIELD_COUNTRY_CODE) {
    set_country_code (iim, first, cut);
    return;
  }
  for (guint i = 0; i < (info->iim_repeats ? values->len : 0); i++)
    g_ptr_array_add (encoded, fit (info, ((const BylineText *) values->pdata[i])->text, cut));
  if (!info->iim_repeats && first != NULL)
    g_ptr_array_add (encoded, fit (info, first, cut));
  set_list (iim, info->iim_dataset, encoded);
}
