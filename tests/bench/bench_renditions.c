/* bench_renditions [OPTION…] WIDTH[,WIDTH…] PHOTO…
 *
 * Makes renditions of each photo on one thread and nothing else: what scripts/bench_thumbs times
 * where the whole program is not to be timed. */
#include <byline/rendition.h>

static char *folder;
static int webp;
static int quality;
static int orientation = 1;

static gboolean
write_out (const char *path, const GPtrArray *renditions, GError **error)
{
  g_autofree char *name = g_path_get_basename (path);

  for (guint i = 0; i < renditions->len; i++) {
    const BylineRendition *rendition = g_ptr_array_index (renditions, i);
    g_autofree char *to = g_strdup_printf ("%s/%s-%d.%s", folder, name, rendition->width,
                                           byline_format_name (rendition->format));
    gsize size;
    const char *bytes = g_bytes_get_data (rendition->bytes, &size);

    if (!g_file_set_contents_full (to, bytes, (gssize) size, G_FILE_SET_CONTENTS_NONE, 0644, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
make (const char *path, const BylineRenditionSpec *spec, GError **error)
{
  g_autoptr (GPtrArray) renditions = byline_renditions_make (path, orientation, spec, NULL, error);

  if (renditions == NULL)
    return FALSE;
  return folder == NULL || write_out (path, renditions, error);
}

int
main (int argc, char **argv)
{
  static const BylineFormat formats[] = { BYLINE_FORMAT_JPEG, BYLINE_FORMAT_WEBP };
  static const GOptionEntry entries[] = {
    { "write", 'w', 0, G_OPTION_ARG_FILENAME, &folder, "Write the renditions here", "DIR" },
    { "webp", 0, 0, G_OPTION_ARG_INT, &webp, "WebP too, with this effort", "1-6" },
    { "quality", 'q', 0, G_OPTION_ARG_INT, &quality, "Quality of all", "1-100" },
    { "orientation", 'o', 0, G_OPTION_ARG_INT, &orientation, "Exif's, of all photos", "1-8" },
    { 0 },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("WIDTHS PHOTO…");
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) widths = g_array_new (FALSE, FALSE, sizeof (int));
  g_auto (GStrv) numbers = NULL;
  int failed = 0;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc < 3)
    g_error ("%s", error != NULL ? error->message : "need WIDTHS and PHOTO");
  numbers = g_strsplit (argv[1], ",", -1);
  for (char **at = numbers; *at != NULL; at++) {
    int width = (int) g_ascii_strtoll (*at, NULL, 10);

    g_array_append_val (widths, width);
  }
  for (int i = 2; i < argc; i++) {
    BylineRenditionSpec spec = {
      .widths = (const int *) (void *) widths->data,
      .n_widths = widths->len,
      .formats = formats,
      .n_formats = webp > 0 ? 2 : 1,
      .quality = { [BYLINE_FORMAT_JPEG] = quality, [BYLINE_FORMAT_WEBP] = quality },
      .effort = { [BYLINE_FORMAT_WEBP] = webp },
    };
    g_autoptr (GError) why = NULL;

    if (!make (argv[i], &spec, &why)) {
      g_printerr ("%s\n", why->message);
      failed = 3;
    }
  }
  return failed;
}
