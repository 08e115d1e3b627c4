#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/photos.h"
#include "cli/progress.h"
#include "cli/terminal.h"
#include "cli/thumbs_item.h"
#include "cli/write_options.h"
#include "publish/escape.h"
#include "publish/names.h"

#include <byline/credits.h>
#include <byline/publish.h>

#include <glib/gstdio.h>
#include <unistd.h>

#define UNSAID (-1)

static struct {
  gboolean json, html, force, allow_uncredited, prune, watch;
  char *charset; /* of the config */
  int quality;
  gint64 max_pixels;
  char *out, *profile, *sizes, *formats, *crop, *fields, *title, *lang, *manifest, *base_url,
      *template_file, *template_out;
  BylinePhotoOptions photos;
} options = { .quality = UNSAID, .max_pixels = UNSAID };

static const GOptionEntry entries[] = {
  { "out", 'o', 0, G_OPTION_ARG_FILENAME, &options.out, "The folder to write into", "DIR" },
  { "profile", 'p', 0, G_OPTION_ARG_STRING, &options.profile,
    "[profile NAME] of the configuration; default web", "NAME" },
  { "sizes", 0, 0, G_OPTION_ARG_FILENAME, &options.sizes,
    "Widths in pixels; without a profile 320,640,1280,2048", "LIST" },
  { "formats", 0, 0, G_OPTION_ARG_FILENAME, &options.formats,
    "jpeg, webp, avif, png, jxl; without a profile jpeg,webp", "LIST" },
  { "crop", 0, 0, G_OPTION_ARG_FILENAME, &options.crop, "Cut to these shapes too: 16:9,1:1",
    "LIST" },
  { "fields", 0, 0, G_OPTION_ARG_FILENAME, &options.fields,
    "What the pictures say, in place of the credit and rights fields", "LIST" },
  { "quality", 0, 0, G_OPTION_ARG_INT, &options.quality, "1 to 100, for every format", "N" },
  { "max-pixels", 0, 0, G_OPTION_ARG_INT64, &options.max_pixels,
    "Refuse larger photos; without a profile 300000000", "N" },
  { "html", 0, 0, G_OPTION_ARG_NONE, &options.html, "Pages too: one a photo, and index.html",
    NULL },
  { "title", 0, 0, G_OPTION_ARG_FILENAME, &options.title, "Title of index.html", "TEXT" },
  { "manifest", 0, 0, G_OPTION_ARG_FILENAME, &options.manifest,
    "What was published, as one JSON document", "FILE" },
  { "base-url", 0, 0, G_OPTION_ARG_FILENAME, &options.base_url,
    "Where browsers find DIR; for manifest and template", "URL" },
  { "template", 0, 0, G_OPTION_ARG_FILENAME, &options.template_file,
    "A page or a file of data, with places that are filled", "FILE" },
  { "template-out", 0, 0, G_OPTION_ARG_FILENAME, &options.template_out, "What the template becomes",
    "FILE" },
  { "lang", 0, 0, G_OPTION_ARG_STRING, &options.lang,
    "Language of the pages, for credit lines that have one for it", "LANG" },
  { "prune", 0, 0, G_OPTION_ARG_NONE, &options.prune,
    "Remove renditions and pages in DIR that are of no photo named now", NULL },
  { "watch", 'w', 0, G_OPTION_ARG_NONE, &options.watch,
    "Go on: follow what becomes of the library's photos, until told to stop", NULL },
  { "force", 0, 0, G_OPTION_ARG_NONE, &options.force,
    "Photos under embargo, and those that have expired, too", NULL },
  { "allow-uncredited", 0, 0, G_OPTION_ARG_NONE, &options.allow_uncredited,
    "Photos without a credit too", NULL },
  { "json", 0, 0, G_OPTION_ARG_NONE, &options.json, "JSON Lines, one object a photo", NULL },
  BYLINE_PHOTO_OPTIONS (options.photos),
  G_OPTION_ENTRY_NULL,
};

typedef gboolean (*SetWords) (BylineProfile *profile, const char *const *words, GError **error);

/* @list: (nullable): "320,640"; the profile's where it is not given */
static gboolean
set_words (BylineProfile *profile, const char *option, const char *list, SetWords set,
           GError **error)
{
  g_auto (GStrv) words = list != NULL ? g_strsplit (list, ",", -1) : NULL;

  if (words == NULL || set (profile, (const char *const *) words, error))
    return TRUE;
  g_prefix_error (error, "%s: ", option);
  return FALSE;
}

static BylineProfile *
choose_profile (BylineCall *call, GError **error)
{
  const BylineConfig *config = byline_call_config (call, error);
  g_autoptr (BylineProfile) profile =
      config != NULL ? byline_profile_load (config, options.profile, error) : NULL;

  if (profile == NULL ||
      !set_words (profile, "--sizes", options.sizes, byline_profile_set_sizes, error) ||
      !set_words (profile, "--formats", options.formats, byline_profile_set_formats, error) ||
      !set_words (profile, "--crop", options.crop, byline_profile_set_crops, error) ||
      !set_words (profile, "--fields", options.fields, byline_profile_set_fields, error))
    return NULL;
  for (guint i = 0; options.quality != UNSAID && i < BYLINE_N_FORMATS; i++)
    profile->spec.quality[i] = options.quality;
  if (options.max_pixels != UNSAID)
    profile->spec.max_pixels = (guint64) options.max_pixels;
  return g_steal_pointer (&profile);
}

/* Telling ------------------------------------------------------------------------------------- */

/* One run, or one of the many rounds of a watch. */
typedef struct {
  BylineCall *call;
  const BylineProfile *profile;
  BylineCancellable *cancellable;
  BylineProgress progress;
  gint64 began_us;
  guint n_done, n_photos, n_made, n_gone;
  GHashTable *said; /* a set of what went wrong in the round before; NULL: not watching */
  GHashTable *says; /* and in this one */
} Run;

static void
run_clear (Run *run)
{
  byline_progress_clear (&run->progress);
  g_clear_pointer (&run->cancellable, byline_cancellable_unref);
  g_clear_pointer (&run->said, g_hash_table_unref);
  g_clear_pointer (&run->says, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

/* A watch says what is wrong when it comes to be, not in each round. */
static gboolean
is_news (Run *run, const char *message)
{
  if (run->said == NULL)
    return TRUE;
  g_hash_table_add (run->says, g_strdup (message));
  return !g_hash_table_contains (run->said, message);
}

static void
on_pruned (const char *path, gpointer user_data)
{
  Run *run = user_data;

  byline_progress_clear (&run->progress);
  run->n_gone++;
  byline_say ("%s: removed", path);
}

static void
tell_failure (Run *run, const GError *error)
{
  byline_progress_clear (&run->progress);
  if (is_news (run, error->message))
    byline_call_failed (run->call, error);
}

static guint
count_made (const BylinePublishItem *item)
{
  guint n = 0;

  for (guint i = 0; i < item->renditions->len; i++)
    n += ((const BylinePublished *) item->renditions->pdata[i])->made ? 1 : 0;
  return n;
}

static void
tell_item (Run *run, const BylinePublishItem *item)
{
  const guint n_made = count_made (item);
  g_autofree char *uncredited =
      byline_metadata_text (item->metadata, BYLINE_FIELD_CREDIT) == NULL
          ? g_strdup_printf ("%s: published without a credit; it has none", item->source)
          : NULL;

  run->n_made += n_made;
  if (run->call->output->terminal || uncredited != NULL)
    byline_progress_clear (&run->progress);
  if (uncredited != NULL && is_news (run, uncredited))
    byline_say ("%s", uncredited);
  if (run->said != NULL && n_made == 0)
    return;
  if (options.json)
    byline_thumbs_item_json (run->call->output, item);
  else
    byline_thumbs_item_text (run->call->output, item, run->said != NULL);
  byline_output_flush (run->call->output);
}

static void
on_item (const BylinePublishItem *item, gpointer user_data)
{
  Run *run = user_data;
  const BylineProgressState state = { .done = ++run->n_done,
                                      .total = run->n_photos,
                                      .elapsed_us = g_get_monotonic_time () - run->began_us };

  if (item->error != NULL)
    tell_failure (run, item->error);
  else
    tell_item (run, item);
  byline_progress_draw (&run->progress, &state);
}

/* Publishing ---------------------------------------------------------------------------------- */

/* Returns: (nullable): none where the library cannot be written to: the files tell the same */
static BylineCatalogue *
writable (BylineCall *call)
{
  return call->catalogue != NULL && call->mode != BYLINE_CATALOGUE_READ ? call->catalogue : NULL;
}

static gboolean
publish (Run *run, GPtrArray *photos, const BylineCreditLines *credits, GError **error)
{
  BylineCall *call = run->call;
  const BylinePublishRequest request = { .folder = options.out,
                                         .catalogue = writable (call),
                                         .profile = run->profile->name,
                                         .placeholders = options.json,
                                         .spec = run->profile->spec,
                                         .fields = run->profile->fields,
                                         .html = options.html,
                                         .title = options.title,
                                         .credits = credits,
                                         .lang = options.lang,
                                         .manifest = options.manifest,
                                         .base_url = options.base_url,
                                         .template_file = options.template_file,
                                         .template_out = options.template_out,
                                         .force = options.force,
                                         /* one that could not be found keeps what it has */
                                         .prune = options.prune && call->exit == BYLINE_EXIT_DONE,
                                         .pruned = on_pruned,
                                         .allow_uncredited = options.allow_uncredited,
                                         .legacy_charset = options.charset,
                                         .item = on_item,
                                         .user_data = run };
  g_autofree BylinePublishPhoto *list = g_new0 (BylinePublishPhoto, MAX (photos->len, 1));
  gboolean done;

  for (guint i = 0; i < photos->len; i++) {
    BylinePhotoArg *photo = g_ptr_array_index (photos, i);

    list[i].path = photo->path;
    list[i].id = byline_photo_known_id (call, photo);
  }
  run->began_us = g_get_monotonic_time ();
  run->n_photos = photos->len;
  run->n_done = run->n_made = run->n_gone = 0;
  done = byline_publish (list, photos->len, &request, run->cancellable, error);
  byline_progress_clear (&run->progress);
  return done;
}

/* The renditions are to be known to the library, where it can be written to. */
static gboolean
want_to_write (BylineCall *call, GError **error)
{
  g_autofree char *folder =
      g_build_filename (byline_catalogue_library (call->catalogue), ".byline", NULL);

  return g_access (folder, W_OK) != 0 ||
         byline_call_catalogue (call, BYLINE_CATALOGUE_WRITE, error) != NULL;
}

/* What the photos' library knows of credit lines.  @credits: (out): NULL outside of libraries */
static gboolean
load_credits (BylineCall *call, const GPtrArray *photos, BylineCreditLines **credits,
              GError **error)
{
  const BylinePhotoArg *first = photos->len > 0 ? photos->pdata[0] : NULL;

  if (!byline_call_library (call, first != NULL ? first->path : NULL, BYLINE_CATALOGUE_READ,
                            error) ||
      !byline_legacy_charset (call, &options.charset, error))
    return FALSE;
  if (call->catalogue == NULL)
    return TRUE;
  if (!want_to_write (call, error))
    return FALSE;
  *credits = byline_credits_load (call->catalogue, error);
  return *credits != NULL;
}

/* "https://…", or "/photos" on the same server. */
static gboolean
is_base_url (const char *url)
{
  g_autofree char *whole = url[0] == '/' ? g_strconcat ("https://host", url, NULL) : g_strdup (url);

  return byline_html_is_link (whole);
}

static gboolean
check_options (GError **error)
{
  if (options.out == NULL)
    return byline_usage (error, "--out DIR is needed: where should the pictures go?");
  if (options.quality != UNSAID && (options.quality < 1 || options.quality > 100))
    return byline_usage (error, "--quality is a number from 1 to 100");
  if (options.max_pixels != UNSAID &&
      (options.max_pixels < 1 || (guint64) options.max_pixels > BYLINE_MAX_PIXELS_MAX))
    return byline_usage (error, "--max-pixels is a number from 1 to 4294836225");
  if (options.title != NULL && !g_utf8_validate (options.title, -1, NULL))
    return byline_usage (error, "the title is not UTF-8");
  if (options.base_url != NULL && options.manifest == NULL && options.template_file == NULL)
    return byline_usage (error, "--base-url is of manifest and template: --manifest FILE or "
                                "--template FILE is needed too");
  if ((options.template_file == NULL) != (options.template_out == NULL))
    return byline_usage (error, "--template FILE and --template-out FILE go together");
  if (options.watch && (options.photos.query == NULL || options.photos.files0_from != NULL))
    return byline_usage (error, "--watch follows a query: --query QUERY is needed, and no list");
  if (options.base_url != NULL && !is_base_url (options.base_url))
    return byline_usage (error, "--base-url is an address, https://…, or a path, /photos");
  return TRUE;
}

/* Once, or one round of a watch; @photos: (transfer none): found now */
static gboolean
publish_found (Run *run, GPtrArray *photos, GError **error)
{
  g_autoptr (BylineCreditLines) credits = NULL;

  return load_credits (run->call, photos, &credits, error) && publish (run, photos, credits, error);
}

/* Watching ------------------------------------------------------------------------------------ */

/* How often the catalogue's counter is looked at, how long it has to stand still, and after what
 * time all is looked at in any case: an embargo ends without anybody writing. */
#define LOOK_US (G_USEC_PER_SEC / 4)
#define QUIET_US (G_USEC_PER_SEC / 2)
#define LONGEST_US ((gint64) 300 * G_USEC_PER_SEC)
/* Rounds take at most a third of the time, however much is written. */
#define IDLE_SHARE 2

static gboolean
watch_round (Run *run, GError **error)
{
  g_autoptr (GPtrArray) photos = NULL;
  gboolean done;

  run->call->exit = BYLINE_EXIT_DONE;
  run->says = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  photos = byline_photos_resolve (run->call, &options.photos, run->call->args, TRUE, error);
  if (photos != NULL && photos->len == 0)
    run->call->exit = BYLINE_EXIT_DONE;
  done = photos != NULL && publish_found (run, photos, error);
  if (run->n_made > 0 || run->n_gone > 0)
    byline_say ("%u renditions made, %u files removed; %u photos", run->n_made, run->n_gone,
                run->n_photos);
  g_hash_table_unref (run->said);
  run->said = g_steal_pointer (&run->says);
  return done;
}

/* A busy catalogue and a stop in the middle are no failures of a watch; the next round goes on. */
static gboolean
watch_round_or_wait (Run *run, GError **error)
{
  g_autoptr (GError) problem = NULL;

  if (watch_round (run, &problem) ||
      g_error_matches (problem, BYLINE_ERROR, BYLINE_ERROR_CANCELLED))
    return TRUE;
  if (!g_error_matches (problem, BYLINE_ERROR, BYLINE_ERROR_BUSY)) {
    g_propagate_error (error, g_steal_pointer (&problem));
    return FALSE;
  }
  byline_say ("%s", problem->message);
  return TRUE;
}

/* Returns: FALSE once somebody wrote and then nobody did for a moment, or the time is over */
static gboolean
is_to_wait (Run *run, gint64 since_us, gint64 *seen, gint64 *changed_us)
{
  const gint64 now_us = g_get_monotonic_time ();
  gint64 counter = *seen;

  if (byline_catalogue_changes (run->call->catalogue, &counter, NULL) && counter != *seen) {
    *seen = counter;
    *changed_us = now_us;
  }
  if (*changed_us != 0 && now_us - *changed_us >= QUIET_US)
    return FALSE;
  return now_us - since_us < LONGEST_US;
}

static gboolean
watch (Run *run, GError **error)
{
  gboolean ok = TRUE;

  run->said = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  byline_say ("watching; Ctrl-C ends it");
  while (ok && !byline_cancellable_is_cancelled (run->cancellable)) {
    gint64 seen = 0, changed_us = 0, began_us = g_get_monotonic_time (), ended_us;

    /* Before the round: what is written during it counts for the next one. */
    if (!byline_catalogue_changes (run->call->catalogue, &seen, error))
      return FALSE;
    ok = watch_round_or_wait (run, error);
    ended_us = g_get_monotonic_time ();
    if (ok && byline_interrupt_sleep (run->cancellable, (ended_us - began_us) * IDLE_SHARE))
      while (is_to_wait (run, ended_us, &seen, &changed_us) &&
             byline_interrupt_sleep (run->cancellable, LOOK_US))
        ;
  }
  run->call->exit = BYLINE_EXIT_DONE;
  return ok;
}

/* The command --------------------------------------------------------------------------------- */

static gboolean
once (Run *run, GPtrArray *photos, GError **error)
{
  return photos->len == 0 || publish_found (run, photos, error);
}

static gboolean
run (BylineCall *call, GError **error)
{
  g_auto (Run) whole = { .call = call };
  g_autoptr (GPtrArray) photos = NULL;
  g_autoptr (BylineProfile) profile = NULL;

  if (!check_options (error) ||
      (options.watch && byline_call_catalogue (call, BYLINE_CATALOGUE_WRITE, error) == NULL))
    return FALSE;
  photos = byline_photos_resolve (call, &options.photos, call->args, TRUE, error);
  if (photos == NULL)
    return FALSE;
  if (call->catalogue == NULL && photos->len > 0)
    byline_call_prefer_library (call, ((BylinePhotoArg *) g_ptr_array_index (photos, 0))->path);
  whole.profile = profile = choose_profile (call, error);
  if (profile == NULL)
    return FALSE;
  byline_progress_init (&whole.progress);
  whole.cancellable = byline_interrupt_new ();
  return options.watch ? watch (&whole, error) : once (&whole, photos, error);
}

const BylineCommand byline_cmd_thumbs = {
  .name = "thumbs",
  .arguments = "PHOTO…",
  .summary = "Make web pictures with the credit kept and private data dropped",
  .description = "PHOTO is a path, or the beginning of the id of a photo in the library.",
  .options = entries,
  .run = run,
};
