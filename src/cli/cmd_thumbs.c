#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/photo_output.h"
#include "cli/photos.h"
#include "cli/terminal.h"
#include "publish/escape.h"

#include <byline/credits.h>
#include <byline/publish.h>

#include <glib/gstdio.h>
#include <malloc.h>
#include <unistd.h>

#define UNSAID (-1)

static struct {
  gboolean json, html, force, allow_uncredited, prune;
  int quality;
  gint64 max_pixels;
  char *out, *profile, *sizes, *formats, *fields, *title, *lang, *manifest, *base_url;
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
    "Where browsers find DIR; for the manifest", "URL" },
  { "lang", 0, 0, G_OPTION_ARG_STRING, &options.lang,
    "Language of the pages, for credit lines that have one for it", "LANG" },
  { "prune", 0, 0, G_OPTION_ARG_NONE, &options.prune,
    "Remove renditions and pages in DIR that are of no photo named now", NULL },
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
      !set_words (profile, "--fields", options.fields, byline_profile_set_fields, error))
    return NULL;
  for (guint i = 0; options.quality != UNSAID && i < BYLINE_N_FORMATS; i++)
    profile->spec.quality[i] = options.quality;
  if (options.max_pixels != UNSAID)
    profile->spec.max_pixels = (guint64) options.max_pixels;
  return g_steal_pointer (&profile);
}

static void
item_placeholder (BylineJson *json, const BylinePlaceholder *placeholder)
{
  g_autofree char *hash = byline_placeholder_hash (placeholder);
  g_autofree char *colour = byline_placeholder_colour (placeholder);

  byline_json_string (json, "placeholder", hash);
  byline_json_string (json, "colour", colour);
}

static void
item_json (BylineOutput *output, const BylinePublishItem *item)
{
  BylineJson json = BYLINE_JSON_INIT (output->text);
  g_autofree char *id = item->id != NULL ? byline_id_to_string (item->id) : NULL;

  byline_json_begin_object (&json, NULL);
  byline_json_string (&json, "source", item->source);
  byline_json_string (&json, "id", id);
  byline_json_string (&json, "credit", byline_metadata_text (item->metadata, BYLINE_FIELD_CREDIT));
  byline_json_string (&json, "line", item->line);
  item_placeholder (&json, &item->placeholder);
  byline_json_begin_array (&json, "renditions");
  for (guint i = 0; i < item->renditions->len; i++) {
    const BylinePublished *rendition = g_ptr_array_index (item->renditions, i);

    byline_json_begin_object (&json, NULL);
    byline_json_string (&json, "path", rendition->path);
    byline_json_int (&json, "width", rendition->width);
    byline_json_int (&json, "height", rendition->height);
    byline_json_string (&json, "format", byline_format_name (rendition->format));
    byline_json_int (&json, "bytes", (gint64) rendition->bytes);
    byline_json_bool (&json, "made", rendition->made);
    byline_json_bool (&json, "encoded", rendition->encoded);
    byline_json_end_object (&json);
  }
  byline_json_end_array (&json);
  byline_json_int (&json, "version", BYLINE_OUTPUT_VERSION);
  byline_json_end_object (&json);
  g_string_append_c (output->text, '\n');
}

static void
item_text (BylineOutput *output, const BylinePublishItem *item)
{
  for (guint i = 0; i < item->renditions->len; i++) {
    const BylinePublished *rendition = g_ptr_array_index (item->renditions, i);

    byline_safe_append (output->text, rendition->path);
    g_string_append_c (output->text, '\n');
  }
}

static void
on_pruned (const char *path, gpointer user_data G_GNUC_UNUSED)
{
  byline_say ("%s: removed", path);
}

static void
on_item (const BylinePublishItem *item, gpointer user_data)
{
  BylineCall *call = user_data;

  if (item->error != NULL) {
    byline_call_failed (call, item->error);
    return;
  }
  if (byline_metadata_text (item->metadata, BYLINE_FIELD_CREDIT) == NULL)
    byline_say ("%s: published without a credit; it has none", item->source);
  if (options.json)
    item_json (call->output, item);
  else
    item_text (call->output, item);
  byline_output_flush (call->output);
}

/* Every photo needs planes of the same few sizes: taking them from the system each time means pages
 * to be zeroed, measured at 2 to 5 % of the whole. */
static void
keep_memory (void)
{
  mallopt (M_MMAP_THRESHOLD, 32 * 1024 * 1024); /* the most that glibc takes */
  mallopt (M_TRIM_THRESHOLD, 512 * 1024 * 1024);
}

/* Returns: (nullable): none where the library cannot be written to: the files tell the same */
static BylineCatalogue *
writable (BylineCall *call)
{
  return call->catalogue != NULL && call->mode != BYLINE_CATALOGUE_READ ? call->catalogue : NULL;
}

static gboolean
publish (BylineCall *call, GPtrArray *photos, const BylineProfile *profile,
         const BylineCreditLines *credits, GError **error)
{
  const BylinePublishRequest request = { .folder = options.out,
                                         .catalogue = writable (call),
                                         .profile = profile->name,
                                         .placeholders = options.json,
                                         .spec = profile->spec,
                                         .fields = profile->fields,
                                         .html = options.html,
                                         .title = options.title,
                                         .credits = credits,
                                         .lang = options.lang,
                                         .manifest = options.manifest,
                                         .base_url = options.base_url,
                                         .force = options.force,
                                         /* one that could not be found keeps what it has */
                                         .prune = options.prune && call->exit == BYLINE_EXIT_DONE,
                                         .pruned = on_pruned,
                                         .allow_uncredited = options.allow_uncredited,
                                         .item = on_item,
                                         .user_data = call };
  g_autofree BylinePublishPhoto *list = g_new0 (BylinePublishPhoto, photos->len);
  g_autoptr (GCancellable) cancellable = byline_interrupt_new ();

  for (guint i = 0; i < photos->len; i++) {
    BylinePhotoArg *photo = g_ptr_array_index (photos, i);

    list[i].path = photo->path;
    list[i].id = byline_photo_known_id (call, photo);
  }
  return byline_publish (list, photos->len, &request, cancellable, error);
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
  const BylinePhotoArg *first = photos->pdata[0];

  if (!byline_call_library (call, first->path, BYLINE_CATALOGUE_READ, error))
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
  if (options.base_url != NULL && options.manifest == NULL)
    return byline_usage (error, "--base-url is of the manifest: --manifest FILE is needed too");
  if (options.base_url != NULL && !is_base_url (options.base_url))
    return byline_usage (error, "--base-url is an address, https://…, or a path, /photos");
  return TRUE;
}

static gboolean
run (BylineCall *call, GError **error)
{
  g_autoptr (GPtrArray) photos = NULL;
  g_autoptr (BylineCreditLines) credits = NULL;
  g_autoptr (BylineProfile) profile = NULL;

  if (!check_options (error))
    return FALSE;
  photos = byline_photos_resolve (call, &options.photos, call->args, TRUE, error);
  if (photos == NULL)
    return FALSE;
  if (call->catalogue == NULL && photos->len > 0)
    byline_call_prefer_library (call, ((BylinePhotoArg *) g_ptr_array_index (photos, 0))->path);
  profile = choose_profile (call, error);
  if (profile == NULL)
    return FALSE;
  keep_memory ();
  return photos->len == 0 || (load_credits (call, photos, &credits, error) &&
                              publish (call, photos, profile, credits, error));
}

const BylineCommand byline_cmd_thumbs = {
  .name = "thumbs",
  .arguments = "PHOTO…",
  .summary = "Make web pictures with the credit kept and private data dropped",
  .description = "PHOTO is a path, or the beginning of the id of a photo in the library.",
  .options = entries,
  .run = run,
};
