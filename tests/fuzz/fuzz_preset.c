/* A preset as somebody's editor left it, or another program's template, applied to a photo. */
#include <byline/credit.h>
#include <byline/error.h>

int LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size);

static BylineMetadata *
photo_metadata (void)
{
  BylineMetadata *metadata = byline_metadata_new ();

  byline_metadata_add (metadata, BYLINE_FIELD_CITY, BYLINE_LAYER_XMP, NULL, "Нұр-Сұлтан");
  byline_metadata_add (metadata, BYLINE_FIELD_DESCRIPTION, BYLINE_LAYER_XMP, "kk", "бір");
  byline_metadata_reconcile (metadata, TRUE);
  byline_metadata_facts (metadata)->taken = g_strdup ("2025-07-14T09:12:44+08:00");
  return metadata;
}

static void
apply (const BylinePreset *preset)
{
  g_autoptr (BylineMetadata) metadata = photo_metadata ();
  const BylinePresetPhoto photo = {
    .metadata = metadata, .path = "a/IMG\xff_1.JPG", .job = "=c=", .seq = 1
  };
  g_autoptr (GPtrArray) skipped = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (BylineEdit) edit = byline_preset_apply (preset, &photo, skipped, &error);

  g_assert_true ((edit == NULL) == (error != NULL));
  if (error != NULL) {
    g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED);
    g_assert_true (byline_preset_varies (preset));
  }
  for (guint i = 0; edit != NULL && i < byline_edit_n_changes (edit); i++)
    for (guint j = 0; j < byline_edit_change (edit, i)->values->len; j++)
      g_assert_true (
          g_utf8_validate (g_ptr_array_index (byline_edit_change (edit, i)->values, j), -1, NULL));
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) bytes, size);
  g_autoptr (BylineCodes) codes = byline_codes_parse ("c\tName {city}\tN.", "codes", NULL);
  g_autoptr (BylinePreset) preset = byline_preset_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *line = byline_credit_line (text);

  if (byline_preset_add (preset, text, "preset", size % 2 == 0 ? codes : NULL, &error))
    apply (preset);
  else
    g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE);
  g_assert_true (line == NULL || g_utf8_validate (line, -1, NULL));
  return 0;
}
