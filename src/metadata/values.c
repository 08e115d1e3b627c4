#include "metadata/values.h"

#include <byline/error.h>

#include <string.h>

/* Reads exactly @n digits and moves on. */
static gboolean
take_digits (const char **p, guint n, int *number)
{
  int value = 0;

  for (guint i = 0; i < n; i++) {
    if (!g_ascii_isdigit ((*p)[i]))
      return FALSE;
    value = value * 10 + ((*p)[i] - '0');
  }
  *p += n;
  *number = value;
  return TRUE;
}

static gboolean
take_char (const char **p, char c)
{
  if (**p != c)
    return FALSE;
  (*p)++;
  return TRUE;
}

/* ".sss": any number of digits, of which nine are kept. */
static gboolean
take_fraction (const char **p, BylineDate *date)
{
  guint n = 0;

  if (!g_ascii_isdigit (**p))
    return FALSE;
  for (; g_ascii_isdigit (**p); (*p)++)
    if (n < sizeof date->fraction - 1)
      date->fraction[n++] = **p;
  date->fraction[n] = '\0';
  return TRUE;
}

static gboolean
take_zone (const char **p, BylineDate *date)
{
  int sign = **p == '-' ? -1 : 1;
  int hours = 0;
  int minutes = 0;

  if (take_char (p, 'Z')) {
    date->has_zone = TRUE;
    return TRUE;
  }
  if (**p != '+' && **p != '-')
    return **p == '\0';
  (*p)++;
  if (!take_digits (p, 2, &hours) || !take_char (p, ':') || !take_digits (p, 2, &minutes))
    return FALSE;
  date->has_zone = TRUE;
  date->zone_minutes = sign * (hours * 60 + minutes);
  return hours <= 15 && minutes <= 59;
}

static gboolean
take_time (const char **p, BylineDate *date)
{
  if (!take_digits (p, 2, &date->hour) || !take_char (p, ':') ||
      !take_digits (p, 2, &date->minute) || date->hour > 23 || date->minute > 59)
    return FALSE;
  if (take_char (p, ':') && (!take_digits (p, 2, &date->second) || date->second > 59))
    return FALSE;
  if (date->second >= 0 && take_char (p, '.') && !take_fraction (p, date))
    return FALSE;
  return take_zone (p, date);
}

static gboolean
take_day (const char **p, BylineDate *date)
{
  if (!take_digits (p, 4, &date->year) || date->year == 0)
    return FALSE;
  if (**p == '\0')
    return TRUE;
  if (!take_char (p, '-') || !take_digits (p, 2, &date->month) || date->month < 1 ||
      date->month > 12)
    return FALSE;
  if (**p == '\0')
    return TRUE;
  return take_char (p, '-') && take_digits (p, 2, &date->day) && date->day > 0 &&
         g_date_valid_dmy ((GDateDay) date->day, (GDateMonth) date->month, (GDateYear) date->year);
}

gboolean
byline_date_parse (const char *text, BylineDate *date)
{
  const char *p = text;
  BylineDate read = { .hour = -1, .minute = -1, .second = -1 };

  if (!take_day (&p, &read))
    return FALSE;
  if (*p != '\0') {
    if (read.day == 0 || (*p != 'T' && *p != ' '))
      return FALSE;
    p++;
    if (!take_time (&p, &read) || *p != '\0')
      return FALSE;
  }
  *date = read;
  return TRUE;
}

char *
byline_date_format (const BylineDate *date)
{
  GString *out = g_string_new (NULL);

  g_string_printf (out, "%04d", date->year);
  if (date->month > 0)
    g_string_append_printf (out, "-%02d", date->month);
  if (date->day > 0)
    g_string_append_printf (out, "-%02d", date->day);
  if (date->hour >= 0)
    g_string_append_printf (out, "T%02d:%02d", date->hour, date->minute);
  if (date->second >= 0)
    g_string_append_printf (out, ":%02d", date->second);
  if (date->fraction[0] != '\0')
    g_string_append_printf (out, ".%s", date->fraction);
  if (date->has_zone && date->zone_minutes == 0)
    g_string_append_c (out, 'Z');
  else if (date->has_zone)
    g_string_append_printf (out, "%c%02d:%02d", date->zone_minutes < 0 ? '-' : '+',
                            ABS (date->zone_minutes) / 60, ABS (date->zone_minutes) % 60);
  return g_string_free (out, FALSE);
}

/* Unknown parts agree with anything. */
static gboolean
part_agrees (int a, int b, int unknown)
{
  return a == b || a == unknown || b == unknown;
}

gboolean
byline_date_agrees (const BylineDate *a, const BylineDate *b)
{
  gsize digits = MIN (strlen (a->fraction), strlen (b->fraction));

  return a->year == b->year && part_agrees (a->month, b->month, 0) &&
         part_agrees (a->day, b->day, 0) && part_agrees (a->hour, b->hour, -1) &&
         part_agrees (a->minute, b->minute, -1) && part_agrees (a->second, b->second, -1) &&
         strncmp (a->fraction, b->fraction, digits) == 0 &&
         (!a->has_zone || !b->has_zone || a->zone_minutes == b->zone_minutes);
}

static char *
wrong (BylineField field, const char *text, const char *wanted, GError **error)
{
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE, "%s: \"%s\" is not %s",
               byline_fields[field].name, text, wanted);
  return NULL;
}

static char *
check_date (BylineField field, const char *text, GError **error)
{
  BylineDate date;

  if (!byline_date_parse (text, &date))
    return wrong (field, text, "a date such as 2025-07-14 or 2025-07-14T10:30:00+05:00", error);
  return byline_date_format (&date);
}

static char *
check_url (BylineField field, const char *text, GError **error)
{
  g_autoptr (GUri) uri = NULL;

  if (strpbrk (text, " \t\n") == NULL)
    uri = g_uri_parse (text, G_URI_FLAGS_PARSE_RELAXED | G_URI_FLAGS_NON_DNS, NULL);
  if (uri == NULL || (g_str_has_prefix (g_uri_get_scheme (uri), "http") &&
                      (g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')))
    return wrong (field, text, "an absolute URL such as https://example.org/licence", error);
  return g_strdup (text); /* as typed: what GUri would write may differ */
}

/* One word of a vocabulary, or the whole URI. */
static char *
check_term (BylineField field, const char *text, GError **error)
{
  const char *prefix = field == BYLINE_FIELD_DATA_MINING
                           ? "http://ns.useplus.org/ldf/vocab/"
                           : "http://cv.iptc.org/newscodes/digitalsourcetype/";

  if (strchr (text, ':') != NULL)
    return check_url (field, text, error);
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && *p != '-')
      return wrong (field, text, "a term of its vocabulary or a URI", error);
  if (field == BYLINE_FIELD_DATA_MINING && !g_str_has_prefix (text, "DMI-"))
    return wrong (field, text, "a term such as DMI-PROHIBITED or a URI", error);
  return g_strconcat (prefix, text, NULL);
}

static char *
check_country_code (BylineField field, const char *text, GError **error)
{
  gsize length = strlen (text);

  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isalpha (*p))
      length = 0;
  if (length != 2 && length != 3)
    return wrong (field, text, "a country code of two or three letters, such as KAZ", error);
  return g_ascii_strup (text, -1);
}

/* XMP Part 1: −1 (rejected), or 0 to 5. */
static char *
check_rating (BylineField field, const char *text, GError **error)
{
  char *end = NULL;
  double number = g_ascii_strtod (text, &end);
  gboolean digits = strspn (text, "-.0123456789") == strlen (text); /* no hexadecimal, no nan */

  if (!digits || end == text || *end != '\0' || !(number == -1 || (number >= 0 && number <= 5)))
    return wrong (field, text, "a number from 0 to 5, or -1", error);
  return g_strdup (text);
}

static gboolean
take_share (const char **at, double *fraction)
{
  char *end = NULL;

  *fraction = g_ascii_strtod (*at, &end);
  if (end == *at || !(*fraction >= 0 && *fraction <= 1) ||
      strspn (*at, " .0123456789") < (gsize) (end - *at)) /* no hexadecimal, no exponent */
    return FALSE;
  *at = end + strspn (end, " ");
  return TRUE;
}

gboolean
byline_focus_parse (const char *text, double *x, double *y)
{
  const char *at = text;

  if (!take_share (&at, x) || *at != ',')
    return FALSE;
  at++;
  return take_share (&at, y) && *at == '\0';
}

static char *
check_focus (BylineField field, const char *text, GError **error)
{
  double x, y;

  if (!byline_focus_parse (text, &x, &y))
    return wrong (field, text, "two fractions of the picture's width and height, such as 0.4,0.25",
                  error);
  return g_strdup_printf ("%d.%04d,%d.%04d", (int) (x * 10000 + 0.5) / 10000,
                          (int) (x * 10000 + 0.5) % 10000, (int) (y * 10000 + 0.5) / 10000,
                          (int) (y * 10000 + 0.5) % 10000);
}

typedef char *(*Check) (BylineField field, const char *text, GError **error);

static const Check checks[BYLINE_N_FIELDS] = {
  [BYLINE_FIELD_RIGHTS_URL] = check_url,
  [BYLINE_FIELD_LICENSOR_URL] = check_url,
  [BYLINE_FIELD_COUNTRY_CODE] = check_country_code,
  [BYLINE_FIELD_DATE_CREATED] = check_date,
  [BYLINE_FIELD_DIGITAL_SOURCE_TYPE] = check_term,
  [BYLINE_FIELD_DATA_MINING] = check_term,
  [BYLINE_FIELD_RATING] = check_rating,
  [BYLINE_FIELD_EMBARGO] = check_date,
  [BYLINE_FIELD_EXPIRES] = check_date,
  [BYLINE_FIELD_FOCUS] = check_focus,
};

char *
byline_value_check (BylineField field, const char *text, GError **error)
{
  if (!g_utf8_validate (text, -1, NULL)) {
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE, "%s: the value is not UTF-8",
                 byline_fields[field].name);
    return NULL;
  }
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (!byline_value_takes (g_utf8_get_char (p))) {
      g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE,
                   "%s: the value has a control character, U+%04X", byline_fields[field].name,
                   g_utf8_get_char (p));
      return NULL;
    }
  return checks[field] != NULL ? checks[field](field, text, error) : g_strdup (text);
}

/* Does valid UTF-8 hold nothing but what a value may? */
static gboolean
is_clean (const char *valid)
{
  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    if (!byline_value_takes (g_utf8_get_char (p)))
      return FALSE;
  return TRUE;
}

char *
byline_value_clean (const char *raw)
{
  g_autofree char *valid = g_utf8_make_valid (raw, -1);
  GString *out = NULL;

  if (is_clean (valid)) /* nearly all are */
    return g_strstrip (g_steal_pointer (&valid));
  out = g_string_sized_new (strlen (valid));
  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (c == '\r') /* a line break on its own or before \n: IIM's and old Macs' habit */
      c = p[1] == '\n' ? 0 : '\n';
    if (c != 0)
      g_string_append_unichar (out, byline_value_takes (c) ? c : ' ');
  }
  return g_strstrip (g_string_free (out, FALSE));
}

static void
text_free (gpointer data)
{
  BylineText *text = data;

  g_free (text->lang);
  g_free (text->text);
  g_free (text);
}

GPtrArray *
byline_texts_new (void)
{
  return g_ptr_array_new_with_free_func (text_free);
}

void
byline_texts_add (GPtrArray *texts, const char *lang, const char *text)
{
  BylineText *added = g_new (BylineText, 1);

  added->lang = g_strdup (lang);
  added->text = g_strdup (text);
  g_ptr_array_add (texts, added);
}

GPtrArray *
byline_texts_copy (const BylineText *texts, guint n)
{
  GPtrArray *copy = byline_texts_new ();

  for (guint i = 0; i < n; i++)
    byline_texts_add (copy, texts[i].lang, texts[i].text);
  return copy;
}

const BylineText *
byline_texts_default (const BylineText *texts, guint n)
{
  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (texts[i].lang, "x-default") == 0)
      return &texts[i];
  return n > 0 ? &texts[0] : NULL;
}

const BylineText *
byline_texts_array_default (const GPtrArray *texts)
{
  for (guint i = 0; i < texts->len; i++) {
    const BylineText *text = g_ptr_array_index (texts, i);

    if (g_strcmp0 (text->lang, "x-default") == 0)
      return text;
  }
  return texts->len > 0 ? g_ptr_array_index (texts, 0) : NULL;
}
