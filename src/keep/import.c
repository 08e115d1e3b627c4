#include <byline/import.h>

#include "base/hash.h"
#include "base/json_read.h"
#include "base/lines.h"
#include "edit/batch.h"

#include <string.h>

typedef struct {
  BylineCatalogue *catalogue;
  const BylineImportRequest *request;
  BylineLines *lines;
} Run;

/* One line --------------------------------------------------------------------------------- */

/* Returns: (transfer full): the photo that the line is about */
static BylineEntry *
find_photo (const Run *run, const BylineJsonObject *line, GError **error)
{
  const char *text = byline_json_text (line, "id");
  BylineId id;
  BylineEntry *entry;

  if (text == NULL || strlen (text) != 2 * (gsize) BYLINE_ID_SIZE ||
      !byline_unhex (text, id.bytes, sizeof id.bytes)) {
    g_set_error_literal (error, BYLINE_ERROR, BYLINE_ERROR_MALFORMED, "no “id” of a photo");
    return NULL;
  }
  entry = byline_catalogue_get (run->catalogue, &id, error);
  if (entry == NULL)
    g_prefix_error (error, "photo %s: ", text);
  return entry;
}

static gboolean
add_values (BylineEdit *edit, const BylineJsonObject *fields, const char *name, GError **error)
{
  g_auto (GStrv) values = byline_json_values (fields, name);
  g_autofree char *lang = NULL;
  BylineField field;

  if (!byline_field_parse (name, &field, &lang, error))
    return FALSE;
  if (values == NULL) {
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_MALFORMED,
                 "“%s” is neither text nor a list of texts", name);
    return FALSE;
  }
  if (values[0] == NULL)
    return byline_edit_add (edit, field, BYLINE_CHANGE_REPLACE, lang, NULL, error);
  for (guint i = 0; values[i] != NULL; i++)
    if (!byline_edit_add (edit, field, BYLINE_CHANGE_REPLACE, lang, values[i], error))
      return FALSE;
  return TRUE;
}

/* What the photo says in other languages than the line does goes with the field's name alone. */
static gboolean
clear_others (BylineEdit *edit, const BylineMetadata *metadata, const BylineJsonObject *fields,
              GError **error)
{
  for (BylineField field = 0; field < BYLINE_N_FIELDS; field++) {
    guint n = 0;

    if (byline_metadata_best (metadata, field, &n, NULL) == NULL)
      continue;
    if ((byline_fields[field].kind == BYLINE_KIND_LANGS ||
         !byline_json_has (fields, byline_fields[field].name)) &&
        !byline_edit_add (edit, field, BYLINE_CHANGE_REPLACE, NULL, NULL, error))
      return FALSE;
  }
  return TRUE;
}

/* Returns: (transfer full): the line's fields as an edit; NULL with BYLINE_ERROR_MALFORMED, _USAGE
 */
static BylineEdit *
read_edit (const Run *run, const BylineJsonObject *line, const BylineEntry *entry, GError **error)
{
  const BylineJsonObject *fields = byline_json_inner (line, "fields");
  g_autoptr (BylineEdit) edit = byline_edit_new ();
  g_auto (GStrv) names = NULL;

  if (fields == NULL) {
    g_set_error_literal (error, BYLINE_ERROR, BYLINE_ERROR_MALFORMED, "no “fields”");
    return NULL;
  }
  if (run->request->exact && !clear_others (edit, entry->metadata, fields, error))
    return NULL;
  names = byline_json_names (fields);
  for (guint i = 0; names[i] != NULL; i++)
    if (!add_values (edit, fields, names[i], error))
      return NULL;
  return g_steal_pointer (&edit);
}

/* Would it say anything else?  Then the file need not be opened. */
static gboolean
says_so_already (const BylineEdit *edit, const BylineMetadata *metadata)
{
  for (BylineField field = 0; field < BYLINE_N_FIELDS; field++) {
    guint n = 0;
    const BylineText *now = byline_metadata_best (metadata, field, &n, NULL);
    g_autoptr (GPtrArray) then = byline_edit_apply (edit, field, now, now != NULL ? n : 0);

    if (then == NULL)
      continue;
    if (then->len != (now != NULL ? n : 0))
      return FALSE;
    for (guint i = 0; i < then->len; i++) {
      const BylineText *text = g_ptr_array_index (then, i);

      if (g_strcmp0 (text->text, now[i].text) != 0 || g_strcmp0 (text->lang, now[i].lang) != 0)
        return FALSE;
    }
  }
  return TRUE;
}

/* The run ------------------------------------------------------------------------------------- */

/* Returns: FALSE where the run cannot go on */
static gboolean
give_job (Run *run, const BylineJsonObject *line, BylineEntry *entry, gboolean *changed,
          GError **error)
{
  const char *job = byline_json_text (line, "job");

  *changed = byline_json_has (line, "job") && g_strcmp0 (job, entry->job) != 0;
  if (!*changed || run->request->dry_run)
    return TRUE;
  g_free (entry->job);
  entry->job = g_strdup (job);
  if (!byline_catalogue_begin (run->catalogue, error))
    return FALSE;
  if (byline_catalogue_put (run->catalogue, entry, error))
    return byline_catalogue_commit (run->catalogue, error);
  byline_catalogue_rollback (run->catalogue);
  return FALSE;
}

static void
tell_problem (const Run *run, GError *problem)
{
  g_prefix_error (&problem, "%s:%u: ", run->request->file, byline_lines_number (run->lines));
  run->request->item (&(const BylineSetItem){ .path = run->request->file, .error = problem },
                      run->request->user_data);
  g_error_free (problem);
}

static void
tell_plain (const Run *run, const char *path, gboolean changed)
{
  run->request->item (&(const BylineSetItem){ .path = path, .changed = changed },
                      run->request->user_data);
}

/* Returns: (transfer full) (nullable): what is to be written; NULL where there is nothing, or with
 *   @error where the run cannot go on */
static BylineEditJob *
take_line (Run *run, const char *text, gsize length, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (BylineJsonObject) line = byline_json_read (text, length, &problem);
  g_autoptr (BylineEntry) entry = line != NULL ? find_photo (run, line, &problem) : NULL;
  g_autoptr (BylineEdit) edit = entry != NULL ? read_edit (run, line, entry, &problem) : NULL;
  g_autofree char *path = NULL;
  gboolean same = FALSE, other_job = FALSE;
  BylineEditJob *job;

  if (edit == NULL) {
    tell_problem (run, g_steal_pointer (&problem));
    return NULL;
  }
  if (!give_job (run, line, entry, &other_job, error))
    return NULL;
  path = g_build_filename (byline_catalogue_library (run->catalogue), entry->path, NULL);
  same = says_so_already (edit, entry->metadata);
  if (same || run->request->dry_run) {
    tell_plain (run, path, !same || other_job);
    return NULL;
  }
  job = g_new0 (BylineEditJob, 1);
  job->path = g_steal_pointer (&path);
  job->edit = job->made = g_steal_pointer (&edit);
  job->options = run->request->write;
  return job;
}

static BylineEditJob *
next (gpointer user_data, GError **error)
{
  Run *run = user_data;
  g_autoptr (GError) problem = NULL;
  const char *text;
  gsize length;

  while ((text = byline_lines_next (run->lines, &length, &problem)) != NULL) {
    BylineEditJob *job = length > 0 ? take_line (run, text, length, &problem) : NULL;

    if (job != NULL)
      return job;
    if (problem != NULL)
      break;
  }
  if (problem != NULL)
    g_propagate_error (error, g_steal_pointer (&problem));
  return NULL;
}

static void
tell (const BylineEditJob *job, gpointer user_data)
{
  const Run *run = user_data;

  run->request->item (&(const BylineSetItem){ .path = job->path,
                                              .changed = job->report.changed,
                                              .cut = job->report.cut,
                                              .notes = job->report.notes,
                                              .sidecar = job->report.sidecar,
                                              .error = job->error },
                      run->request->user_data);
}

gboolean
byline_import_run (BylineCatalogue *catalogue, const BylineImportRequest *request,
                   BylineCancellable *cancellable, GError **error)
{
  g_autoptr (BylineLines) lines = byline_lines_open (request->file, error);
  Run run = { .catalogue = catalogue, .request = request, .lines = lines };
  BylineJournals journals;
  const BylineBatch batch = { .journals = &journals,
                              .n_threads = request->n_threads,
                              .next = next,
                              .tell = tell,
                              .user_data = &run };
  guint n_done = 0;
  gboolean done;

  if (lines == NULL)
    return FALSE;
  byline_journals_init (&journals, catalogue, NULL);
  done = byline_batch_run (&batch, cancellable, &n_done, error);
  byline_journals_clear (&journals);
  return done;
}
