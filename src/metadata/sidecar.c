#include "metadata/sidecar.h"

#include "metadata/values.h"
#include "metadata/xmp.h"

#include <byline/error.h>

#include <string.h>
#include <unistd.h>

#define RDF "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

static const char new_sidecar[] =
    "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
    "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n <rdf:RDF xmlns:rdf=\"" RDF "\">\n"
    "  <rdf:Description rdf:about=\"\"/>\n </rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"w\"?>\n";

/* Whose name.xmp is: the rarer a program's way to put fields into a file, the more it needs it. */
typedef enum { CLAIM_WRITTEN, CLAIM_NOT_WRITTEN, CLAIM_RAW } Claim;

/* Endings of the other photos that may have the same name. */
static const struct {
  const char *ending;
  Claim claim;
} kinds[] = {
  { "cr2", CLAIM_RAW },          { "cr3", CLAIM_RAW },          { "nef", CLAIM_RAW },
  { "arw", CLAIM_RAW },          { "raf", CLAIM_RAW },          { "orf", CLAIM_RAW },
  { "rw2", CLAIM_RAW },          { "dng", CLAIM_RAW },          { "pef", CLAIM_RAW },
  { "srw", CLAIM_RAW },          { "nrw", CLAIM_RAW },          { "crw", CLAIM_RAW },
  { "heic", CLAIM_NOT_WRITTEN }, { "heif", CLAIM_NOT_WRITTEN }, { "hif", CLAIM_NOT_WRITTEN },
  { "avif", CLAIM_NOT_WRITTEN }, { "jpg", CLAIM_WRITTEN },      { "jpeg", CLAIM_WRITTEN },
  { "jpe", CLAIM_WRITTEN },      { "png", CLAIM_WRITTEN },      { "webp", CLAIM_WRITTEN },
  { "tif", CLAIM_WRITTEN },      { "tiff", CLAIM_WRITTEN },
};

static const char *const endings[] = { ".xmp", ".XMP" };

static Claim
claim_of (BylineFormat format)
{
  switch (format) {
  case BYLINE_FORMAT_JPEG:
  case BYLINE_FORMAT_WEBP:
  case BYLINE_FORMAT_PNG:
    return CLAIM_WRITTEN;
  default:
    return CLAIM_NOT_WRITTEN;
  }
}

gboolean
byline_sidecar_is_needed (BylineFormat format)
{
  return claim_of (format) != CLAIM_WRITTEN && format != BYLINE_FORMAT_XMP;
}

/* Names --------------------------------------------------------------------------------------- */

/* Returns: (transfer full): @photo without its ending, "" or with @photo's folder before it */
static char *
stem_of (const char *photo)
{
  const char *slash = strrchr (photo, '/');
  const char *name = slash != NULL ? slash + 1 : photo;
  const char *dot = strrchr (name, '.');

  return g_strndup (photo, dot != NULL && dot > name ? (gsize) (dot - photo) : strlen (photo));
}

static char *
existing (const char *base)
{
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++) {
    g_autofree char *path = g_strconcat (base, endings[i], NULL);

    if (access (path, F_OK) == 0)
      return g_steal_pointer (&path);
  }
  return NULL;
}

static gboolean
is_other_photo (const char *photo, const char *stem, const char *ending)
{
  g_autofree char *path = g_strconcat (stem, ".", ending, NULL);

  return strcmp (path, photo) != 0 && access (path, F_OK) == 0;
}

/* Is there a photo of the same name with as good a claim, or a better one?  Two raw files of one
 * capture share; two files that are written into would be made to disagree. */
static gboolean
has_rival (const char *photo, const char *stem, Claim claim)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autofree char *upper = NULL;

    if (kinds[i].claim < claim || (kinds[i].claim == claim && claim != CLAIM_WRITTEN))
      continue;
    upper = g_ascii_strup (kinds[i].ending, -1);
    if (is_other_photo (photo, stem, kinds[i].ending) || is_other_photo (photo, stem, upper))
      return TRUE;
  }
  return FALSE;
}

char *
byline_sidecar_find (const char *photo, BylineFormat format)
{
  char *found = NULL;
  g_autofree char *stem = NULL;

  if (format == BYLINE_FORMAT_XMP)
    return NULL;
  found = existing (photo);
  if (found != NULL)
    return found;
  stem = stem_of (photo);
  found = existing (stem);
  if (found != NULL && has_rival (photo, stem, claim_of (format)))
    g_clear_pointer (&found, g_free);
  return found;
}

char *
byline_sidecar_new_path (const char *photo, BylineFormat format)
{
  g_autofree char *stem = stem_of (photo);

  return g_strconcat (claim_of (format) == CLAIM_RAW ? stem : photo, endings[0], NULL);
}

/* Contents ------------------------------------------------------------------------------------ */

BylineContainer *
byline_sidecar_open (BylineInput *input, GError **error)
{
  g_autoptr (GError) problem = NULL;
  BylineContainer *container = byline_container_open (input, &problem);

  if (container != NULL && byline_container_format (container) == BYLINE_FORMAT_XMP)
    return container;
  byline_container_free (container);
  if (problem != NULL && !g_error_matches (problem, BYLINE_ERROR, BYLINE_ERROR_UNSUPPORTED))
    g_propagate_error (error, g_steal_pointer (&problem));
  else
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_MALFORMED, "%s: not an XMP sidecar",
                 byline_input_name (input));
  return NULL;
}

static gboolean
is_embedded (const BylineMetadata *metadata, BylineField field)
{
  guint n = 0;

  for (guint i = 0; i < BYLINE_LAYER_SIDECAR; i++)
    if (byline_metadata_layer (metadata, field, (BylineLayer) i, &n) != NULL)
      return TRUE;
  return FALSE;
}

static void
change (BylineXmp *xmp, const BylineMetadata *metadata, const BylineEdit *edit)
{
  for (guint i = 0; i < BYLINE_N_FIELDS; i++) {
    const BylineField field = (BylineField) i;
    guint n = 0;
    const BylineText *now = byline_metadata_best (metadata, field, &n, NULL);
    g_autoptr (GPtrArray) wanted = byline_edit_apply (edit, field, now, n);

    if (wanted == NULL)
      continue;
    if (wanted->len == 0 && is_embedded (metadata, field))
      byline_xmp_clear (xmp, field);
    else
      byline_xmp_set (xmp, field, wanted);
  }
}

GBytes *
byline_sidecar_rewrite (GBytes *old, const BylineMetadata *metadata, const BylineEdit *edit,
                        GError **error)
{
  g_autoptr (GBytes) base =
      old != NULL ? g_bytes_ref (old) : g_bytes_new_static (new_sidecar, strlen (new_sidecar));
  g_autoptr (BylineXmp) xmp = byline_xmp_parse (base, error);

  if (xmp == NULL)
    return NULL;
  change (xmp, metadata, edit);
  if (byline_xmp_is_changed (xmp))
    return byline_xmp_serialise_dressed (xmp, base, error);
  return old != NULL ? g_bytes_ref (old) : g_bytes_new_static ("", 0);
}
