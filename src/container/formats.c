#include <byline/format.h>

#include <string.h>

/* clang-format off */
static const struct {
  const char *name;
  gboolean written;
  gboolean raw;
  const char *extensions; /* between blanks, in lower case */
} formats[] = {
  [BYLINE_FORMAT_UNKNOWN] = { "unknown", FALSE, FALSE, NULL },
  [BYLINE_FORMAT_JPEG]    = { "jpeg",    TRUE,  FALSE, " jpg jpeg jpe " },
  [BYLINE_FORMAT_WEBP]    = { "webp",    TRUE,  FALSE, " webp " },
  [BYLINE_FORMAT_PNG]     = { "png",     TRUE,  FALSE, " png " },
  [BYLINE_FORMAT_TIFF]    = { "tiff",    TRUE,  FALSE, " tif tiff " },
  [BYLINE_FORMAT_HEIC]    = { "heic",    FALSE, FALSE, " heic hif " },
  [BYLINE_FORMAT_HEIF]    = { "heif",    FALSE, FALSE, " heif " },
  [BYLINE_FORMAT_AVIF]    = { "avif",    FALSE, FALSE, " avif " },
  [BYLINE_FORMAT_JXL]     = { "jxl",     FALSE, FALSE, " jxl " },
  [BYLINE_FORMAT_CR2]     = { "cr2",     FALSE, TRUE,  " cr2 " },
  [BYLINE_FORMAT_CR3]     = { "cr3",     FALSE, TRUE,  " cr3 " },
  [BYLINE_FORMAT_NEF]     = { "nef",     FALSE, TRUE,  " nef nrw " },
  [BYLINE_FORMAT_ARW]     = { "arw",     FALSE, TRUE,  " arw sr2 srf arq " },
  [BYLINE_FORMAT_RAF]     = { "raf",     FALSE, TRUE,  " raf " },
  [BYLINE_FORMAT_ORF]     = { "orf",     FALSE, TRUE,  " orf ori " },
  [BYLINE_FORMAT_RW2]     = { "rw2",     FALSE, TRUE,  " rw2 rwl " },
  [BYLINE_FORMAT_DNG]     = { "dng",     FALSE, TRUE,  " dng gpr " },
  [BYLINE_FORMAT_PEF]     = { "pef",     FALSE, TRUE,  " pef " },
  [BYLINE_FORMAT_SRW]     = { "srw",     FALSE, TRUE,  " srw " },
  [BYLINE_FORMAT_RAW]     = { "raw",     FALSE, TRUE,
                              " raw 3fr fff iiq mos mef erf dcr kdc k25 dcs drf cap eip ptx cs1 " },
  [BYLINE_FORMAT_XMP]     = { "xmp",     TRUE,  FALSE, NULL },
};
/* clang-format on */
G_STATIC_ASSERT (G_N_ELEMENTS (formats) == BYLINE_N_FORMATS);

const char *
byline_format_name (BylineFormat format)
{
  return formats[format].name;
}

BylineFormat
byline_format_from_name (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++) {
    if (g_strcmp0 (formats[i].name, name) == 0)
      return (BylineFormat) i;
  }
  return BYLINE_FORMAT_UNKNOWN;
}

gboolean
byline_format_is_raw (BylineFormat format)
{
  return formats[format].raw;
}

gboolean
byline_format_is_written (BylineFormat format)
{
  return formats[format].written;
}

BylineFormat
byline_format_raw_from_extension (const char *path)
{
  g_autofree char *name = g_path_get_basename (path);
  const char *dot = strrchr (name, '.');
  g_autofree char *lower = dot != NULL ? g_ascii_strdown (dot + 1, -1) : NULL;
  g_autofree char *wanted = g_strdup_printf (" %s ", lower != NULL ? lower : "");

  if (lower == NULL || *lower == '\0' || strchr (lower, ' ') != NULL)
    return BYLINE_FORMAT_UNKNOWN;
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++) {
    if (formats[i].raw && strstr (formats[i].extensions, wanted) != NULL)
      return (BylineFormat) i;
  }
  return BYLINE_FORMAT_UNKNOWN;
}

const char *
byline_format_extensions (BylineFormat format)
{
  return formats[format].extensions;
}
