#include "metadata/private.h"
#include "metadata/values.h"

#include <string.h>

/* Most files speak of a few fields in a layer or two: arrays are made when first needed. */
struct _BylineMetadata {
  GArray *layers[BYLINE_N_FIELDS][BYLINE_N_LAYERS]; /* of BylineText; NULL where silent */
  GArray *merged[BYLINE_N_FIELDS]; /* what to believe where no one layer has it all */
  gboolean believed[BYLINE_N_FIELDS];
  BylineLayer belief[BYLINE_N_FIELDS];
  guint odd[BYLINE_N_FIELDS];
  gboolean cleared[BYLINE_N_FIELDS]; /* by the sidecar */
  char *sidecar;
  char *charset; /* see byline_metadata_charset() */
  gboolean charset_guessed;
  BylineFacts facts;
  GPtrArray *notes; /* NULL-terminated */
};

static void
clear_text (gpointer data)
{
  BylineText *text = data;

  g_free (text->lang);
  g_free (text->text);
}

static GArray *
texts_array (void)
{
  GArray *array = g_array_new (FALSE, FALSE, sizeof (BylineText));

  g_array_set_clear_func (array, clear_text);
  return array;
}

BylineMetadata *
byline_metadata_new (void)
{
  BylineMetadata *metadata = g_new0 (BylineMetadata, 1);

  metadata->facts.orientation = 1;
  metadata->notes = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (metadata->notes, NULL);
  return metadata;
}

void
byline_metadata_free (BylineMetadata *metadata)
{
  if (metadata == NULL)
    return;
  for (guint field = 0; field < BYLINE_N_FIELDS; field++) {
    for (guint layer = 0; layer < BYLINE_N_LAYERS; layer++)
      g_clear_pointer (&metadata->layers[field][layer], g_array_unref);
    g_clear_pointer (&metadata->merged[field], g_array_unref);
  }
  g_free (metadata->sidecar);
  g_free (metadata->charset);
  g_free (metadata->facts.camera);
  g_free (metadata->facts.lens);
  g_free (metadata->facts.serial);
  g_free (metadata->facts.taken);
  g_free (metadata->facts.fixed);
  g_ptr_array_unref (metadata->notes);
  g_free (metadata);
}

static gboolean
has_lang (const GArray *texts, const char *lang)
{
  for (guint i = 0; i < texts->len; i++)
    if (g_strcmp0 (g_array_index (texts, BylineText, i).lang, lang) == 0)
      return TRUE;
  return FALSE;
}

void
byline_metadata_add (BylineMetadata *metadata, BylineField field, BylineLayer layer,
                     const char *lang, const char *text)
{
  g_autofree char *value = byline_value_clean (text);
  GArray **slot = &metadata->layers[field][layer];
  BylineText added = { NULL, NULL };

  if (*value == '\0')
    return;
  if (byline_fields[field].kind == BYLINE_KIND_LANGS) {
    g_autofree char *given = byline_value_clean (lang != NULL ? lang : "");

    added.lang = g_ascii_strdown (*given != '\0' ? given : "x-default", -1);
  }
  if (*slot == NULL)
    *slot = texts_array ();
  if (!byline_field_is_list (field) && has_lang (*slot, added.lang)) {
    g_free (added.lang);
    return;
  }
  added.text = g_steal_pointer (&value);
  g_array_append_val (*slot, added);
}

static const BylineText *
texts (const GArray *array, guint *n)
{
  *n = array != NULL ? array->len : 0;
  return *n > 0 ? &g_array_index (array, BylineText, 0) : NULL;
}

const BylineText *
byline_metadata_layer (const BylineMetadata *metadata, BylineField field, BylineLayer layer,
                       guint *n)
{
  return texts (metadata->layers[field][layer], n);
}

void
byline_metadata_believe (BylineMetadata *metadata, BylineField field, BylineLayer layer)
{
  metadata->believed[field] = TRUE;
  metadata->belief[field] = layer;
}

static void
append_copy (GArray *to, const BylineText *text)
{
  BylineText copy = { g_strdup (text->lang), g_strdup (text->text) };

  g_array_append_val (to, copy);
}

void
byline_metadata_believe_langs (BylineMetadata *metadata, BylineField field, BylineLayer layer)
{
  guint n = 0;
  guint n_xmp = 0;
  const BylineText *values = byline_metadata_layer (metadata, field, layer, &n);
  const BylineText *xmp = byline_metadata_layer (metadata, field, BYLINE_LAYER_XMP, &n_xmp);

  byline_metadata_believe (metadata, field, layer);
  if (layer == BYLINE_LAYER_XMP || n_xmp == 0)
    return;
  metadata->merged[field] = texts_array ();
  for (guint i = 0; i < n; i++)
    append_copy (metadata->merged[field], &values[i]);
  for (guint i = 0; i < n_xmp; i++)
    if (!has_lang (metadata->merged[field], xmp[i].lang))
      append_copy (metadata->merged[field], &xmp[i]);
}

const BylineText *
byline_metadata_best (const BylineMetadata *metadata, BylineField field, guint *n,
                      BylineLayer *layer)
{
  *n = 0;
  if (!metadata->believed[field])
    return NULL;
  if (layer != NULL)
    *layer = metadata->belief[field];
  if (metadata->merged[field] != NULL)
    return texts (metadata->merged[field], n);
  return byline_metadata_layer (metadata, field, metadata->belief[field], n);
}

const char *
byline_metadata_text (const BylineMetadata *metadata, BylineField field)
{
  guint n = 0;
  const BylineText *values = byline_metadata_best (metadata, field, &n, NULL);
  const BylineText *text = byline_texts_default (values, n);

  return text != NULL ? text->text : NULL;
}

void
byline_metadata_clear (BylineMetadata *metadata, BylineField field)
{
  metadata->cleared[field] = TRUE;
}

gboolean
byline_metadata_is_cleared (const BylineMetadata *metadata, BylineField field)
{
  return metadata->cleared[field];
}

void
byline_metadata_set_sidecar (BylineMetadata *metadata, const char *path)
{
  g_free (metadata->sidecar);
  metadata->sidecar = g_strdup (path);
}

void
byline_metadata_set_charset (BylineMetadata *metadata, const char *charset, gboolean guessed)
{
  g_free (metadata->charset);
  metadata->charset = g_strdup (charset);
  metadata->charset_guessed = guessed;
}

const char *
byline_metadata_charset (const BylineMetadata *metadata, gboolean *guessed)
{
  if (guessed != NULL)
    *guessed = metadata->charset_guessed;
  return metadata->charset;
}

const char *
byline_metadata_sidecar (const BylineMetadata *metadata)
{
  return metadata->sidecar;
}

guint
byline_metadata_odd (const BylineMetadata *metadata, BylineField field)
{
  return metadata->odd[field];
}

void
byline_metadata_mark (BylineMetadata *metadata, BylineField field, BylineOdd odd)
{
  metadata->odd[field] |= (guint) odd;
}

void
byline_metadata_unmark (BylineMetadata *metadata, BylineField field, BylineOdd odd)
{
  metadata->odd[field] &= ~(guint) odd;
}

BylineFacts *
byline_metadata_facts (BylineMetadata *metadata)
{
  return &metadata->facts;
}

const BylineFacts *
byline_metadata_get_facts (const BylineMetadata *metadata)
{
  return &metadata->facts;
}

void
byline_metadata_note (BylineMetadata *metadata, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_ptr_array_insert (metadata->notes, (int) metadata->notes->len - 1,
                      g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

const char *const *
byline_metadata_notes (const BylineMetadata *metadata)
{
  return (const char *const *) metadata->notes->pdata;
}
