#include "cli/command.h"

#include "base/textfile.h"
#include "cli/check_output.h"
#include "cli/interrupt.h"
#include "cli/photos.h"
#include "cli/progress.h"
#include "cli/terminal.h"
#include "cli/write_options.h"

#include <byline/check.h>
#include <byline/credits.h>
#include <byline/query.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static struct {
  gboolean json, sarif, rules, renditions;
  char *policy, *fail_on, *explain;
  char *charset; /* of the config */
  char **pages;
  BylinePhotoOptions photos;
} options;

static const GOptionEntry entries[] = {
  { "html", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options.pages,
    "A published page instead of photos; - is standard input", "FILE" },
  { "renditions", 0, 0, G_OPTION_ARG_NONE, &options.renditions,
    "Take all files for renditions, whatever their names", NULL },
  { "policy", 0, 0, G_OPTION_ARG_FILENAME, &options.policy, "Lines RULE = off, warning or error",
    "FILE" },
  { "fail-on", 0, 0, G_OPTION_ARG_STRING, &options.fail_on,
    "What makes the answer no: warning (the default) or error", "SEVERITY" },
  { "rules", 0, 0, G_OPTION_ARG_NONE, &options.rules, "List the rules", NULL },
  { "explain", 0, 0, G_OPTION_ARG_STRING, &options.explain,
    "Say why a rule is there, and what helps", "RULE" },
  { "json", 0, 0, G_OPTION_ARG_NONE, &options.json, "JSON Lines, one object a finding", NULL },
  { "sarif", 0, 0, G_OPTION_ARG_NONE, &options.sarif, "One SARIF 2.1.0 log, for CI", NULL },
  BYLINE_PHOTO_OPTIONS (options.photos),
  G_OPTION_ENTRY_NULL,
};

typedef struct {
  BylineCall *call;
  BylineCheckForm form;
  BylineSeverity fail_on;
  BylineCheck check;
  BylinePolicy policy;
  BylineCreditLines *credits;
  GPtrArray *profiles;
  BylineProgress progress;
  BylineCancellable *cancellable;
  gint64 began_us;
  guint n_checked, n_total;
  guint n_errors, n_warnings;
} Run;

static void
run_clear (Run *run)
{
  g_clear_pointer (&run->credits, byline_credit_lines_free);
  g_clear_pointer (&run->profiles, g_ptr_array_unref);
  g_clear_pointer (&run->cancellable, byline_cancellable_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

static void
on_found (const BylineFinding *finding, gpointer user_data)
{
  Run *run = user_data;
  const gboolean first = run->n_errors + run->n_warnings == 0;

  *(finding->severity == BYLINE_SEVERITY_ERROR ? &run->n_errors : &run->n_warnings) += 1;
  if (finding->severity >= run->fail_on && run->call->exit == BYLINE_EXIT_DONE)
    run->call->exit = BYLINE_EXIT_NO;
  if (run->call->output->terminal)
    byline_progress_clear (&run->progress);
  byline_check_output_finding (run->call->output, run->form, finding, first);
}

static void
step (Run *run)
{
  const BylineProgressState state = { .done = ++run->n_checked,
                                      .total = run->n_total,
                                      .elapsed_us = g_get_monotonic_time () - run->began_us };

  byline_progress_draw (&run->progress, &state);
}

static gboolean
cancelled (const Run *run, GError **error)
{
  if (!byline_cancellable_is_cancelled (run->cancellable))
    return FALSE;
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_CANCELLED, "interrupted after %u", run->n_checked);
  return TRUE;
}

/* Photos -------------------------------------------------------------------------------------- */

static gboolean
check_file (const Run *run, const char *path, GError **error)
{
  g_autoptr (BylineMetadata) metadata = NULL;

  if (options.renditions || byline_check_is_rendition (path))
    return byline_check_rendition (&run->check, path, error);
  metadata = byline_photo_read_as (path, options.charset, error);
  if (metadata == NULL)
    return FALSE;
  byline_credit_lines_settle (run->credits, metadata);
  byline_check_photo (&run->check, path, metadata);
  return TRUE;
}

static gboolean
check_files (Run *run, GError **error)
{
  g_autoptr (GPtrArray) photos =
      byline_photos_resolve (run->call, &options.photos, run->call->args, TRUE, error);

  if (photos == NULL)
    return FALSE;
  run->n_total = photos->len;
  for (guint i = 0; i < photos->len && run->call->output->problem == 0; i++) {
    const BylinePhotoArg *photo = photos->pdata[i];
    g_autoptr (GError) problem = NULL;

    if (cancelled (run, error))
      return FALSE;
    if (!check_file (run, photo->path, &problem)) {
      byline_progress_clear (&run->progress);
      byline_call_failed (run->call, problem);
    }
    step (run);
  }
  return TRUE;
}

static gboolean
on_photo (const BylineEntry *entry, gpointer user_data)
{
  Run *run = user_data;
  g_autofree char *path = byline_call_path (run->call, entry->path);

  byline_check_photo (&run->check, path, entry->metadata);
  step (run);
  return run->call->output->problem == 0 && !byline_cancellable_is_cancelled (run->cancellable);
}

/* The catalogue knows what the files say; none is opened. */
static gboolean
check_catalogue (Run *run, GError **error)
{
  BylineCatalogue *catalogue = byline_call_catalogue (run->call, BYLINE_CATALOGUE_READ, error);
  const char *text = options.photos.query != NULL ? options.photos.query : "";
  g_autoptr (BylineQuery) query = catalogue != NULL ? byline_query_parse (text, error) : NULL;

  return query != NULL &&
         byline_query_run (query, catalogue, BYLINE_SORT_PATH, 0, 0, on_photo, run, error) &&
         !cancelled (run, error);
}

/* Pages --------------------------------------------------------------------------------------- */

/* Returns: (transfer full): at most one byte more than a page may have */
static GBytes *
read_page (const char *path, GError **error)
{
  const gboolean standard = strcmp (path, "-") == 0;
  const int fd = standard ? STDIN_FILENO : open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint8 piece[65536];
  gssize n = fd < 0 ? -1 : 1;

  while (n > 0 && bytes->len <= BYLINE_PAGE_MAX) {
    n = read (fd, piece, sizeof piece);
    if (n < 0 && errno == EINTR)
      n = 1;
    else if (n > 0)
      g_byte_array_append (bytes, piece, (guint) n);
  }
  if (n < 0)
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_UNREADABLE, "%s: %s", path, g_strerror (errno));
  if (!standard && fd >= 0)
    close (fd);
  return n < 0 ? NULL : g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

static gboolean
check_page (Run *run, const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = read_page (path, error);
  g_autofree char *folder = strcmp (path, "-") != 0 ? g_path_get_dirname (path) : NULL;
  BylinePage page = { .name = path, .folder = folder };

  if (bytes == NULL)
    return FALSE;
  page.html = g_bytes_get_data (bytes, &page.length);
  if (page.html == NULL)
    page.html = "";
  return byline_check_page (&run->check, run->call->catalogue, &page, error);
}

static gboolean
check_pages (Run *run, GError **error)
{
  for (char **path = options.pages; *path != NULL; path++) {
    g_autoptr (GError) problem = NULL;

    if (cancelled (run, error))
      return FALSE;
    if (!check_page (run, *path, &problem))
      byline_call_failed (run->call, problem);
    run->n_checked++;
  }
  return TRUE;
}

/* The command --------------------------------------------------------------------------------- */

static gboolean
load_profiles (Run *run, GError **error)
{
  const BylineConfig *config = byline_call_config (run->call, error);
  g_auto (GStrv) groups = config != NULL ? byline_config_groups (config, "profile ") : NULL;
  gboolean web = FALSE;

  if (config == NULL)
    return FALSE;
  run->profiles = g_ptr_array_new_with_free_func ((GDestroyNotify) byline_profile_free);
  for (guint i = 0; groups[i] != NULL; i++) {
    const char *name = groups[i] + strlen ("profile ");
    BylineProfile *profile = byline_profile_load (config, name, error);

    if (profile == NULL)
      return FALSE;
    web = web || strcmp (name, "web") == 0;
    g_ptr_array_add (run->profiles, profile);
  }
  if (!web)
    g_ptr_array_add (run->profiles, byline_profile_load (config, NULL, NULL));
  return TRUE;
}

/* Outside of libraries photos and pages are checked by themselves. */
static gboolean
prepare (Run *run, GError **error)
{
  BylineCall *call = run->call;
  const char *first = options.pages == NULL && call->n_args > 0 ? call->args[0] : NULL;

  if (!byline_call_library (call, first, BYLINE_CATALOGUE_READ, error))
    return FALSE;
  if (call->catalogue == NULL && first == NULL && call->library == NULL) {
    g_autofree char *library = byline_library_find (NULL, NULL);

    if (library != NULL && byline_call_catalogue (call, BYLINE_CATALOGUE_READ, error) == NULL)
      return FALSE;
  }
  if (call->catalogue != NULL) {
    run->credits = byline_credits_load (call->catalogue, error);
    if (run->credits == NULL)
      return FALSE;
  }
  if (!byline_legacy_charset (call, &options.charset, error))
    return FALSE;
  run->cancellable = byline_interrupt_new ();
  return load_profiles (run, error);
}

static gboolean
check (Run *run, GError **error)
{
  const gboolean named = run->call->n_args > 0 || options.photos.files0_from != NULL;
  gboolean done;

  if (!prepare (run, error))
    return FALSE;
  run->check = (BylineCheck){ .policy = &run->policy,
                              .credits = run->credits,
                              .profiles = run->profiles,
                              .found = on_found,
                              .user_data = run };
  run->began_us = g_get_monotonic_time ();
  byline_progress_init (&run->progress);
  byline_check_output_begin (run->call->output, run->form);
  done = options.pages != NULL ? check_pages (run, error)
         : named               ? check_files (run, error)
                               : check_catalogue (run, error);
  byline_progress_clear (&run->progress);
  byline_check_output_end (run->call->output, run->form);
  if (done)
    byline_say ("%u %s checked: %u errors, %u warnings", run->n_checked,
                options.pages != NULL ? "pages" : "photos", run->n_errors, run->n_warnings);
  return done;
}

static gboolean
explain (BylineCall *call, const BylinePolicy *policy, GError **error)
{
  BylineRule rule;

  if (!byline_rule_parse (options.explain, &rule, error))
    return FALSE;
  g_string_append_printf (call->output->text, "%s (%s)\n%s.\n%s\n", byline_rules[rule].id,
                          byline_severity_name (policy->severity[rule]), byline_rules[rule].summary,
                          byline_rules[rule].explanation);
  return TRUE;
}

static gboolean
check_arguments (const BylineCall *call, Run *run, GError **error)
{
  run->fail_on = BYLINE_SEVERITY_WARNING;
  if (options.json && options.sarif)
    return byline_usage (error, "--json and --sarif do not go together");
  if (options.pages != NULL && (call->n_args > 0 || options.photos.query != NULL ||
                                options.photos.files0_from != NULL || options.renditions))
    return byline_usage (error, "--html is for pages: photos are checked without it");
  if (options.fail_on != NULL && (!byline_severity_parse (options.fail_on, &run->fail_on, error) ||
                                  run->fail_on == BYLINE_SEVERITY_OFF)) {
    g_clear_error (error);
    return byline_usage (error, "--fail-on is warning or error");
  }
  return options.policy == NULL || byline_policy_load (&run->policy, options.policy, error);
}

static gboolean
run (BylineCall *call, GError **error)
{
  g_auto (Run) state = { .call = call };

  state.form = options.sarif  ? BYLINE_CHECK_SARIF
               : options.json ? BYLINE_CHECK_JSON
                              : BYLINE_CHECK_TEXT;
  byline_policy_init (&state.policy);
  if (!check_arguments (call, &state, error))
    return FALSE;
  if (options.explain != NULL)
    return explain (call, &state.policy, error);
  if (options.rules) {
    byline_check_output_rules (call->output, &state.policy, options.json);
    return TRUE;
  }
  return check (&state, error);
}

const BylineCommand byline_cmd_check = {
  .name = "check",
  .arguments = "[PHOTO…]",
  .summary = "Say which photos, or pages, break the credit policy",
  .description = "Without PHOTO or --query, all photos of the library as the catalogue has them.\n"
                 "A rendition (NAME-WIDTHw-HASH.EXT) is checked as one.",
  .options = entries,
  .run = run,
};
