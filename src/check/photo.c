#include "check/report.h"

#include "credit/spelling.h"

#include <byline/rights.h>

#include <string.h>

typedef struct {
  const BylineCheck *check;
  const char *path;
  const BylineMetadata *metadata;
} Photo;

/* @fix: (nullable): a command, to which the path is added */
static void
tell (const Photo *photo, BylineRule rule, BylineField field, const char *message, const char *fix)
{
  g_autofree char *quoted = g_shell_quote (photo->path);
  g_autofree char *command = fix != NULL ? g_strdup_printf ("%s %s", fix, quoted) : NULL;

  byline_check_report (
      photo->check,
      (BylineFinding){
          .rule = rule, .photo = photo->path, .field = field, .message = message, .fix = command });
}

/* Fields that a published photo should have. */
static const struct {
  BylineField field;
  BylineRule rule;
  const char *fix;
} wanted[] = {
  { BYLINE_FIELD_CREDIT, BYLINE_RULE_NO_CREDIT, "byline set credit=…" },
  { BYLINE_FIELD_CREATOR, BYLINE_RULE_NO_CREATOR, "byline set creator=…" },
  { BYLINE_FIELD_COPYRIGHT, BYLINE_RULE_NO_COPYRIGHT, "byline set copyright=…" },
  { BYLINE_FIELD_DESCRIPTION, BYLINE_RULE_NO_DESCRIPTION, "byline set description=…" },
  { BYLINE_FIELD_ALT_TEXT, BYLINE_RULE_NO_ALT_TEXT, "byline set alt-text=…" },
};

static void
check_missing (const Photo *photo)
{
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++) {
    const BylineField field = wanted[i].field;
    g_autofree char *message = g_strdup_printf ("no %s", byline_fields[field].name);

    if (byline_metadata_text (photo->metadata, field) == NULL)
      tell (photo, wanted[i].rule, field, message, wanted[i].fix);
  }
  if (byline_metadata_text (photo->metadata, BYLINE_FIELD_RIGHTS_URL) == NULL &&
      byline_metadata_text (photo->metadata, BYLINE_FIELD_LICENSOR_URL) == NULL)
    tell (photo, BYLINE_RULE_NO_LICENCE_URL, BYLINE_FIELD_RIGHTS_URL,
          "neither rights-url nor licensor-url", "byline set rights-url=https://…");
}

/* What it is to say, as an assignment for the shell. */
static char *
set_credit (const char *text)
{
  g_autofree char *assignment = g_strconcat ("credit=", text, NULL);
  g_autofree char *quoted = g_shell_quote (assignment);

  return g_strconcat ("byline set ", quoted, NULL);
}

static void
check_unknown (const Photo *photo, const char *credit)
{
  const BylineCreditLine *nearest = byline_credit_lines_nearest (photo->check->credits, credit);
  g_autofree char *message =
      nearest != NULL
          ? g_strdup_printf ("credit “%s” is unknown; nearest: “%s”", credit, nearest->name)
          : g_strdup_printf ("credit “%s” is unknown", credit);
  g_autofree char *quoted = g_shell_quote (credit);
  g_autofree char *fix = nearest != NULL ? set_credit (nearest->name) : NULL;

  if (fix != NULL) {
    tell (photo, BYLINE_RULE_UNKNOWN_CREDIT, BYLINE_FIELD_CREDIT, message, fix);
    return;
  }
  fix = g_strdup_printf ("byline credits add %s", quoted);
  byline_check_report (photo->check, (BylineFinding){ .rule = BYLINE_RULE_UNKNOWN_CREDIT,
                                                      .photo = photo->path,
                                                      .field = BYLINE_FIELD_CREDIT,
                                                      .message = message,
                                                      .fix = fix });
}

static void
check_line (const Photo *photo, const char *credit)
{
  const BylineCreditLines *credits = photo->check->credits;
  const BylineCreditLine *line = NULL;
  g_autofree char *message = NULL;
  g_autofree char *fix = NULL;

  if (credits == NULL || byline_credit_lines_n (credits) == 0)
    return;
  line = byline_credit_lines_find (credits, credit);
  if (line == NULL) {
    check_unknown (photo, credit);
  } else if (strcmp (line->name, credit) != 0) {
    message = g_strdup_printf ("credit “%s” is written “%s”", credit, line->name);
    fix = set_credit (line->name);
    tell (photo, BYLINE_RULE_CREDIT_NOT_CANONICAL, BYLINE_FIELD_CREDIT, message, fix);
  }
}

static void
check_credit (const Photo *photo)
{
  const char *credit = byline_metadata_text (photo->metadata, BYLINE_FIELD_CREDIT);
  g_autofree char *key = credit != NULL ? byline_credit_key (credit) : NULL;
  guint n = 0;
  const BylineText *creators =
      byline_metadata_best (photo->metadata, BYLINE_FIELD_CREATOR, &n, NULL);

  if (credit == NULL)
    return;
  check_line (photo, credit);
  for (guint i = 0; i < n; i++) {
    g_autofree char *other = byline_credit_key (creators[i].text);

    if (strcmp (key, other) == 0)
      tell (photo, BYLINE_RULE_CREDIT_IS_CREATOR, BYLINE_FIELD_CREDIT,
            "credit and creator are the same", NULL);
  }
}

/* UTF-8 that was taken for one of these comes out as UTF-8 again when it is turned back. */
static gboolean
is_mojibake (const char *text)
{
  static const char *const charsets[] = { "ISO-8859-1", "WINDOWS-1252", "WINDOWS-1251" };

  for (guint i = 0; i < G_N_ELEMENTS (charsets); i++) {
    gsize size = 0;
    g_autofree char *bytes = g_convert (text, -1, charsets[i], "UTF-8", NULL, &size, NULL);
    gboolean plain = TRUE;

    for (gsize k = 0; bytes != NULL && k < size; k++)
      plain = plain && (guchar) bytes[k] < 0x80;
    if (bytes != NULL && !plain && g_utf8_validate (bytes, (gssize) size, NULL))
      return TRUE;
  }
  return FALSE;
}

static const struct {
  BylineOdd odd;
  BylineRule rule;
  const char *message;
} kinds[] = {
  { BYLINE_ODD_CONFLICT, BYLINE_RULE_LAYERS_DISAGREE, "EXIF, IIM and XMP differ" },
  { BYLINE_ODD_TRUNCATED, BYLINE_RULE_IIM_TRUNCATED, "IIM has only the beginning" },
  { BYLINE_ODD_CHARSET, BYLINE_RULE_IIM_CHARSET, "IIM does not say what its text is in" },
};

/* Writing what is believed makes all layers agree. */
static char *
write_again (BylineField field, const BylineText *values, guint n)
{
  GString *command = g_string_new ("byline set");

  for (guint i = 0; i < n; i++) {
    g_autofree char *assignment =
        values[i].lang != NULL && strcmp (values[i].lang, "x-default") != 0
            ? g_strdup_printf ("%s@%s=%s", byline_fields[field].name, values[i].lang,
                               values[i].text)
            : g_strdup_printf ("%s=%s", byline_fields[field].name, values[i].text);
    g_autofree char *quoted = g_shell_quote (assignment);

    g_string_append_printf (command, " %s", quoted);
  }
  return g_string_free (command, FALSE);
}

/* What helps is not about this photo alone: a short form of the line, and writing it. */
static void
tell_short_form (const Photo *photo, const char *message, const BylineText *credit)
{
  g_autofree char *quoted = g_shell_quote (credit != NULL ? credit->text : "…");
  const gboolean known = photo->check->credits != NULL && credit != NULL &&
                         byline_credit_lines_find (photo->check->credits, credit->text) != NULL;
  g_autofree char *fix = g_strdup_printf ("byline credits %s %s iim=… && byline credits --fix",
                                          known ? "edit" : "add", quoted);

  byline_check_report (photo->check, (BylineFinding){ .rule = BYLINE_RULE_IIM_TRUNCATED,
                                                      .photo = photo->path,
                                                      .field = BYLINE_FIELD_CREDIT,
                                                      .message = message,
                                                      .fix = fix });
}

static void
check_field (const Photo *photo, BylineField field)
{
  const guint odd = byline_metadata_odd (photo->metadata, field);
  guint n = 0;
  const BylineText *values = byline_metadata_best (photo->metadata, field, &n, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autofree char *message = NULL;
    g_autofree char *fix = NULL;

    if ((odd & (guint) kinds[i].odd) == 0)
      continue;
    message = g_strconcat (byline_fields[field].name, ": ", kinds[i].message, NULL);
    fix = kinds[i].odd != BYLINE_ODD_TRUNCATED && n > 0 ? write_again (field, values, n) : NULL;
    if (field == BYLINE_FIELD_CREDIT && kinds[i].odd == BYLINE_ODD_TRUNCATED)
      tell_short_form (photo, message, values);
    else
      tell (photo, kinds[i].rule, field, message, fix);
  }
  for (guint i = 0; i < n; i++)
    if (is_mojibake (values[i].text)) {
      g_autofree char *message = g_strconcat (byline_fields[field].name,
                                              ": UTF-8 that was taken for another charset", NULL);

      tell (photo, BYLINE_RULE_MOJIBAKE, field, message, NULL);
      return;
    }
}

static void
check_rights (const Photo *photo)
{
  const gint64 now = g_get_real_time ();
  gint64 us = 0;
  g_autofree char *message = NULL;

  if (byline_rights_embargo (photo->metadata, &us) && us > now) {
    message = g_strdup_printf ("under embargo until %s",
                               byline_metadata_text (photo->metadata, BYLINE_FIELD_EMBARGO));
    tell (photo, BYLINE_RULE_EMBARGOED, BYLINE_FIELD_EMBARGO, message, NULL);
  } else if (byline_rights_expire (photo->metadata, &us) && us <= now) {
    message = g_strdup_printf ("expired on %s",
                               byline_metadata_text (photo->metadata, BYLINE_FIELD_EXPIRES));
    tell (photo, BYLINE_RULE_EXPIRED, BYLINE_FIELD_EXPIRES, message, NULL);
  }
}

void
byline_check_photo (const BylineCheck *check, const char *path, const BylineMetadata *metadata)
{
  const Photo photo = { check, path, metadata };

  check_missing (&photo);
  check_credit (&photo);
  for (BylineField field = 0; field < BYLINE_N_FIELDS; field++)
    check_field (&photo, field);
  check_rights (&photo);
}
