#include "metadata/sidecar.h"

#include "base/folder_names.h"
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

static const char *const endings[] = { ".xmp", ".XMP", ".Xmp" };

static Claim
claim_of (BylineFormat format)
{
  if (byline_format_is_raw (format))
    return CLAIM_RAW;
  return byline_format_is_written (format) ? CLAIM_WRITTEN : CLAIM_NOT_WRITTEN;
}

gboolean
byline_sidecar_is_needed (BylineFormat format)
{
  return claim_of (format) != CLAIM_WRITTEN;
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

/* Every spelling asked for costs each photo two system calls: these are those programs write. */
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
has_other (const char *photo, const char *stem, const char *extension)
{
  g_autofree char *path = g_strconcat (stem, ".", extension, NULL);

  return strcmp (path, photo) != 0 && access (path, F_OK) == 0;
}

static gboolean
has_other_of (const char *photo, const char *stem, BylineFormat format)
{
  const char *all = byline_format_extensions (format);
  g_auto (GStrv) extensions = g_strsplit (all != NULL ? all : "", " ", 0);

  for (guint i = 0; extensions[i] != NULL; i++) {
    g_autofree char *upper = g_ascii_strup (extensions[i], -1);

    if (*upper != '\0' &&
        (has_other (photo, stem, extensions[i]) || has_other (photo, stem, upper)))
      return TRUE;
  }
  return FALSE;
}

/* Is there a photo of the same name with as good a claim, or a better one?  Two raw files of one
 * capture share; two files that are written into would be made to disagree. */
static gboolean
has_rival (const char *photo, const char *stem, Claim claim)
{
  for (guint i = BYLINE_FORMAT_UNKNOWN + 1; i < BYLINE_N_FORMATS; i++) {
    const Claim other = claim_of ((BylineFormat) i);

    if ((other > claim || (other == claim && claim == CLAIM_WRITTEN)) &&
        has_other_of (photo, stem, (BylineFormat) i))
      return TRUE;
  }
  return FALSE;
}

char *
byline_sidecar_find (const char *photo, BylineFormat format)
{
  char *found = NULL;
  g_autofree char *stem = NULL;

  /* most folders have none; asking for each spelling is a fifth of what reading a photo costs */
  if (format == BYLINE_FORMAT_XMP || byline_folder_lacks (photo, endings[0]))
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

static gboolean
is_of (const char *extension, BylineFormat format)
{
  const char *all = byline_format_extensions (format);
  g_autofree char *lower = g_ascii_strdown (extension, -1);
  g_autofree char *wanted = g_strconcat (" ", lower, " ", NULL);

  return all != NULL && strstr (all, wanted) != NULL;
}

char *
byline_sidecar_key (const char *photo)
{
  g_autofree char *stem = stem_of (photo);
  const char *dot = photo + strlen (stem);

  for (guint i = BYLINE_FORMAT_UNKNOWN + 1; *dot == '.' && i < BYLINE_N_FORMATS; i++)
    if (claim_of ((BylineFormat) i) != CLAIM_WRITTEN && is_of (dot + 1, (BylineFormat) i))
      return g_strconcat (stem, endings[0], NULL);
  return g_strdup (photo);
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
change (BylineXmp *xmp, const BylineMetadata *metadata, const BylineEdit *edit,
        gboolean photo_follows)
{
  for (guint i = 0; i < BYLINE_N_FIELDS; i++) {
    const BylineField field = (BylineField) i;
    guint n = 0;
    const BylineText *now = byline_metadata_best (metadata, field, &n, NULL);
    g_autoptr (GPtrArray) wanted = byline_edit_apply (edit, field, now, n);

    if (wanted == NULL)
      continue;
    if (wanted->len == 0 && !photo_follows && is_embedded (metadata, field))
      byline_xmp_clear (xmp, field);
    else
      byline_xmp_set (xmp, field, wanted);
  }
}

GBytes *
byline_sidecar_rewrite (GBytes *old, const BylineMetadata *metadata, const BylineEdit *edit,
                        gboolean photo_follows, GError **error)
{
  g_autoptr (GBytes) base =
      old != NULL ? g_bytes_ref (old) : g_bytes_new_static (new_sidecar, strlen (new_sidecar));
  g_autoptr (BylineXmp) xmp = byline_xmp_parse (base, error);

  if (xmp == NULL)
    return NULL;
  change (xmp, metadata, edit, photo_follows);
  if (byline_xmp_is_changed (xmp))
    return byline_xmp_serialise_dressed (xmp, base, error);
  return old != NULL ? g_bytes_ref (old) : g_bytes_new_static ("", 0);
}
