#include <byline/publish.h>

#include "base/newfile.h"
#include "base/textfile.h"
#include "base/workers.h"
#include "publish/escape.h"
#include "publish/file.h"
#include "publish/html.h"
#include "publish/job.h"
#include "publish/manifest.h"
#include "publish/markup.h"
#include "publish/names.h"
#include "publish/prune.h"
#include "publish/site.h"

/* One run.  Only the calling thread sees it; workers see their group. */
typedef struct {
  const BylinePublishRequest *request;
  char *folder; /* absolute */
  BylinePublishJob *jobs;
  guint n_jobs;
  guint n_told;      /* jobs before this one have been told of */
  GPtrArray *groups; /* of GPtrArray of BylinePublishJob: photos of one name, worked on in turn */
  guint next_group;
  GPtrArray *figures; /* of char *: for the index */
  GHashTable *kept;   /* a set of file names: made or there, and right */
  GString *manifest;
  BylineMarkup *markup; /* nullable */
  BylineSite *site;
  GError *not_noted; /* the catalogue could not be told of everything */
  GError *error;     /* why the run stops */
} Run;

static void
run_clear (Run *run)
{
  for (guint i = 0; i < run->n_jobs; i++) {
    byline_publish_job_clear (&run->jobs[i]);
    g_clear_error (&run->jobs[i].error);
  }
  g_free (run->jobs);
  g_free (run->folder);
  g_clear_pointer (&run->groups, g_ptr_array_unref);
  g_clear_pointer (&run->figures, g_ptr_array_unref);
  g_clear_pointer (&run->kept, g_hash_table_unref);
  if (run->manifest != NULL)
    g_string_free (run->manifest, TRUE);
  byline_markup_free (run->markup);
  byline_site_free (run->site);
  g_clear_error (&run->not_noted);
  g_clear_error (&run->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

/* Names alike but for case are one name: some file systems see no difference. */
static void
group_jobs (Run *run)
{
  g_autoptr (GHashTable) by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < run->n_jobs; i++) {
    BylinePublishJob *job = &run->jobs[i];
    char *key = g_utf8_casefold (job->name, -1);
    GPtrArray *group = g_hash_table_lookup (by_name, key);

    if (group == NULL) {
      group = g_ptr_array_new ();
      g_ptr_array_add (run->groups, group);
    }
    g_ptr_array_add (group, job);
    job->group = group;
    g_hash_table_replace (by_name, key, group);
  }
}

/* Is there anything to be made of the manifest? */
static gboolean
has_data (const Run *run)
{
  return run->request->manifest != NULL || run->request->template_file != NULL;
}

static void
job_init (const Run *run, BylinePublishJob *job, const BylinePublishPhoto *photo)
{
  const BylinePublishRequest *request = run->request;

  *job = (BylinePublishJob){ .photo = photo,
                             .spec = &request->spec,
                             .fields =
                                 request->fields != 0 ? request->fields : byline_publish_fields (),
                             .folder = run->folder,
                             .force = request->force,
                             .allow_uncredited = request->allow_uncredited,
                             .legacy_charset = request->legacy_charset,
                             .recorded = byline_site_is_kept (run->site),
                             .name = byline_publish_name (photo->path) };
  job->placeholders = request->placeholders || request->html || has_data (run) || job->recorded;
}

static void
run_init (Run *run, const BylinePublishPhoto *photos, guint n_photos)
{
  run->folder = g_canonicalize_filename (run->request->folder, NULL);
  run->site = byline_site_new (run->request->catalogue, run->folder, run->request->profile);
  run->groups = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  run->figures = g_ptr_array_new_with_free_func (g_free);
  run->kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  run->manifest = g_string_new (NULL);
  byline_manifest_begin (run->manifest);
  run->jobs = g_new0 (BylinePublishJob, n_photos);
  run->n_jobs = n_photos;
  for (guint i = 0; i < n_photos; i++)
    job_init (run, &run->jobs[i], &photos[i]);
  group_jobs (run);
}

static gpointer
next_group (gpointer user_data)
{
  Run *run = user_data;
  GPtrArray *group;

  if (run->error != NULL || run->next_group == run->groups->len)
    return NULL;
  group = g_ptr_array_index (run->groups, run->next_group++);
  for (guint i = 0; i < group->len; i++) {
    BylinePublishJob *job = group->pdata[i];

    job->known = byline_site_known (run->site, job->photo->id);
  }
  return group;
}

static void
work_group (gpointer data)
{
  const GPtrArray *group = data;

  for (guint i = 0; i < group->len; i++)
    byline_publish_job_work (g_ptr_array_index (group, i));
}

/* NAME.html; with a part of the id where that is, or may become, another photo's or nobody's. */
static char *
page_name (const Run *run, const BylinePublishJob *job)
{
  g_autofree char *plain = g_strconcat (job->name, ".html", NULL);
  g_autofree char *path = g_build_filename (run->folder, plain, NULL);
  g_autofree char *id = byline_id_to_string (&job->id);

  if (job->group->len == 1 && g_ascii_strcasecmp (plain, "index.html") != 0 &&
      byline_publish_page_is_free (path, &job->id))
    return g_steal_pointer (&plain);
  return g_strdup_printf ("%s-%.8s.html", job->name, id);
}

/* Returns: (transfer full): how links name it */
static char *
write_page (Run *run, const BylinePublishJob *job, const BylinePublishItem *item, GError **error)
{
  g_autofree char *name = page_name (run, job);
  g_autofree char *path = g_build_filename (run->folder, name, NULL);
  char *link = byline_html_link (name);
  g_autofree char *page = byline_html_page (item, run->request->lang);
  const BylineFigureStyle style = { .link = link,
                                    .sizes = BYLINE_HTML_GRID_SIZES,
                                    .lazy = run->figures->len >= BYLINE_HTML_EAGER };

  g_hash_table_add (run->kept, g_strdup (name));
  if (!byline_publish_page (path, page, &job->id, error)) {
    g_prefix_error (error, "%s: ", item->source);
    g_free (link);
    return NULL;
  }
  g_ptr_array_add (run->figures, byline_html_figure (item, &style));
  return link;
}

/* A photo's error is its own, but a disk that fails one will fail the others: that is the run's. */
static gboolean
stop_if_writing_fails (Run *run, const GError *error)
{
  if (!g_error_matches (error, BYLINE_ERROR, BYLINE_ERROR_WRITE))
    return FALSE;
  if (run->error == NULL)
    run->error = g_error_copy (error);
  return TRUE;
}

/* The files are what counts: a catalogue that is busy is told of at the end. */
static void
note (Run *run, const BylinePublishJob *job)
{
  if (job->renditions != NULL && run->not_noted == NULL)
    byline_site_note (run->site, &job->id, job->renditions, &run->not_noted);
}

static void
keep (Run *run, BylinePublishJob *job)
{
  job->failed = job->error != NULL;
  for (guint i = 0; job->renditions != NULL && i < job->renditions->len; i++)
    g_hash_table_add (run->kept,
                      g_strdup (((const BylinePublished *) job->renditions->pdata[i])->name));
}

static void
tell (Run *run, BylinePublishJob *job)
{
  const BylinePublishRequest *request = run->request;
  const char *credit =
      job->metadata != NULL ? byline_metadata_text (job->metadata, BYLINE_FIELD_CREDIT) : NULL;
  g_autofree char *line = byline_credit_lines_print (request->credits, credit, request->lang);
  BylinePublishItem item = { .source = job->photo->path,
                             .id = job->renditions != NULL ? &job->id : job->photo->id,
                             .metadata = job->metadata,
                             .renditions = job->renditions,
                             .placeholder = job->placeholder,
                             .line = line };
  g_autofree char *page = NULL;

  if (job->error == NULL && request->html)
    page = write_page (run, job, &item, &job->error);
  item.page = page;
  item.error = job->error;
  keep (run, job);
  note (run, job);
  if (job->error == NULL && has_data (run))
    byline_manifest_photo (run->manifest, &item, job->fields, request->base_url);
  if (!stop_if_writing_fails (run, job->error) && request->item != NULL)
    request->item (&item, request->user_data);
  byline_publish_job_clear (job);
}

static void
group_done (gpointer data, gpointer user_data)
{
  const GPtrArray *group = data;
  Run *run = user_data;

  for (guint i = 0; i < group->len; i++) {
    BylinePublishJob *job = g_ptr_array_index (group, i);

    job->finished = TRUE;
    stop_if_writing_fails (run, job->error);
  }
  while (run->n_told < run->n_jobs && run->jobs[run->n_told].finished)
    tell (run, &run->jobs[run->n_told++]);
}

/* After a run that stopped: those that were finished behind one that never began. */
static void
tell_rest (Run *run)
{
  for (; run->n_told < run->n_jobs; run->n_told++) {
    if (run->jobs[run->n_told].finished)
      tell (run, &run->jobs[run->n_told]);
  }
}

static gboolean
check_request (const BylinePublishRequest *request, GError **error)
{
  gboolean good = request->spec.n_widths > 0 && request->spec.n_formats > 0;

  for (guint i = 0; i < request->spec.n_formats; i++)
    good = good && byline_web_format (request->spec.formats[i]) != NULL;
  if (!good)
    g_set_error_literal (error, BYLINE_ERROR, BYLINE_ERROR_USAGE,
                         "renditions need a width and a format that browsers show");
  return good;
}

/* Before hours of work, as well: can the template be filled? */
static gboolean
load_template (Run *run, GError **error)
{
  const char *path = run->request->template_file;
  g_autofree char *text =
      path != NULL ? byline_text_file_read (path, BYLINE_MARKUP_MAX, "template", error) : NULL;

  if (path == NULL)
    return TRUE;
  if (text != NULL)
    run->markup = byline_markup_parse (text, path, error);
  return run->markup != NULL;
}

/* Before hours of work, not after: are index and manifest ours to write? */
static gboolean
prepare_folder (const Run *run, const char *index, GError **error)
{
  const char *manifest = run->request->manifest;

  if (manifest != NULL && !byline_publish_manifest_is_free (manifest)) {
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_EXISTS,
                 "%s: is there and is no manifest of byline; choose another name", manifest);
    return FALSE;
  }
  if (!byline_make_folders (run->folder, error))
    return FALSE;
  byline_new_file_sweep (run->folder);
  if (!run->request->html || byline_publish_page_is_free (index, NULL))
    return TRUE;
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_EXISTS,
               "%s: is there and is not byline's; choose another folder", index);
  return FALSE;
}

static gboolean
write_template (const Run *run, GError **error)
{
  const BylinePublishRequest *request = run->request;
  g_autoptr (BylineJsonObject) data =
      byline_json_read (run->manifest->str, run->manifest->len, error);
  g_autofree char *text = data != NULL ? byline_markup_render (run->markup, data, error) : NULL;

  if (text == NULL) {
    g_prefix_error (error, "%s: ", request->template_file);
    return FALSE;
  }
  return byline_publish_text (request->template_out, text, error);
}

static gboolean
write_data (const Run *run, GError **error)
{
  if (!has_data (run))
    return TRUE;
  byline_manifest_end (run->manifest);
  if (run->request->manifest != NULL &&
      !byline_publish_manifest (run->request->manifest, run->manifest->str, error))
    return FALSE;
  return run->markup == NULL || write_template (run, error);
}

static gboolean
write_index (const Run *run, const char *index, GError **error)
{
  g_autofree char *html = NULL;

  if (!run->request->html || (run->figures->len == 0 && !g_file_test (index, G_FILE_TEST_EXISTS)))
    return TRUE;
  html = byline_html_index (run->request->title, run->request->lang, run->figures);
  return byline_publish_page (index, html, NULL, error);
}

/* A photo that failed keeps what it has: nobody knows what that is.  One that may not be published,
 * or not any more, is known well enough. */
static gboolean
prune (Run *run, GError **error)
{
  for (guint i = 0; i < run->n_jobs; i++)
    if (run->jobs[i].failed && !run->jobs[i].refused)
      return TRUE;
  return byline_site_keep_others (run->site, run->kept, error) &&
         byline_publish_prune (run->folder, run->kept, run->request->pruned,
                               run->request->user_data, error) &&
         byline_site_prune (run->site, run->kept, error);
}

static gboolean
finish (Run *run, const char *index, GError **error)
{
  return write_index (run, index, error) && write_data (run, error) &&
         (!run->request->prune || prune (run, error));
}

/* Also of a run that was stopped the catalogue knows what it made. */
static void
end_site (Run *run)
{
  g_autoptr (GError) problem = NULL;

  if (!byline_site_flush (run->site, &problem) && run->not_noted == NULL)
    run->not_noted = g_steal_pointer (&problem);
}

static gboolean
how_it_went (Run *run, BylineCancellable *cancellable, GError **error)
{
  if (run->error != NULL) {
    g_propagate_error (error, g_steal_pointer (&run->error));
    return FALSE;
  }
  if (!byline_cancellable_is_cancelled (cancellable))
    return TRUE;
  g_set_error_literal (error, BYLINE_ERROR, BYLINE_ERROR_CANCELLED,
                       "interrupted; run it again to go on");
  return FALSE;
}

gboolean
byline_publish (const BylinePublishPhoto *photos, guint n_photos,
                const BylinePublishRequest *request, BylineCancellable *cancellable, GError **error)
{
  static const BylineWorkers workers = { next_group, work_group, group_done };
  guint n_threads = request->n_threads != 0 ? request->n_threads : g_get_num_processors ();
  g_auto (Run) run = { .request = request };
  g_autofree char *index = NULL;

  if (!check_request (request, error))
    return FALSE;
  run_init (&run, photos, n_photos);
  index = g_build_filename (run.folder, "index.html", NULL);
  if (!load_template (&run, error) || !prepare_folder (&run, index, error))
    return FALSE;
  byline_workers_run (&workers, n_threads, &run, cancellable);
  tell_rest (&run);
  end_site (&run);
  if (!how_it_went (&run, cancellable, error) || !finish (&run, index, error))
    return FALSE;
  if (run.not_noted == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&run.not_noted));
  return FALSE;
}
