#include "metadata/country.h"
#include "metadata/private.h"
#include "metadata/values.h"

#include <string.h>

typedef enum { SAME, CUT, DIFFERENT } Likeness;

/* What one layer says about a field. */
typedef struct {
  const BylineText *texts;
  guint n;
} Said;

/* What cameras put into ImageDescription when nobody has described anything. */
static const char *const boilerplate[] = {
  "OLYMPUS DIGITAL CAMERA",
  "SONY DSC",
  "MINOLTA DIGITAL CAMERA",
  "KONICA MINOLTA DIGITAL CAMERA",
  "DIGITAL CAMERA",
  "KODAK Digital Still Camera",
  "SAMSUNG DIGITAL CAMERA",
  "SAMSUNG",
  "Exif_JPEG_PICTURE",
  "DCF 1.0",
  "default",
};

static gboolean
is_boilerplate (BylineField field, const Said *exif)
{
  if (field != BYLINE_FIELD_DESCRIPTION || exif->n == 0)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (boilerplate); i++)
    if (strcmp (exif->texts[0].text, boilerplate[i]) == 0)
      return TRUE;
  return FALSE;
}

static char *
normal (const char *text)
{
  /* ASCII is normal, and most of what there is */
  return g_str_is_ascii (text) ? g_strdup (text) : g_utf8_normalize (text, -1, G_NORMALIZE_NFC);
}

/* The first @max octets, without half a character. */
static char *
cut_to (const char *text, gsize max)
{
  gsize length = strlen (text);

  if (length > max)
    for (length = max; length > 0 && ((guchar) text[length] & 0xC0) == 0x80;)
      length--;
  return g_strchomp (g_strndup (text, length));
}

/* exiftool cuts through a character; what is left of it was read as U+FFFD. */
static gsize
length_without_stump (const char *text)
{
  static const char stump[] = "\xEF\xBF\xBD";
  gsize length = strlen (text);

  while (length >= 3 && memcmp (text + length - 3, stump, 3) == 0)
    length -= 3;
  return length;
}

/* Is @cut the beginning of @whole, as long as @max allows?  Programs cut at octets, at characters,
 * or before a character with its marks; white space at the end is nobody's. */
static gboolean
is_cut (const char *whole, const char *cut, gsize max)
{
  gsize length = length_without_stump (cut);
  const char *next = whole + length;

  if (length == 0 || strncmp (whole, cut, length) != 0 || *next == '\0')
    return FALSE;
  if (g_utf8_strlen (cut, (gssize) length) == (glong) max)
    return TRUE; /* a legacy charset counts characters where UTF-8 counts octets */
  while (g_unichar_isspace (g_utf8_get_char (next)))
    next = g_utf8_next_char (next);
  do
    next = *next != '\0' ? g_utf8_next_char (next) : next;
  while (*next != '\0' && g_unichar_ismark (g_utf8_get_char (next)));
  return length <= max && (gsize) (next - whole) > max;
}

static Likeness
like_text (const char *whole, const char *other, gsize max)
{
  g_autofree char *a = NULL;
  g_autofree char *b = NULL;

  if (strcmp (whole, other) == 0)
    return SAME;
  a = normal (whole);
  b = normal (other);
  if (strcmp (a, b) == 0)
    return SAME;
  return max > 0 && is_cut (a, b, max) ? CUT : DIFFERENT;
}

/* Names in one string, as EXIF's Artist has them. */
static char *
joined (const Said *said)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < said->n; i++)
    g_string_append_printf (out, "%s%s", i > 0 ? "; " : "", said->texts[i].text);
  return g_string_free (out, FALSE);
}

static Likeness
like_names (const Said *whole, const Said *other, gsize max)
{
  g_autofree char *a = NULL;
  g_autofree char *b = NULL;
  Likeness worst = SAME;

  /* the same number of names, or, as Adobe's programs have it in IIM, the first alone */
  if (whole->n == other->n || (max > 0 && other->n == 1)) {
    for (guint i = 0; i < other->n; i++)
      worst = MAX (worst, like_text (whole->texts[i].text, other->texts[i].text, max));
    if (worst != DIFFERENT)
      return worst;
  }
  a = joined (whole);
  b = joined (other);
  return like_text (a, b, other->n == 1 ? max : 0);
}

/* Keys: the texts, normal and cut to @max. */
static GHashTable *
set_of (const Said *said, gsize max, gboolean *any_cut)
{
  GHashTable *set = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < said->n; i++) {
    g_autofree char *text = normal (said->texts[i].text);

    if (max > 0 && strlen (text) > max)
      *any_cut = TRUE;
    g_hash_table_add (set, max > 0 ? cut_to (text, max) : g_steal_pointer (&text));
  }
  return set;
}

/* Keywords: a Bag has no order (XMP Part 1, 6.3.3). */
static Likeness
like_bag (const Said *whole, const Said *other, gsize max)
{
  gboolean cut = FALSE;
  gboolean other_cut = FALSE;
  g_autoptr (GHashTable) a = set_of (whole, max, &cut);
  g_autoptr (GHashTable) b = set_of (other, max, &other_cut);
  GHashTableIter iter;
  gpointer key = NULL;

  if (g_hash_table_size (a) != g_hash_table_size (b))
    return DIFFERENT;
  g_hash_table_iter_init (&iter, a);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (!g_hash_table_contains (b, key))
      return DIFFERENT;
  return cut && !other_cut ? CUT : SAME;
}

static Likeness
like_date (const char *a, const char *b)
{
  BylineDate one;
  BylineDate two;

  if (strcmp (a, b) == 0)
    return SAME;
  return byline_date_parse (a, &one) && byline_date_parse (b, &two) &&
                 byline_date_agrees (&one, &two)
             ? SAME
             : DIFFERENT;
}

static Likeness
like_country (const char *a, const char *b)
{
  const char *one = byline_country_alpha3 (a);
  const char *two = byline_country_alpha3 (b);

  if (one != NULL && two != NULL)
    return g_ascii_strcasecmp (one, two) == 0 ? SAME : DIFFERENT;
  return g_ascii_strcasecmp (a, b) == 0 ? SAME : DIFFERENT;
}

/* Does @other say what @whole says?  @max: octets that @other's layer has room for; 0: any. */
static Likeness
like (BylineField field, const Said *whole, const Said *other, gsize max)
{
  const BylineText *a = byline_texts_default (whole->texts, whole->n);
  const BylineText *b = byline_texts_default (other->texts, other->n);

  if (a == NULL || b == NULL)
    return SAME;
  if (field == BYLINE_FIELD_CREATOR)
    return like_names (whole, other, max);
  if (byline_field_is_list (field))
    return like_bag (whole, other, max);
  if (byline_fields[field].kind == BYLINE_KIND_DATE)
    return like_date (a->text, b->text);
  if (field == BYLINE_FIELD_COUNTRY_CODE)
    return like_country (a->text, b->text);
  return like_text (a->text, b->text, max);
}

static Likeness
compare (BylineField field, const Said said[BYLINE_N_LAYERS], BylineLayer whole, BylineLayer other)
{
  return like (field, &said[whole], &said[other],
               other == BYLINE_LAYER_IIM ? byline_fields[field].iim_max : 0);
}

/* MWG 2.0, 5: EXIF; else XMP, unless a program that knows only IIM has written since.  Rating is
 * XMP's first; EXIF has whole stars only. */
static BylineLayer
trusted (BylineField field, const Said said[BYLINE_N_LAYERS], gboolean digest_matches)
{
  gboolean xmp_first = field == BYLINE_FIELD_RATING && said[BYLINE_LAYER_XMP].n > 0;

  if (said[BYLINE_LAYER_EXIF].n > 0 && !xmp_first)
    return BYLINE_LAYER_EXIF;
  if (said[BYLINE_LAYER_IIM].n == 0 || (said[BYLINE_LAYER_XMP].n > 0 && digest_matches))
    return BYLINE_LAYER_XMP;
  /* what IIM had no room for, XMP still has */
  if (said[BYLINE_LAYER_XMP].n > 0 &&
      compare (field, said, BYLINE_LAYER_XMP, BYLINE_LAYER_IIM) == CUT)
    return BYLINE_LAYER_XMP;
  return BYLINE_LAYER_IIM;
}

/* Of layers that agree, the one that says most: names apart, a date with its zone. */
static BylineLayer
fullest (BylineField field, const Said said[BYLINE_N_LAYERS], BylineLayer trust)
{
  BylineLayer best = trust;

  for (guint i = 0; i < BYLINE_N_LAYERS; i++) {
    BylineLayer layer = (BylineLayer) i;

    if (layer == trust || said[layer].n == 0 || compare (field, said, trust, layer) != SAME)
      continue;
    if (field == BYLINE_FIELD_CREATOR
            ? said[layer].n > said[best].n
            : strlen (said[layer].texts[0].text) > strlen (said[best].texts[0].text))
      best = layer;
  }
  return best;
}

static void
mark_odd (BylineMetadata *metadata, BylineField field, const Said said[BYLINE_N_LAYERS])
{
  static const BylineLayer pairs[][2] = {
    { BYLINE_LAYER_XMP, BYLINE_LAYER_IIM },
    { BYLINE_LAYER_EXIF, BYLINE_LAYER_IIM },
    { BYLINE_LAYER_EXIF, BYLINE_LAYER_XMP },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++) {
    Likeness likeness = compare (field, said, pairs[i][0], pairs[i][1]);

    if (likeness == DIFFERENT)
      byline_metadata_mark (metadata, field, BYLINE_ODD_CONFLICT);
    else if (likeness == CUT)
      byline_metadata_mark (metadata, field, BYLINE_ODD_TRUNCATED);
  }
}

/* Only what can be settled by writing: into these files the sidecar's values can be brought. */
static void
mark_odd_sidecar (BylineMetadata *metadata, BylineField field, const Said said[BYLINE_N_LAYERS])
{
  const gboolean cleared = byline_metadata_is_cleared (metadata, field);

  if (!byline_format_is_written (byline_metadata_get_facts (metadata)->format))
    return;
  for (guint i = 0; i < BYLINE_LAYER_SIDECAR; i++)
    if (said[i].n > 0 &&
        (cleared || compare (field, said, BYLINE_LAYER_SIDECAR, (BylineLayer) i) == DIFFERENT))
      byline_metadata_mark (metadata, field, BYLINE_ODD_CONFLICT);
}

/* Returns: how many layers say something */
static guint
gather (const BylineMetadata *metadata, BylineField field, Said said[BYLINE_N_LAYERS])
{
  guint layers = 0;

  for (guint i = 0; i < BYLINE_N_LAYERS; i++) {
    said[i].texts = byline_metadata_layer (metadata, field, (BylineLayer) i, &said[i].n);
    layers += said[i].n > 0 ? 1 : 0;
  }
  return layers;
}

/* The three layers inside the file. */
static void
settle_embedded (BylineMetadata *metadata, BylineField field, const Said said[BYLINE_N_LAYERS],
                 gboolean one_layer, gboolean digest_matches)
{
  BylineLayer layer = trusted (field, said, digest_matches);

  if (!one_layer &&
      (field == BYLINE_FIELD_CREATOR || byline_fields[field].kind == BYLINE_KIND_DATE))
    layer = fullest (field, said, layer);
  if (byline_fields[field].kind == BYLINE_KIND_LANGS)
    byline_metadata_believe_langs (metadata, field, layer);
  else
    byline_metadata_believe (metadata, field, layer);
}

/* What stands in a sidecar was put there because it could not, or was not to, stand in the file. */
static void
settle (BylineMetadata *metadata, BylineField field, gboolean digest_matches)
{
  Said said[BYLINE_N_LAYERS];
  const guint layers = gather (metadata, field, said);

  if (layers == 0)
    return;
  if (layers > 1 && is_boilerplate (field, &said[BYLINE_LAYER_EXIF]))
    said[BYLINE_LAYER_EXIF].n = 0;
  if (layers > 1)
    mark_odd (metadata, field, said);
  mark_odd_sidecar (metadata, field, said);
  if (byline_metadata_is_cleared (metadata, field))
    return;
  if (said[BYLINE_LAYER_SIDECAR].n > 0)
    byline_metadata_believe (metadata, field, BYLINE_LAYER_SIDECAR);
  else
    settle_embedded (metadata, field, said, layers == 1, digest_matches);
}

void
byline_metadata_reconcile (BylineMetadata *metadata, gboolean digest_matches)
{
  for (guint field = 0; field < BYLINE_N_FIELDS; field++)
    settle (metadata, (BylineField) field, digest_matches);
}
