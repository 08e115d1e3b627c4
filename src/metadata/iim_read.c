#include "metadata/charset.h"
#include "metadata/iim_private.h"
#include "metadata/values.h"

#include <string.h>

/* Returns: BYLINE_N_FIELDS if no field has that dataset of record 2 */
static BylineField
field_of (guint8 number)
{
  for (int i = 0; i < BYLINE_N_FIELDS; i++)
    if (byline_fields[i].iim_dataset != 0 && byline_fields[i].iim_dataset == number)
      return (BylineField) i;
  return BYLINE_N_FIELDS;
}

/* The text of a dataset, whatever it takes.  @assumed: (out): set to the charset where that was not
 * what it should be. */
static char *
read_text (const BylineDataset *dataset, const BylineIimCharset *charset, const char **assumed)
{
  char *text = byline_iim_text (dataset, charset, assumed, NULL);
  gsize length;
  const char *raw;

  if (text != NULL)
    return text;
  raw = g_bytes_get_data (dataset->value, &length);
  *assumed = "windows-1252";
  return byline_charset_western (raw, strnlen (raw, length));
}

static char *
first_text (const BylineIim *iim, guint8 number)
{
  int at = byline_iim_find (iim, BYLINE_IIM_APPLICATION, number);
  gsize length;
  const char *raw;

  if (at < 0)
    return NULL;
  raw = g_bytes_get_data (byline_iim_dataset (iim, (guint) at)->value, &length);
  return g_strstrip (g_strndup (raw != NULL ? raw : "", length));
}

/* "HHMMSS" and "±HHMM" where a zone is said, behind a day. */
static void
append_time (GString *iso, const char *time)
{
  gsize length = strlen (time), before = iso->len;
  BylineDate date;

  if (length != strlen ("HHMMSS") && length != strlen ("HHMMSS+HHMM"))
    return;
  g_string_append_printf (iso, "T%.2s:%.2s:%.2s", time, time + 2, time + 4);
  if (length > strlen ("HHMMSS"))
    g_string_append_printf (iso, "%.3s:%.2s", time + 6, time + 9);
  if (!byline_date_parse (iso->str, &date))
    g_string_truncate (iso, before);
}

/* 2:55 is CCYYMMDD, where "00" is a month or day that is not known; 2:60 goes with a whole day. */
static void
read_date (const BylineIim *iim, BylineMetadata *metadata)
{
  g_autofree char *day = first_text (iim, BYLINE_IIM_DATE);
  g_autofree char *time = first_text (iim, BYLINE_IIM_TIME);
  g_autoptr (GString) iso = g_string_new (NULL);
  g_autofree char *text = NULL;
  BylineDate date;

  if (day == NULL || strspn (day, "0123456789") != 8 || day[8] != '\0')
    return;
  g_string_append_len (iso, day, 4);
  if (strncmp (day + 4, "00", 2) != 0)
    g_string_append_printf (iso, "-%.2s", day + 4);
  if (strncmp (day + 4, "00", 2) != 0 && strcmp (day + 6, "00") != 0)
    g_string_append_printf (iso, "-%.2s", day + 6);
  if (!byline_date_parse (iso->str, &date))
    return;
  if (date.day != 0 && time != NULL)
    append_time (iso, time);
  byline_date_parse (iso->str, &date);
  text = byline_date_format (&date);
  byline_metadata_add (metadata, BYLINE_FIELD_DATE_CREATED, BYLINE_LAYER_IIM, NULL, text);
}

/* Returns: (nullable): the charset that was assumed */
static const char *
read_dataset (const BylineDataset *dataset, const BylineIimCharset *charset,
              BylineMetadata *metadata)
{
  BylineField field = field_of (dataset->number);
  const char *assumed = NULL;
  g_autofree char *text = NULL;

  if (!byline_iim_is_text (dataset))
    return NULL;
  text = read_text (dataset, charset, &assumed);
  if (field == BYLINE_N_FIELDS || field == BYLINE_FIELD_DATE_CREATED)
    return assumed; /* it will be transcoded with the others */
  byline_metadata_add (metadata, field, BYLINE_LAYER_IIM, NULL, text);
  if (assumed != NULL)
    byline_metadata_mark (metadata, field, BYLINE_ODD_CHARSET);
  return assumed;
}

void
byline_iim_read (const BylineIim *iim, const char *legacy_charset, BylineMetadata *metadata)
{
  BylineIimCharset charset;
  const char *assumed = NULL;
  gboolean guessed = FALSE;

  byline_iim_charset (iim, legacy_charset, &charset);
  for (guint i = 0; i < iim->datasets->len; i++) {
    const char *here = read_dataset (byline_iim_dataset (iim, i), &charset, metadata);

    assumed = here != NULL ? here : assumed;
  }
  read_date (iim, metadata);
  if (assumed == NULL)
    return;
  guessed = strcmp (assumed, "UTF-16") != 0 &&
            (charset.guessed || g_strcmp0 (assumed, legacy_charset) != 0);
  byline_metadata_set_charset (metadata, assumed, guessed);
  byline_metadata_note (metadata, "IIM text is not UTF-8%s: read as %s%s",
                        charset.utf8 ? ", though it says so" : "", assumed,
                        guessed ? ", a guess; --legacy-charset says otherwise" : "");
}
