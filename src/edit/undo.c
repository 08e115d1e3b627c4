#include <byline/undo.h>

#include <byline/error.h>

#include "edit/batch.h"
#include "edit/history.h"
#include "edit/look.h"

#include <string.h>

/* One edit to take back, or why nothing can be. */
typedef struct {
  char *path; /* as the caller named it, or where it lies */
  char *real;
  BylineCatalogue *journal; /* nullable */
  gint64 number;            /* 0 with an error */
  gint64 at_us;
  GError *error; /* nullable */
} Wish;

typedef struct {
  const BylineUndoRequest *request;
  BylineJournals journals;
  GPtrArray *wishes;  /* of Wish */
  GHashTable *failed; /* real paths: older edits of theirs cannot be taken back either */
  guint next;
} Run;

static void
free_wish (gpointer data)
{
  Wish *wish = data;

  g_clear_error (&wish->error);
  g_free (wish->real);
  g_free (wish->path);
  g_free (wish);
}

static void
clear_run (Run *run)
{
  byline_journals_clear (&run->journals);
  g_clear_pointer (&run->wishes, g_ptr_array_unref);
  g_clear_pointer (&run->failed, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, clear_run)

static Wish *
add_wish (Run *run, const char *path, const char *real, BylineCatalogue *journal,
          const BylineJournalEdit *edit)
{
  Wish *wish = g_new0 (Wish, 1);

  wish->path = g_strdup (path);
  wish->real = g_strdup (real);
  wish->journal = journal;
  wish->number = edit != NULL ? edit->number : 0;
  wish->at_us = edit != NULL ? edit->at_us : G_MAXINT64;
  g_ptr_array_add (run->wishes, wish);
  return wish;
}

/* What to take back --------------------------------------------------------------------------- */

/* Where an edit's photo lies.  A catalogue may have come from anybody: out of its library it does
 * not reach. */
static char *
real_path_of (const Run *run, BylineCatalogue *journal, const char *path, GError **error)
{
  g_autofree char *full = NULL;
  g_autofree char *real = NULL;

  if (journal != run->journals.library)
    return byline_real_path (path);
  full = g_build_filename (run->journals.root, path, NULL);
  real = byline_real_path (full);
  if (byline_journals_inside (&run->journals, real) != NULL)
    return g_steal_pointer (&real);
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED, "%s: not inside the library any more",
               full);
  return NULL;
}

/* The journal's edits of a photo that are to be taken back. */
static gboolean
wish_edits (Run *run, const char *path, const char *real, BylineCatalogue *journal,
            const GPtrArray *edits)
{
  const gint64 *since_us = run->request->since ? &run->request->since_us : NULL;
  g_autoptr (GError) problem = NULL;
  g_autoptr (BylineFilesNow) now = byline_files_now (real, edits, &problem);
  g_autoptr (GPtrArray) wanted = NULL;

  if (now == NULL) {
    add_wish (run, path, real, NULL, NULL)->error = g_steal_pointer (&problem);
    return TRUE;
  }
  wanted = byline_history_undoable (edits, now, since_us);
  for (guint i = 0; i < wanted->len; i++)
    add_wish (run, path, real, journal, g_ptr_array_index (wanted, i));
  return wanted->len > 0;
}

static gboolean
wish_of_photo (Run *run, const char *path, const char *real, GError **error)
{
  const char *inside = byline_journals_inside (&run->journals, real);
  BylineCatalogue *journal = NULL;
  g_autoptr (GPtrArray) edits = NULL;
  g_autoptr (GError) problem = NULL;

  journal = byline_journals_of (&run->journals, real, FALSE, &problem);
  if (journal != NULL)
    edits = byline_journal_list (journal, inside != NULL ? inside : real, G_MININT64, 0, &problem);
  if (problem != NULL) {
    g_propagate_error (error, g_steal_pointer (&problem));
    return FALSE;
  }
  if ((edits == NULL || !wish_edits (run, path, real, journal, edits)) && !run->request->since)
    g_set_error (&add_wish (run, path, real, NULL, NULL)->error, BYLINE_ERROR,
                 BYLINE_ERROR_NOT_FOUND, "%s: no edit of it to undo", path);
  return TRUE;
}

static gboolean
wish_paths (Run *run, GError **error)
{
  for (guint i = 0; run->request->paths[i] != NULL; i++) {
    g_autofree char *real = byline_real_path (run->request->paths[i]);

    if (!wish_of_photo (run, run->request->paths[i], real, error))
      return FALSE;
  }
  return TRUE;
}

/* The library's journal; without a library, the other. */
static gboolean
wish_since (Run *run, GError **error)
{
  BylineCatalogue *journal = run->journals.library;
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) edits = NULL;
  g_autoptr (GError) problem = NULL;

  if (journal == NULL)
    journal = byline_journals_of (&run->journals, NULL, FALSE, &problem);
  if (journal != NULL)
    edits = byline_journal_list (journal, NULL, run->request->since_us, 0, &problem);
  if (problem != NULL) {
    g_propagate_error (error, g_steal_pointer (&problem));
    return FALSE;
  }
  for (guint i = 0; edits != NULL && i < edits->len; i++) {
    const BylineJournalEdit *edit = g_ptr_array_index (edits, i);
    g_autofree char *real = real_path_of (run, journal, edit->path, error);

    if (real == NULL)
      return FALSE;
    if (g_hash_table_add (seen, g_strdup (real)) && !wish_of_photo (run, real, real, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
wish_edit (Run *run, GError **error)
{
  BylineCatalogue *journal = run->journals.library;
  g_autoptr (BylineJournalEdit) edit = NULL;
  g_autofree char *real = NULL;
  g_autoptr (GError) problem = NULL;

  if (run->request->edit_outside)
    journal = byline_journals_of (&run->journals, NULL, FALSE, &problem);
  if (problem != NULL) {
    g_propagate_error (error, g_steal_pointer (&problem));
    return FALSE;
  }
  if (journal == NULL) {
    g_set_error_literal (error, BYLINE_ERROR, BYLINE_ERROR_NOT_FOUND,
                         "no journal that could have this edit");
    return FALSE;
  }
  edit = byline_journal_get (journal, run->request->edit, error);
  real = edit != NULL ? real_path_of (run, journal, edit->path, error) : NULL;
  if (real == NULL)
    return FALSE;
  add_wish (run, real, real, journal, edit);
  return TRUE;
}

static int
newest_first (gconstpointer a, gconstpointer b)
{
  const Wish *one = *(Wish *const *) a, *other = *(Wish *const *) b;

  if (one->at_us != other->at_us)
    return one->at_us > other->at_us ? -1 : 1;
  return (one->number < other->number) - (one->number > other->number);
}

static gboolean
make_wishes (Run *run, GError **error)
{
  gboolean made = FALSE;

  if (run->request->edit != 0)
    return wish_edit (run, error);
  made = run->request->paths != NULL ? wish_paths (run, error) : wish_since (run, error);
  if (run->request->since)
    g_ptr_array_sort (run->wishes, newest_first);
  return made;
}

/* Taking it back ------------------------------------------------------------------------------ */

static BylineEditJob *
new_job (const Run *run, Wish *wish, GError **error)
{
  BylineEditJob *job = g_new0 (BylineEditJob, 1);

  job->path = g_strdup (wish->path);
  job->real = g_strdup (wish->real);
  job->options.keep_mtime = run->request->keep_mtime;
  job->error = g_steal_pointer (&wish->error);
  if (job->error == NULL)
    job->back = byline_journal_get (wish->journal, wish->number, error);
  if (job->error != NULL || job->back != NULL)
    return job;
  byline_edit_job_free (job);
  return NULL;
}

static BylineEditJob *
next (gpointer user_data, GError **error)
{
  Run *run = user_data;

  while (run->next < run->wishes->len) {
    Wish *wish = g_ptr_array_index (run->wishes, run->next++);

    if (!g_hash_table_contains (run->failed, wish->real))
      return new_job (run, wish, error);
  }
  return NULL;
}

static void
tell (const BylineEditJob *job, gpointer user_data)
{
  Run *run = user_data;

  if (job->error != NULL)
    g_hash_table_add (run->failed, g_strdup (job->real));
  if (run->request->item != NULL)
    run->request->item (&(const BylineUndoItem){ .path = job->path,
                                                 .edit = job->back != NULL ? job->back->number : 0,
                                                 .outside = job->journal != run->journals.library,
                                                 .error = job->error },
                        run->request->user_data);
}

gboolean
byline_undo_run (BylineCatalogue *catalogue, const BylineUndoRequest *request,
                 BylineCancellable *cancellable, GError **error)
{
  g_auto (Run) run = { .request = request };
  const BylineBatch batch = { .journals = &run.journals,
                              .n_threads = request->n_threads,
                              .next = next,
                              .tell = tell,
                              .user_data = &run };
  guint n_done = 0;

  g_return_val_if_fail (request->paths != NULL || request->edit != 0 || request->since, FALSE);

  byline_journals_init (&run.journals, catalogue, request->journal);
  run.wishes = g_ptr_array_new_with_free_func (free_wish);
  run.failed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return make_wishes (&run, error) && byline_batch_run (&batch, cancellable, &n_done, error);
}
