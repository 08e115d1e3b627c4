/* A pattern, a zero byte, and text that stands for everything the photo says. */
#include <byline/credit.h>

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size);

static void
check_part (const char *part)
{
  g_assert_cmpuint (strlen (part), >, 0);
  g_assert_cmpuint (strlen (part), <=, 200);
  g_assert_null (strpbrk (part, "\\:*?\"<>|\n\r\t"));
  g_assert_true (part[0] != '.');
  g_assert_null (strchr (". ", part[strlen (part) - 1]));
}

static void
check_path (const BylineTemplate *pattern, const BylineTemplateValues *values, gboolean is_path)
{
  g_autofree char *path = byline_template_expand (pattern, values, is_path);
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);

  g_assert_true (g_utf8_validate (path, -1, NULL));
  g_assert_true (is_path || g_strv_length (parts) == 1);
  for (guint i = 0; parts[i] != NULL; i++)
    check_part (parts[i]);
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) bytes, size);
  g_autofree char *said =
      strlen (text) < size
          ? g_strndup ((const char *) bytes + strlen (text) + 1, size - strlen (text) - 1)
          : NULL;
  g_autoptr (BylineTemplate) pattern = byline_template_parse (text, NULL);
  g_autoptr (BylineMetadata) metadata = byline_metadata_new ();
  const BylineTemplateValues values = { .metadata = metadata,
                                        .taken = said,
                                        .job = said,
                                        .filename = said,
                                        .ext = said,
                                        .dcf = said,
                                        .seq = 7 };

  if (pattern == NULL)
    return 0;
  for (guint field = 0; said != NULL && field < BYLINE_N_FIELDS; field++)
    byline_metadata_add (metadata, (BylineField) field, BYLINE_LAYER_XMP, NULL, said);
  byline_metadata_reconcile (metadata, TRUE);
  check_path (pattern, &values, TRUE);
  check_path (pattern, &values, FALSE);
  return 0;
}
