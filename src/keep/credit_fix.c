#include <byline/credit_fix.h>

#include "edit/batch.h"

#include <byline/query.h>

#include <string.h>

typedef struct {
  BylineCatalogue *catalogue;
  const BylineCreditFixRequest *request;
  BylineCreditLines *lines;
  GPtrArray *entries; /* of BylineEntry: those to look at */
  guint next;
} Run;

/* Which photos ------------------------------------------------------------------------------ */

static void
note_text (const char *credit, gint64 n_photos, gpointer user_data)
{
  (void) n_photos;
  g_ptr_array_add (user_data, g_strdup (credit));
}

static BylineEntry *
copy_of (BylineCatalogue *catalogue, const BylineEntry *entry)
{
  return byline_catalogue_get (catalogue, &entry->id, NULL);
}

typedef struct {
  Run *run;
  const char *text;
} Gather;

/* The words of a credit may stand in another: only the whole text counts. */
static gboolean
gather (const BylineEntry *entry, gpointer user_data)
{
  const Gather *gathering = user_data;
  const char *credit = byline_metadata_text (entry->metadata, BYLINE_FIELD_CREDIT);
  BylineEntry *copy = NULL;

  if (g_strcmp0 (credit, gathering->text) == 0)
    copy = copy_of (gathering->run->catalogue, entry);
  if (copy != NULL)
    g_ptr_array_add (gathering->run->entries, copy);
  return TRUE;
}

/* Texts are quoted for the query language, in which nothing can stand for a quote within. */
static BylineQuery *
query_for (const char *text, GError **error)
{
  g_autofree char *plain = g_strdelimit (g_strdup (text), "\"", ' ');
  g_autofree char *query = g_strdup_printf ("credit:\"%s\"", plain);

  return byline_query_parse (query, error);
}

static gboolean
find_photos (Run *run, GError **error)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  if (!byline_credits_used (run->catalogue, note_text, texts, error))
    return FALSE;
  for (guint i = 0; i < texts->len; i++) {
    Gather gathering = { run, texts->pdata[i] };
    g_autoptr (BylineQuery) query = NULL;

    if (byline_credit_lines_find (run->lines, gathering.text) == NULL)
      continue;
    query = query_for (gathering.text, error);
    if (query == NULL || !byline_query_run (query, run->catalogue, BYLINE_SORT_PATH, 0, 0, gather,
                                            &gathering, error))
      return FALSE;
  }
  return TRUE;
}

/* What to write ------------------------------------------------------------------------------- */

/* Is the credit to be written: in its canonical form, or for IIM to get the short form? */
static gboolean
wants_credit (const BylineCreditLine *line, const BylineMetadata *metadata)
{
  const guint odd = byline_metadata_odd (metadata, BYLINE_FIELD_CREDIT);

  return g_strcmp0 (byline_metadata_text (metadata, BYLINE_FIELD_CREDIT), line->name) != 0 ||
         (line->iim != NULL && (odd & (BYLINE_ODD_CONFLICT | BYLINE_ODD_TRUNCATED)) != 0);
}

/* The canonical form, and what the photo does not say and the line knows.  NULL for nothing. */
static BylineEdit *
make_edit (const BylineCreditLine *line, const BylineMetadata *metadata, GError **error)
{
  g_autoptr (BylineEdit) edit = byline_edit_new ();

  if (wants_credit (line, metadata) &&
      !byline_edit_add (edit, BYLINE_FIELD_CREDIT, BYLINE_CHANGE_REPLACE, NULL, line->name, error))
    return NULL;
  for (guint i = 0; i < BYLINE_N_CREDIT_FACTS; i++) {
    const BylineField field = byline_credit_fact_field (i);

    if (line->facts[i] != NULL && byline_metadata_text (metadata, field) == NULL &&
        !byline_edit_add (edit, field, BYLINE_CHANGE_REPLACE, NULL, line->facts[i], error))
      return NULL;
  }
  return g_steal_pointer (&edit);
}

static void
tell_plain (const Run *run, const char *path, const GError *error)
{
  run->request->item (
      &(const BylineSetItem){ .path = path, .changed = error == NULL, .error = error },
      run->request->user_data);
}

static BylineEditJob *
next (gpointer user_data, GError **error)
{
  Run *run = user_data;

  while (run->next < run->entries->len) {
    const BylineEntry *entry = g_ptr_array_index (run->entries, run->next++);
    const char *credit = byline_metadata_text (entry->metadata, BYLINE_FIELD_CREDIT);
    g_autofree char *path =
        g_build_filename (byline_catalogue_library (run->catalogue), entry->path, NULL);
    g_autoptr (BylineEdit) edit =
        make_edit (byline_credit_lines_find (run->lines, credit), entry->metadata, error);
    BylineEditJob *job;

    if (edit == NULL)
      return NULL;
    if (byline_edit_n_changes (edit) == 0)
      continue;
    if (run->request->dry_run) {
      tell_plain (run, path, NULL);
      continue;
    }
    job = g_new0 (BylineEditJob, 1);
    job->path = g_steal_pointer (&path);
    job->edit = job->made = g_steal_pointer (&edit);
    job->options = run->request->write;
    return job;
  }
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

static void
run_clear (Run *run)
{
  g_clear_pointer (&run->lines, byline_credit_lines_free);
  g_clear_pointer (&run->entries, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

gboolean
byline_credit_fix_run (BylineCatalogue *catalogue, const BylineCreditFixRequest *request,
                       BylineCancellable *cancellable, GError **error)
{
  g_auto (Run)
      run = { .catalogue = catalogue,
              .request = request,
              .lines = byline_credits_load (catalogue, error),
              .entries = g_ptr_array_new_with_free_func ((GDestroyNotify) byline_entry_free) };
  BylineJournals journals;
  const BylineBatch batch = { .journals = &journals,
                              .n_threads = request->n_threads,
                              .next = next,
                              .tell = tell,
                              .user_data = &run };
  guint n_done = 0;
  gboolean done;

  if (run.lines == NULL || !find_photos (&run, error))
    return FALSE;
  byline_journals_init (&journals, catalogue, NULL);
  done = byline_batch_run (&batch, cancellable, &n_done, error);
  byline_journals_clear (&journals);
  return done;
}
