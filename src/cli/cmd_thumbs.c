#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/photo_output.h"
#include "cli/photos.h"
#include "cli/terminal.h"

#include <byline/publish.h>

#include <malloc.h>

static struct {
  gboolean json, html;
  int quality;
  char *out, *sizes, *formats, *title;
  BylinePhotoOptions photos;
} options = { .quality = 80 };

static const GOptionEntry entries[] = {
  { "out", 'o', 0, G_OPTION_ARG_FILENAME, &options.out, "The folder to write into", "DIR" },
  { "sizes", 0, 0, G_OPTION_ARG_FILENAME, &options.sizes,
    "Widths in pixels; default 320,640,1280,2048", "LIST" },
  { "formats", 0, 0, G_OPTION_ARG_FILENAME, &options.formats, "jpeg, webp; default both", "LIST" },
  { "quality", 0, 0, G_OPTION_ARG_INT, &options.quality, "1 to 100; default 80", "N" },
  { "html", 0, 0, G_OPTION_ARG_NONE, &options.html, "Pages too: one a photo, and index.html",
    NULL },
  { "title", 0, 0, G_OPTION_ARG_FILENAME, &options.title, "Title of index.html", "TEXT" },
  { "json", 0, 0, G_OPTION_ARG_NONE, &options.json, "JSON Lines, one object a photo", NULL },
  BYLINE_PHOTO_OPTIONS (options.photos),
  G_OPTION_ENTRY_NULL,
};

#define SIZES_MAX 16
#define WIDTH_MAX 16384

typedef struct {
  int widths[SIZES_MAX];
  guint n_widths;
  BylineFormat formats[BYLINE_N_FORMATS];
  guint n_formats;
} Wanted;

static gboolean
parse_sizes (const char *text, Wanted *wanted, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);

  for (guint i = 0; parts[i] != NULL; i++) {
    guint64 width;

    if (!g_ascii_string_to_unsigned (parts[i], 10, 1, WIDTH_MAX, &width, NULL))
      return byline_usage (error, "“%s” is no width: a number from 1 to %d", parts[i], WIDTH_MAX);
    if (wanted->n_widths == SIZES_MAX)
      return byline_usage (error, "more than %d sizes", SIZES_MAX);
    wanted->widths[wanted->n_widths++] = (int) width;
  }
  return wanted->n_widths > 0 || byline_usage (error, "--sizes is empty");
}

static gboolean
parse_formats (const char *text, Wanted *wanted, GError **error)
{
  static const BylineFormat known[] = { BYLINE_FORMAT_JPEG, BYLINE_FORMAT_WEBP };
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);
  gboolean asked[BYLINE_N_FORMATS] = { FALSE };

  for (guint i = 0; parts[i] != NULL; i++) {
    guint k = 0;

    while (k < G_N_ELEMENTS (known) && !g_str_equal (parts[i], byline_format_name (known[k])))
      k++;
    if (k == G_N_ELEMENTS (known))
      return byline_usage (error, "“%s” is no format: jpeg or webp", parts[i]);
    asked[known[k]] = TRUE;
  }
  for (guint k = 0; k < G_N_ELEMENTS (known); k++)
    if (asked[known[k]])
      wanted->formats[wanted->n_formats++] = known[k];
  return wanted->n_formats > 0 || byline_usage (error, "--formats is empty");
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

static gboolean
publish (BylineCall *call, GPtrArray *photos, const Wanted *wanted, GError **error)
{
  const BylineRenditionSpec spec = { .widths = wanted->widths,
                                     .n_widths = wanted->n_widths,
                                     .formats = wanted->formats,
                                     .n_formats = wanted->n_formats,
                                     .jpeg_quality = options.quality,
                                     .webp_quality = options.quality };
  const BylinePublishRequest request = { .folder = options.out,
                                         .spec = spec,
                                         .html = options.html,
                                         .title = options.title,
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

static gboolean
run (BylineCall *call, GError **error)
{
  g_autoptr (GPtrArray) photos = NULL;
  Wanted wanted = { .n_widths = 0 };

  if (options.out == NULL)
    return byline_usage (error, "--out DIR is needed: where should the pictures go?");
  if (options.quality < 1 || options.quality > 100)
    return byline_usage (error, "--quality is a number from 1 to 100");
  if (options.title != NULL && !g_utf8_validate (options.title, -1, NULL))
    return byline_usage (error, "the title is not UTF-8");
  if (!parse_sizes (options.sizes != NULL ? options.sizes : "320,640,1280,2048", &wanted, error) ||
      !parse_formats (options.formats != NULL ? options.formats : "jpeg,webp", &wanted, error))
    return FALSE;
  photos = byline_photos_resolve (call, &options.photos, call->args, TRUE, error);
  if (photos == NULL)
    return FALSE;
  keep_memory ();
  return photos->len == 0 || publish (call, photos, &wanted, error);
}

const BylineCommand byline_cmd_thumbs = {
  .name = "thumbs",
  .arguments = "PHOTO…",
  .summary = "Make web pictures with the credit kept and private data dropped",
  .description = "PHOTO is a path, or the beginning of the id of a photo in the library.",
  .options = entries,
  .run = run,
};
