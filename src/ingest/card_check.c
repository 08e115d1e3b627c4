#include <byline/card_check.h>

#include "base/workers.h"
#include "edit/look.h"
#include "ingest/copy.h"
#include "ingest/ledger.h"

#include <errno.h>
#include <fts.h>
#include <glib/gstdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#define THREADS_MAX 4

/* What all jobs share; read only but for the ledger, which sees to itself. */
typedef struct {
  const BylineCardCheckRequest *request;
  const char *library;
  BylineLedger *ledger;
} Shared;

/* One file on the card.  Filled from top to bottom. */
typedef struct {
  const Shared *shared;
  char *path;
  guint64 size;
  GError *error; /* why it, or the folder, cannot be read */
  guint8 sha256[BYLINE_SHA256_SIZE];
  GPtrArray *copies; /* of BylineCopy */
  BylinePlace *places;
  guint n_safe; /* folders with a verified copy */
  gboolean finished;
} Job;

typedef struct {
  Shared shared;
  BylineCardCheckSummary *summary;
  GPtrArray *jobs; /* of Job, by name */
  guint next, told, done;
} Run;

const char *
byline_place_state_name (BylinePlaceState state)
{
  static const char *const names[] = {
    [BYLINE_PLACE_VERIFIED] = "verified",
    [BYLINE_PLACE_UNVERIFIED] = "unverified",
    [BYLINE_PLACE_MISSING] = "missing",
    [BYLINE_PLACE_CHANGED] = "changed",
  };
  G_STATIC_ASSERT (G_N_ELEMENTS (names) == BYLINE_N_PLACE_STATES);

  return names[state];
}

static void
free_job (gpointer data)
{
  Job *job = data;

  g_clear_pointer (&job->copies, g_ptr_array_unref);
  g_free (job->places);
  g_clear_error (&job->error);
  g_free (job->path);
  g_free (job);
}

static void
clear_run (Run *run)
{
  g_clear_pointer (&run->jobs, g_ptr_array_unref);
  g_clear_pointer (&run->shared.ledger, byline_ledger_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, clear_run)

/* The card ------------------------------------------------------------------------------------ */

static gboolean
is_nobodys (const FTSENT *entry)
{
  static const char *const names[] = { "MISC", "System Volume Information", "$RECYCLE.BIN",
                                       "Thumbs.db", "desktop.ini" };
  const char *dot = strrchr (entry->fts_name, '.');

  if (entry->fts_level == 0)
    return FALSE; /* named by a person */
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcasecmp (entry->fts_name, names[i]) == 0)
      return TRUE;
  return *entry->fts_name == '.' || (dot != NULL && strcasecmp (dot, ".ctg") == 0);
}

static void
add_job (Run *run, const FTSENT *entry, int errnum)
{
  Job *job = g_new0 (Job, 1);

  job->shared = &run->shared;
  job->path = g_strdup (entry->fts_path);
  if (errnum != 0)
    g_set_error (&job->error, BYLINE_ERROR, BYLINE_ERROR_UNREADABLE, "%s: %s", job->path,
                 g_strerror (errnum));
  else
    job->size = (guint64) entry->fts_statp->st_size;
  g_ptr_array_add (run->jobs, job);
}

static void
look_at (Run *run, FTS *walk, FTSENT *entry)
{
  if (is_nobodys (entry)) {
    if (entry->fts_info == FTS_D)
      fts_set (walk, entry, FTS_SKIP);
    return;
  }
  switch (entry->fts_info) {
  case FTS_F:
    add_job (run, entry, 0);
    break;
  case FTS_DNR:
  case FTS_ERR:
  case FTS_NS:
    add_job (run, entry, entry->fts_errno);
    break;
  default: /* folders, links, what is no file */
    break;
  }
}

static int
compare_entries (const FTSENT **a, const FTSENT **b)
{
  return strcmp ((*a)->fts_name, (*b)->fts_name);
}

static gboolean
walk_source (Run *run, const char *source, GError **error)
{
  g_autofree char *path = g_canonicalize_filename (source, NULL);
  char *const roots[] = { path, NULL };
  FTS *walk = fts_open (roots, FTS_PHYSICAL | FTS_NOCHDIR | FTS_COMFOLLOW, compare_entries);
  FTSENT *entry = NULL;

  errno = 0;
  if (walk != NULL && g_access (path, R_OK) == 0)
    while ((entry = fts_read (walk)) != NULL) /* NOLINT(concurrency-mt-unsafe) */
      look_at (run, walk, entry);
  if (walk != NULL && errno == 0) {
    fts_close (walk);
    return TRUE;
  }
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_UNREADABLE, "%s: %s", path, g_strerror (errno));
  if (walk != NULL)
    fts_close (walk);
  return FALSE;
}

/* The work ------------------------------------------------------------------------------------ */

static BylinePlaceState
look_at_copy (const Job *job, const BylineCopy *copy)
{
  const char *folder = copy->folder != NULL ? copy->folder : job->shared->library;
  g_autofree char *path = g_build_filename (folder, copy->path, NULL);
  struct stat now;

  if (lstat (path, &now) < 0 || !S_ISREG (now.st_mode))
    return BYLINE_PLACE_MISSING;
  if ((guint64) now.st_size != copy->size)
    return BYLINE_PLACE_CHANGED;
  if (job->shared->request->read)
    return byline_copy_read_again (path, copy->sha256, NULL, NULL) ? BYLINE_PLACE_VERIFIED
                                                                   : BYLINE_PLACE_CHANGED;
  return copy->verified_us != 0 ? BYLINE_PLACE_VERIFIED : BYLINE_PLACE_UNVERIFIED;
}

/* Two copies in one folder are lost together, and count once. */
static gboolean
is_another_folder (const Job *job, guint index)
{
  for (guint i = 0; i < index; i++)
    if (job->places[i].state == BYLINE_PLACE_VERIFIED &&
        g_str_equal (job->places[i].folder, job->places[index].folder))
      return FALSE;
  return TRUE;
}

static void
look_at_copies (Job *job)
{
  job->places = g_new0 (BylinePlace, job->copies->len);
  for (guint i = 0; i < job->copies->len; i++) {
    const BylineCopy *copy = g_ptr_array_index (job->copies, i);

    job->places[i] = (BylinePlace){
      .folder = copy->folder != NULL ? copy->folder : job->shared->library,
      .path = copy->path,
      .state = look_at_copy (job, copy),
    };
    if (job->places[i].state == BYLINE_PLACE_VERIFIED && is_another_folder (job, i))
      job->n_safe++;
  }
}

static void
work (gpointer data)
{
  Job *job = data;
  g_autoptr (BylineInput) input = NULL;

  if (job->error != NULL)
    return;
  input = byline_input_open (job->path, &job->error);
  if (input == NULL || !byline_look_hash (input, job->sha256, &job->error) ||
      !byline_input_unchanged (input, &job->error))
    return;
  job->copies = byline_ledger_copies (job->shared->ledger, job->sha256, &job->error);
  if (job->copies != NULL)
    look_at_copies (job);
}

/* Telling ------------------------------------------------------------------------------------- */

static void
tell_one (Run *run, Job *job)
{
  const BylineCardCheckRequest *request = run->shared.request;
  const gboolean safe = job->error == NULL && job->n_safe >= request->min_copies;

  run->summary->files++;
  run->summary->safe += safe ? 1 : 0;
  run->summary->bytes += job->size;
  request->item (
      &(const BylineCardCheckItem){ .source = job->path,
                                    .sha256 = job->error == NULL ? job->sha256 : NULL,
                                    .size = job->size,
                                    .copies = job->n_safe,
                                    .safe = safe,
                                    .places = job->places,
                                    .n_places = job->copies != NULL ? job->copies->len : 0,
                                    .error = job->error },
      request->user_data);
  g_clear_pointer (&job->copies, g_ptr_array_unref);
  g_clear_pointer (&job->places, g_free);
}

static gpointer
next (gpointer user_data)
{
  Run *run = user_data;

  return run->next < run->jobs->len ? g_ptr_array_index (run->jobs, run->next++) : NULL;
}

static void
done (gpointer data, gpointer user_data)
{
  Job *job = data;
  Run *run = user_data;

  job->finished = TRUE;
  while (run->told < run->jobs->len &&
         ((const Job *) g_ptr_array_index (run->jobs, run->told))->finished)
    tell_one (run, g_ptr_array_index (run->jobs, run->told++));
  if (run->shared.request->progress != NULL)
    run->shared.request->progress (++run->done, run->jobs->len, run->shared.request->user_data);
}

gboolean
byline_card_check (BylineCatalogue *catalogue, const BylineCardCheckRequest *request,
                   BylineCancellable *cancellable, BylineCardCheckSummary *summary, GError **error)
{
  static const BylineWorkers workers = { next, work, done };
  g_auto (Run)
      run = { .shared = { .request = request, .library = byline_catalogue_library (catalogue) },
              .summary = summary };
  const guint n_threads =
      request->n_threads != 0 ? request->n_threads : MIN (2 * g_get_num_processors (), THREADS_MAX);

  *summary = (BylineCardCheckSummary){ 0 };
  run.jobs = g_ptr_array_new_with_free_func (free_job);
  for (guint i = 0; request->sources[i] != NULL; i++)
    if (!walk_source (&run, request->sources[i], error))
      return FALSE;
  run.shared.ledger = byline_ledger_new (run.shared.library, error);
  if (run.shared.ledger == NULL)
    return FALSE;
  byline_workers_run (&workers, n_threads, &run, cancellable);
  if (run.told == run.jobs->len)
    return TRUE;
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_CANCELLED, "interrupted with %u of %u files read",
               run.told, run.jobs->len);
  return FALSE;
}
