#include "credit/preset_xmp.h"

#include "metadata/xmp.h"

#include <byline/error.h>

#include <string.h>

/* How many strangers are named; a raw developer's template has hundreds. */
#define MAX_NAMED 8

/* A list's values, or one of each language. */
static gboolean
add_field (BylineEdit *edit, const BylineMetadata *metadata, BylineField field, GError **error)
{
  guint n = 0;
  const BylineText *texts = byline_metadata_layer (metadata, field, BYLINE_LAYER_XMP, &n);

  for (guint i = 0; i < n; i++) {
    const char *lang = g_strcmp0 (texts[i].lang, "x-default") == 0 ? NULL : texts[i].lang;

    if (!byline_edit_add (edit, field, BYLINE_CHANGE_REPLACE, lang, texts[i].text, error))
      return FALSE;
  }
  return TRUE;
}

static char *
name_strangers (const BylineXmp *xmp, const char *name)
{
  g_autoptr (GPtrArray) strangers = byline_xmp_strangers (xmp);
  g_autoptr (GString) note = g_string_new (NULL);

  if (strangers->len == 0)
    return NULL;
  g_string_printf (note, "%s: byline has no field for", name);
  for (guint i = 0; i < MIN (strangers->len, MAX_NAMED); i++)
    g_string_append_printf (note, "%s %s", i > 0 ? "," : "",
                            (const char *) g_ptr_array_index (strangers, i));
  if (strangers->len > MAX_NAMED)
    g_string_append_printf (note, " and %u more", strangers->len - MAX_NAMED);
  return g_string_free (g_steal_pointer (&note), FALSE);
}

BylineEdit *
byline_preset_xmp (const char *text, const char *name, char **note, GError **error)
{
  g_autoptr (GBytes) packet = g_bytes_new (text, strlen (text));
  g_autoptr (GError) problem = NULL;
  g_autoptr (BylineXmp) xmp = byline_xmp_parse (packet, &problem);
  g_autoptr (BylineMetadata) metadata = byline_metadata_new ();
  g_autoptr (BylineEdit) edit = byline_edit_new ();

  *note = NULL;
  if (xmp != NULL)
    byline_xmp_read (xmp, metadata);
  for (guint i = 0; problem == NULL && i < BYLINE_N_FIELDS; i++)
    add_field (edit, metadata, (BylineField) i, &problem);
  if (problem != NULL) {
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE, "%s: %s", name, problem->message);
    return NULL;
  }
  *note = name_strangers (xmp, name);
  return g_steal_pointer (&edit);
}
