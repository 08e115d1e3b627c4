#include <byline/credit.h>

#include <byline/error.h>

#include "base/textfile.h"
#include "credit/codes.h"
#include "credit/preset_xmp.h"
#include "metadata/values.h"

#include <string.h>

/* A line of a file. */
typedef struct {
  BylineAssignment what;  /* without its value */
  char *value;            /* as it stands */
  BylineTemplate *varies; /* nullable: the value, where it has variables */
  char *place;            /* "mfa.preset, line 3" */
} Line;

/* A file, or what was typed: lists are put together within it, and it stands over those before. */
typedef struct {
  GPtrArray *lines; /* of Line */
  BylineEdit *edit; /* nullable: instead of lines */
} Sheet;

struct _BylinePreset {
  GPtrArray *sheets; /* of Sheet */
  GPtrArray *notes;  /* of char *, ended by NULL */
};

static void
line_free (gpointer data)
{
  Line *line = data;

  byline_assignment_clear (&line->what);
  byline_template_free (line->varies);
  g_free (line->value);
  g_free (line->place);
  g_free (line);
}

static void
sheet_free (gpointer data)
{
  Sheet *sheet = data;

  g_ptr_array_unref (sheet->lines);
  byline_edit_unref (sheet->edit);
  g_free (sheet);
}

BylinePreset *
byline_preset_new (void)
{
  BylinePreset *preset = g_new (BylinePreset, 1);

  preset->sheets = g_ptr_array_new_with_free_func (sheet_free);
  preset->notes = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (preset->notes, NULL);
  return preset;
}

void
byline_preset_free (BylinePreset *preset)
{
  if (preset == NULL)
    return;
  g_ptr_array_unref (preset->sheets);
  g_ptr_array_unref (preset->notes);
  g_free (preset);
}

/* @edit: (transfer full) (nullable) */
static Sheet *
add_sheet (BylinePreset *preset, BylineEdit *edit)
{
  Sheet *sheet = g_new (Sheet, 1);

  sheet->lines = g_ptr_array_new_with_free_func (line_free);
  sheet->edit = edit;
  g_ptr_array_add (preset->sheets, sheet);
  return sheet;
}

void
byline_preset_add_edit (BylinePreset *preset, const BylineEdit *edit)
{
  BylineEdit *copy = byline_edit_new ();

  byline_edit_append (copy, edit);
  add_sheet (preset, copy);
}

const char *const *
byline_preset_notes (const BylinePreset *preset)
{
  return (const char *const *) preset->notes->pdata;
}

/* Reading ------------------------------------------------------------------------------------- */

static gboolean
parse_value (Line *line, const BylineCodes *codes, GError **error)
{
  const BylineField field = line->what.field;
  g_autofree char *typed = byline_codes_value (codes, field, line->what.value, TRUE, error);
  g_autoptr (BylineEdit) tried = byline_edit_new ();

  if (typed == NULL)
    return FALSE;
  line->varies = byline_template_parse (typed, error);
  if (line->varies == NULL)
    return FALSE;
  if (byline_template_varies (line->varies))
    return TRUE;
  line->value = byline_template_text (line->varies, NULL, NULL);
  g_clear_pointer (&line->varies, byline_template_free);
  return byline_edit_add (tried, field, line->what.kind, line->what.lang, line->value, error);
}

static gboolean
add_line (Sheet *sheet, const char *text, const char *place, const BylineCodes *codes,
          GError **error)
{
  Line *line;

  if (*text == '\0' || *text == '#')
    return TRUE;
  line = g_new0 (Line, 1);
  line->place = g_strdup (place);
  g_ptr_array_add (sheet->lines, line); /* which goes with the preset where it is wrong */
  if (!byline_assignment_split (text, &line->what, error) || !parse_value (line, codes, error)) {
    g_prefix_error (error, "%s: ", place);
    return FALSE;
  }
  line->what.value = NULL;
  return TRUE;
}

static gboolean
add_lines (BylinePreset *preset, const char *text, const char *name, const BylineCodes *codes,
           GError **error)
{
  Sheet *sheet = add_sheet (preset, NULL);
  guint number = 0;

  while (*text != '\0') {
    const gsize length = strcspn (text, "\n");
    g_autofree char *line = g_strstrip (g_strndup (text, length));
    g_autofree char *place = g_strdup_printf ("%s, line %u", name, ++number);

    if (!add_line (sheet, line, place, codes, error))
      return FALSE;
    text += length;
    text += *text == '\n';
  }
  return TRUE;
}

static gboolean
add_packet (BylinePreset *preset, const char *text, const char *name, GError **error)
{
  g_autofree char *note = NULL;
  BylineEdit *edit = byline_preset_xmp (text, name, &note, error);

  if (edit == NULL)
    return FALSE;
  add_sheet (preset, edit);
  if (note != NULL)
    g_ptr_array_insert (preset->notes, (int) preset->notes->len - 1, g_steal_pointer (&note));
  return TRUE;
}

gboolean
byline_preset_add (BylinePreset *preset, const char *text, const char *name,
                   const BylineCodes *codes, GError **error)
{
  text = byline_text_begin (text);
  if (text[strspn (text, " \t\r\n")] == '<') /* no field begins so */
    return add_packet (preset, text, name, error);
  return add_lines (preset, text, name, codes, error);
}

/* Applying ------------------------------------------------------------------------------------ */

gboolean
byline_preset_is_empty (const BylinePreset *preset)
{
  for (guint i = 0; i < preset->sheets->len; i++) {
    const Sheet *sheet = g_ptr_array_index (preset->sheets, i);

    if (sheet->lines->len > 0 || (sheet->edit != NULL && byline_edit_n_changes (sheet->edit) > 0))
      return FALSE;
  }
  return TRUE;
}

gboolean
byline_preset_varies (const BylinePreset *preset)
{
  for (guint i = 0; i < preset->sheets->len; i++) {
    const Sheet *sheet = g_ptr_array_index (preset->sheets, i);

    for (guint j = 0; j < sheet->lines->len; j++)
      if (((const Line *) g_ptr_array_index (sheet->lines, j))->varies != NULL)
        return TRUE;
  }
  return FALSE;
}

/* What is being applied to one photo. */
typedef struct {
  const BylineTemplateValues *values;
  BylineEdit *edit;  /* of the sheets before */
  BylineEdit *sheet; /* of this one, so far */
  GPtrArray *skipped;
} Applying;

/* Returns: (transfer full) (nullable): what the line's value becomes; NULL where the photo is
 * silent */
static char *
expand (const Applying *now, const Line *line)
{
  g_autoptr (BylineEdit) so_far = byline_edit_new ();
  BylineTemplateValues values = *now->values;
  g_autofree char *text = NULL;
  const char *silent = NULL;

  byline_edit_append (so_far, now->edit);
  byline_edit_append (so_far, now->sheet);
  values.edit = so_far;
  text = byline_template_text (line->varies, &values, &silent);
  if (text != NULL)
    return byline_value_clean (text); /* a file's name may hold anything */
  if (now->skipped != NULL)
    g_ptr_array_add (now->skipped,
                     g_strdup_printf ("%s: {%s} is not known, so %s is left alone", line->place,
                                      silent, byline_fields[line->what.field].name));
  return NULL;
}

static gboolean
apply_line (const Applying *now, const Line *line, GError **error)
{
  g_autofree char *text = line->varies != NULL ? expand (now, line) : g_strdup (line->value);

  if (text == NULL ||
      byline_edit_add (now->sheet, line->what.field, line->what.kind, line->what.lang, text, error))
    return TRUE;
  if (error != NULL && *error != NULL)
    (*error)->code = BYLINE_ERROR_REFUSED; /* of this photo: another may be fine */
  g_prefix_error (error, "%s: ", line->place);
  return FALSE;
}

static gboolean
apply_sheet (Applying *now, const Sheet *sheet, GError **error)
{
  g_autoptr (BylineEdit) edit = byline_edit_new ();

  now->sheet = edit;
  for (guint i = 0; i < sheet->lines->len; i++)
    if (!apply_line (now, g_ptr_array_index (sheet->lines, i), error))
      return FALSE;
  byline_edit_append (now->edit, sheet->edit != NULL ? sheet->edit : edit);
  return TRUE;
}

static BylineEdit *
apply_all (const BylinePreset *preset, const BylineTemplateValues *values, GPtrArray *skipped,
           GError **error)
{
  g_autoptr (BylineEdit) edit = byline_edit_new ();
  Applying now = { .values = values, .edit = edit, .skipped = skipped };

  for (guint i = 0; i < preset->sheets->len; i++)
    if (!apply_sheet (&now, g_ptr_array_index (preset->sheets, i), error))
      return NULL;
  return g_steal_pointer (&edit);
}

/* What the camera says of the time, else what people say. */
static const char *
taken_of (const BylineMetadata *metadata)
{
  const char *taken = byline_metadata_get_facts (metadata)->taken;

  return taken != NULL ? taken : byline_metadata_text (metadata, BYLINE_FIELD_DATE_CREATED);
}

/* The card's folder, 100CANON (DCF 2.0, 3.1.2); "" where the photo does not lie in one. */
static char *
dcf_of (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  char *name = g_path_get_basename (folder);

  if (strlen (name) != 8 || strspn (name, "0123456789") < 3)
    *name = '\0';
  return name;
}

BylineEdit *
byline_preset_apply (const BylinePreset *preset, const BylinePresetPhoto *photo, GPtrArray *skipped,
                     GError **error)
{
  g_autofree char *name = photo != NULL ? g_path_get_basename (photo->path) : g_strdup ("");
  g_autofree char *dcf = photo != NULL ? dcf_of (photo->path) : NULL;
  char *dot = strrchr (name, '.');
  BylineTemplateValues values = { .filename = name };

  if (photo == NULL)
    return apply_all (preset, &values, skipped, error);
  if (dot != NULL && dot != name)
    *dot = '\0';
  values.metadata = photo->metadata;
  values.taken = taken_of (photo->metadata);
  values.job = photo->job;
  values.ext = dot != NULL && dot != name ? dot + 1 : NULL;
  values.dcf = dcf;
  values.seq = photo->seq;
  return apply_all (preset, &values, skipped, error);
}
