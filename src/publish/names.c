#include "publish/names.h"

#include "base/hash.h"

#include <byline/publish.h>

#include <math.h>
#include <string.h>

/* Leaves room, in the 255 bytes a file name may have, for width, hash and ending. */
#define NAME_BYTES 100
/* 12 digits: with a million renditions of one name, one chance in 500 of any two being alike. */
#define HASH_BYTES 6

static const BylineWebFormat web_formats[] = {
  { BYLINE_FORMAT_JPEG, "jpg", "image/jpeg" },  { BYLINE_FORMAT_WEBP, "webp", "image/webp" },
  { BYLINE_FORMAT_AVIF, "avif", "image/avif" }, { BYLINE_FORMAT_PNG, "png", "image/png" },
  { BYLINE_FORMAT_JXL, "jxl", "image/jxl" },
};

const BylineWebFormat *
byline_web_format (BylineFormat format)
{
  for (guint i = 0; i < G_N_ELEMENTS (web_formats); i++) {
    if (web_formats[i].format == format)
      return &web_formats[i];
  }
  return NULL;
}

/* The file's name without its ending, in one Unicode form: NFD names come from macOS. */
static char *
stem (const char *path)
{
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *valid = g_utf8_make_valid (base, -1);
  char *composed = g_utf8_normalize (valid, -1, G_NORMALIZE_DEFAULT_COMPOSE);
  char *dot = strrchr (composed, '.');

  if (dot != NULL && dot != composed)
    *dot = '\0';
  return composed;
}

char *
byline_publish_name (const char *path)
{
  g_autofree char *text = stem (path);
  GString *name = g_string_new (NULL);

  for (const char *at = text; *at != '\0' && name->len < NAME_BYTES; at = g_utf8_next_char (at)) {
    gunichar c = g_utf8_get_char (at);

    if (g_unichar_isalnum (c) || c == '_' || (g_unichar_ismark (c) && name->len > 0))
      g_string_append_unichar (name, c);
    else if (name->len > 0 && name->str[name->len - 1] != '-')
      g_string_append_c (name, '-');
  }
  if (name->len > 0 && name->str[name->len - 1] == '-')
    g_string_truncate (name, name->len - 1);
  if (name->len == 0)
    g_string_append (name, "photo");
  return g_string_free (name, FALSE);
}

/* By name: a field's number may change from one byline to the next. */
static void
append_fields (GString *recipe, guint64 fields)
{
  for (guint i = 0; i < BYLINE_N_FIELDS; i++)
    if ((fields >> i & 1) != 0)
      g_string_append_printf (recipe, " %s", byline_fields[i].name);
}

char *
byline_publish_file_name (const char *name, const BylineId *id, int orientation, int width,
                          BylineFormat format, const BylineRenditionSpec *spec, guint64 fields)
{
  const BylineSize size = { .width = width };

  return byline_publish_size_name (name, id, orientation, &size, NULL, format, spec, fields);
}

char *
byline_ratio_text (BylineRatio ratio)
{
  return ratio.width > 0 ? g_strdup_printf ("%d:%d", ratio.width, ratio.height) : NULL;
}

/* Ten-thousandths: finer than a pixel matters in any rendition. */
static void
append_crop (GString *recipe, BylineRatio crop, const BylineFocus *focus)
{
  g_string_append_printf (recipe, " %d:%d", crop.width, crop.height);
  if (focus != NULL && focus->known)
    g_string_append_printf (recipe, " %d,%d", (int) lrint (focus->x * 10000),
                            (int) lrint (focus->y * 10000));
}

char *
byline_publish_size_name (const char *name, const BylineId *id, int orientation,
                          const BylineSize *size, const BylineFocus *focus, BylineFormat format,
                          const BylineRenditionSpec *spec, guint64 fields)
{
  const BylineWebFormat *web = byline_web_format (format);
  g_autofree char *picture = byline_id_to_string (id);
  g_autoptr (GString) recipe = g_string_new (picture);
  g_autoptr (BylineHash) hash = byline_hash_new ();
  guint8 sha256[BYLINE_SHA256_SIZE];
  g_autofree char *digits = NULL;

  g_string_append_printf (recipe, " %d %d %s %d %d %d", orientation, size->width, web->extension,
                          byline_rendition_quality (spec, format),
                          byline_rendition_effort (spec, format), BYLINE_RENDITION_VERSION);
  if (fields != byline_publish_fields ())
    append_fields (recipe, fields);
  if (size->crop.width > 0)
    append_crop (recipe, size->crop, focus);
  byline_hash_update (hash, recipe->str, recipe->len);
  byline_hash_finish (hash, sha256);
  digits = byline_hex (sha256, HASH_BYTES);
  if (size->crop.width > 0)
    return g_strdup_printf ("%s-%dw-%dx%d-%s.%s", name, size->width, size->crop.width,
                            size->crop.height, digits, web->extension);
  return g_strdup_printf ("%s-%dw-%s.%s", name, size->width, digits, web->extension);
}

static gboolean
is_hash (const char *text)
{
  return strlen (text) == 2 * (gsize) HASH_BYTES &&
         strspn (text, "0123456789abcdef") == 2 * (gsize) HASH_BYTES;
}

/* Takes "-16x9" off the end.  Returns: 0:0 where it is not there */
static BylineRatio
take_crop (char *text)
{
  char *dash = strrchr (text, '-');
  g_auto (GStrv) sides = dash != NULL ? g_strsplit (dash + 1, "x", 2) : NULL;
  guint64 width = 0, height = 0;

  if (sides == NULL || g_strv_length (sides) != 2 ||
      !g_ascii_string_to_unsigned (sides[0], 10, 1, BYLINE_RATIO_MAX, &width, NULL) ||
      !g_ascii_string_to_unsigned (sides[1], 10, 1, BYLINE_RATIO_MAX, &height, NULL))
    return (BylineRatio){ 0, 0 };
  *dash = '\0';
  return (BylineRatio){ (int) width, (int) height };
}

gboolean
byline_publish_file_name_parse (const char *file_name, BylineRenditionName *parts)
{
  g_autofree char *text = g_strdup (file_name);
  char *dot = strrchr (text, '.');
  char *hash = dot != NULL ? (*dot = '\0', strrchr (text, '-')) : NULL;
  BylineRatio crop = hash != NULL ? (*hash = '\0', take_crop (text)) : (BylineRatio){ 0, 0 };
  char *width = hash != NULL ? strrchr (text, '-') : NULL;
  const gsize length = width != NULL ? strlen (width) : 0;
  guint64 pixels = 0;

  if (width == NULL || width == text || !is_hash (hash + 1) || width[length - 1] != 'w')
    return FALSE;
  *width = width[length - 1] = '\0';
  if (!g_ascii_string_to_unsigned (width + 1, 10, 1, G_MAXINT, &pixels, NULL))
    return FALSE;
  for (BylineFormat format = 0; format < BYLINE_N_FORMATS; format++) {
    const BylineWebFormat *web = byline_web_format (format);

    if (web == NULL || strcmp (web->extension, dot + 1) != 0)
      continue;
    *parts = (BylineRenditionName){ g_strdup (text), (int) pixels, crop, format };
    return TRUE;
  }
  return FALSE;
}
