#include "check/report.h"

#include "metadata/rewrite.h"
#include "metadata/traces.h"
#include "publish/names.h"

gboolean
byline_check_is_rendition (const char *path)
{
  g_autofree char *name = g_path_get_basename (path);
  BylineRenditionName parts;

  if (!byline_publish_file_name_parse (name, &parts))
    return FALSE;
  g_free (parts.name);
  return TRUE;
}

/* What may go out: all that some profile lets out. */
static guint64
allowed_fields (const BylineCheck *check)
{
  guint64 fields = byline_publish_fields ();

  for (guint i = 0; check->profiles != NULL && i < check->profiles->len; i++)
    fields |= ((const BylineProfile *) check->profiles->pdata[i])->fields;
  return fields;
}

/* Fields for the desk: who is to be seen, what an editor is told, how a job is called. */
static void
add_fields (GPtrArray *traces, const BylineMetadata *metadata, guint64 allowed)
{
  static const BylineField own[] = { BYLINE_FIELD_PERSON,  BYLINE_FIELD_INSTRUCTIONS,
                                     BYLINE_FIELD_JOB_ID,  BYLINE_FIELD_CAPTION_WRITER,
                                     BYLINE_FIELD_EMBARGO, BYLINE_FIELD_EXPIRES };

  for (guint i = 0; i < G_N_ELEMENTS (own); i++)
    if ((allowed >> own[i] & 1) == 0 && byline_metadata_text (metadata, own[i]) != NULL)
      g_ptr_array_add (traces, g_strdup (byline_fields[own[i]].name));
}

static void
tell_private (const BylineCheck *check, const char *path, GPtrArray *traces)
{
  g_autofree char *list = NULL;
  g_autofree char *message = NULL;

  if (traces->len == 0)
    return;
  g_ptr_array_add (traces, NULL);
  list = g_strjoinv (", ", (char **) traces->pdata);
  message = g_strconcat ("says what is private: ", list, NULL);
  byline_check_report (check, (BylineFinding){ .rule = BYLINE_RULE_RENDITION_PRIVATE,
                                               .photo = path,
                                               .field = BYLINE_N_FIELDS,
                                               .message = message,
                                               .fix = "make it anew with byline thumbs" });
}

gboolean
byline_check_rendition (const BylineCheck *check, const char *path, GError **error)
{
  g_autoptr (BylineInput) input = byline_input_open (path, error);
  g_autoptr (BylineContainer) container =
      input != NULL ? byline_container_open (input, error) : NULL;
  g_autoptr (BylineMetadata) metadata =
      container != NULL ? byline_metadata_read_parts (container) : NULL;
  g_autoptr (GPtrArray) traces = NULL;

  if (metadata == NULL)
    return FALSE;
  if (byline_metadata_text (metadata, BYLINE_FIELD_CREDIT) == NULL)
    byline_check_report (check, (BylineFinding){ .rule = BYLINE_RULE_RENDITION_NO_CREDIT,
                                                 .photo = path,
                                                 .field = BYLINE_FIELD_CREDIT,
                                                 .message = "the credit is lost",
                                                 .fix = "make it anew with byline thumbs" });
  traces = byline_private_traces (container);
  add_fields (traces, metadata, allowed_fields (check));
  tell_private (check, path, traces);
  return TRUE;
}
