#include "metadata/photoshop.h"

#include "metadata/iim.h"

#include <byline/error.h>

#include <string.h>

#define ID_IIM 0x0404
#define ID_DIGEST 0x0425
#define SIGNATURE 4
#define MD5_SIZE 16
#define MAX_RESOURCES 4096  /* a few dozen are usual */
#define FIRST_SEGMENT 65519 /* what a JPEG's first APP13 has room for */

/* Of whom resources are: Photoshop itself, ImageReady, PhotoDeluxe and others that exiftool knows.
 */
static const char *const signatures[] = { "8BIM", "MeSa", "AgHg", "PHUT", "DCSR" };

typedef struct {
  guint16 id;
  gboolean is_photoshop; /* "8BIM": ids mean what Photoshop says */
  GBytes *whole;         /* as it is, header and pad included */
  GBytes *data;
} Resource;

struct _BylinePhotoshop {
  GArray *resources; /* of Resource */
  GBytes *tail;      /* zeros behind the last */
  GBytes *iim;       /* nullable */
};

static void
clear_resource (gpointer data)
{
  Resource *resource = data;

  g_bytes_unref (resource->whole);
  g_bytes_unref (resource->data);
}

static GArray *
resources_new (void)
{
  GArray *resources = g_array_new (FALSE, FALSE, sizeof (Resource));

  g_array_set_clear_func (resources, clear_resource);
  return resources;
}

BylinePhotoshop *
byline_photoshop_new (void)
{
  BylinePhotoshop *photoshop = g_new0 (BylinePhotoshop, 1);

  photoshop->resources = resources_new ();
  photoshop->tail = g_bytes_new (NULL, 0);
  return photoshop;
}

void
byline_photoshop_free (BylinePhotoshop *photoshop)
{
  if (photoshop == NULL)
    return;
  g_array_unref (photoshop->resources);
  g_bytes_unref (photoshop->tail);
  g_clear_pointer (&photoshop->iim, g_bytes_unref);
  g_free (photoshop);
}

static Resource *
resource_at (const BylinePhotoshop *photoshop, guint index)
{
  return &g_array_index (photoshop->resources, Resource, index);
}

static gboolean
is_signature (const guint8 *bytes, gsize left)
{
  for (guint i = 0; i < G_N_ELEMENTS (signatures); i++)
    if (left >= SIGNATURE && memcmp (bytes, signatures[i], SIGNATURE) == 0)
      return TRUE;
  return FALSE;
}

/* Reads the resource at @at. Returns: the octets it takes up; 0 if it cannot be followed */
static gsize
parse_one (GArray *resources, GBytes *block, gsize at)
{
  gsize size;
  const guint8 *here = (const guint8 *) g_bytes_get_data (block, &size) + at;
  gsize left = size - at, data_at, taken;
  Resource resource = { 0 };
  guint32 length;

  if (!is_signature (here, left) || left < SIGNATURE + 3)
    return 0;
  resource.id = (guint16) (here[4] << 8 | here[5]);
  resource.is_photoshop = memcmp (here, "8BIM", SIGNATURE) == 0;
  data_at = SIGNATURE + 2 + ((gsize) here[6] + 2) / 2 * 2 + 4; /* a Pascal name, padded to even */
  if (data_at > left)
    return 0;
  memcpy (&length, here + data_at - 4, sizeof length);
  length = GUINT32_FROM_BE (length);
  if (length > left - data_at)
    return 0;
  taken = data_at + length;
  /* The pad octet of odd data is missing at some blocks' ends, and inside a few. */
  if ((length & 1) && taken < left && !is_signature (here + taken, left - taken))
    taken++;
  resource.whole = g_bytes_new_from_bytes (block, at, taken);
  resource.data = g_bytes_new_from_bytes (block, at + data_at, length);
  g_array_append_val (resources, resource);
  return taken;
}

static gboolean
is_zero (GBytes *bytes)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  for (gsize i = 0; i < size; i++)
    if (data[i] != 0)
      return FALSE;
  return TRUE;
}

static void
append_bytes (GByteArray *out, GBytes *bytes)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  if (size > 0)
    g_byte_array_append (out, data, (guint) size);
}

/* What pads a block that ends with a whole dataset must not stand before another block. */
static void
drop_padding (GByteArray *joined)
{
  g_autoptr (GBytes) so_far = g_bytes_new (joined->data, joined->len);
  g_autoptr (BylineIim) iim = byline_iim_parse (so_far, NULL);
  g_autoptr (GBytes) tail = NULL;
  gsize size = iim != NULL ? byline_iim_tail_size (iim) : 0;

  tail = g_bytes_new_from_bytes (so_far, joined->len - size, size);
  if (is_zero (tail))
    g_byte_array_set_size (joined, joined->len - (guint) size);
}

/* Photoshop's limit of 64 KB a segment makes some programs split IIM over several resources; others
 * add a block to the one that is there. */
static void
join_iim (BylinePhotoshop *photoshop)
{
  g_autoptr (GByteArray) joined = g_byte_array_new ();
  guint n = 0;

  for (guint i = 0; i < photoshop->resources->len; i++) {
    const Resource *resource = resource_at (photoshop, i);

    if (!resource->is_photoshop || resource->id != ID_IIM)
      continue;
    if (n > 0)
      drop_padding (joined);
    append_bytes (joined, resource->data);
    n++;
  }
  if (n > 0)
    photoshop->iim = g_byte_array_free_to_bytes (g_steal_pointer (&joined));
}

BylinePhotoshop *
byline_photoshop_parse (GBytes *resources, GError **error)
{
  g_autoptr (GArray) list = resources_new ();
  g_autoptr (GBytes) tail = NULL;
  gsize size = g_bytes_get_size (resources), at = 0, taken;
  BylinePhotoshop *photoshop;

  while (at < size && list->len < MAX_RESOURCES && (taken = parse_one (list, resources, at)) > 0)
    at += taken;
  tail = g_bytes_new_from_bytes (resources, at, size - at);
  if (!is_zero (tail)) {
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_MALFORMED,
                 "Photoshop resources: the one at octet %" G_GSIZE_FORMAT " cannot be followed",
                 at);
    return NULL;
  }
  photoshop = g_new0 (BylinePhotoshop, 1);
  photoshop->resources = g_steal_pointer (&list);
  photoshop->tail = g_steal_pointer (&tail);
  join_iim (photoshop);
  return photoshop;
}

GBytes *
byline_photoshop_serialise (const BylinePhotoshop *photoshop)
{
  GByteArray *out;

  if (photoshop->resources->len == 0)
    return NULL;
  out = g_byte_array_new ();
  for (guint i = 0; i < photoshop->resources->len; i++)
    append_bytes (out, resource_at (photoshop, i)->whole);
  append_bytes (out, photoshop->tail);
  return g_byte_array_free_to_bytes (out);
}

GBytes *
byline_photoshop_iim (const BylinePhotoshop *photoshop)
{
  return photoshop->iim;
}

static GBytes *
md5 (GBytes *iim)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_MD5);
  guint8 digest[MD5_SIZE];
  gsize size, length = sizeof digest;
  const guint8 *bytes = iim != NULL ? g_bytes_get_data (iim, &size) : NULL;

  if (bytes != NULL)
    g_checksum_update (checksum, bytes, (gssize) size);
  g_checksum_get_digest (checksum, digest, &length);
  return g_bytes_new (digest, sizeof digest);
}

/* Is @digest that of @iim, or of @iim without up to @fill zeros at its end? */
static gboolean
is_digest_of (GBytes *digest, GBytes *iim, gsize fill)
{
  gsize size = 0;
  const guint8 *bytes = iim != NULL ? g_bytes_get_data (iim, &size) : NULL;

  for (gsize cut = 0; cut <= fill; cut++) {
    g_autoptr (GBytes) part = NULL;
    g_autoptr (GBytes) real = NULL;

    if (cut > 0 && (cut > size || bytes[size - cut] != 0))
      return FALSE;
    part = iim != NULL ? g_bytes_new_from_bytes (iim, 0, size - cut) : NULL;
    real = md5 (part);
    if (g_bytes_equal (digest, real))
      return TRUE;
  }
  return FALSE;
}

gboolean
byline_photoshop_digest_matches (const BylinePhotoshop *photoshop, GBytes *iim)
{
  for (guint i = 0; i < photoshop->resources->len; i++) {
    const Resource *resource = resource_at (photoshop, i);

    if (resource->is_photoshop && resource->id == ID_DIGEST)
      return iim != NULL ? is_digest_of (resource->data, iim, 3)
                         : is_digest_of (resource->data, photoshop->iim, 0);
  }
  return TRUE;
}

static Resource
make (guint16 id, GBytes *data)
{
  static const guint8 zeros[4] = { 0 };
  g_autoptr (GByteArray) whole = g_byte_array_new ();
  guint32 length = GUINT32_TO_BE ((guint32) g_bytes_get_size (data));
  guint16 stored = GUINT16_TO_BE (id);

  g_byte_array_append (whole, (const guint8 *) "8BIM", SIGNATURE);
  g_byte_array_append (whole, (const guint8 *) &stored, sizeof stored);
  g_byte_array_append (whole, zeros, 2); /* no name */
  g_byte_array_append (whole, (const guint8 *) &length, sizeof length);
  append_bytes (whole, data);
  g_byte_array_append (whole, zeros, g_bytes_get_size (data) & 1);
  return (Resource){ .id = id,
                     .is_photoshop = TRUE,
                     .whole = g_byte_array_free_to_bytes (g_steal_pointer (&whole)),
                     .data = g_bytes_ref (data) };
}

/* Takes every resource @id out. Returns: where the first was, or @otherwise */
static guint
take_out (BylinePhotoshop *photoshop, guint16 id, guint otherwise)
{
  guint first = otherwise;

  for (guint i = photoshop->resources->len; i-- > 0;) {
    const Resource *resource = resource_at (photoshop, i);

    if (!resource->is_photoshop || resource->id != id)
      continue;
    g_array_remove_index (photoshop->resources, i);
    first = i;
  }
  return first;
}

/* What stood at the end without its pad octet needs it where something follows. */
static void
pad_all (BylinePhotoshop *photoshop)
{
  static const guint8 zero = 0;

  for (guint i = 0; i < photoshop->resources->len; i++) {
    Resource *resource = resource_at (photoshop, i);
    GByteArray *padded;

    if ((g_bytes_get_size (resource->whole) & 1) == 0)
      continue;
    padded = g_byte_array_new ();
    append_bytes (padded, resource->whole);
    g_byte_array_append (padded, &zero, 1);
    g_bytes_unref (resource->whole);
    resource->whole = g_byte_array_free_to_bytes (padded);
  }
}

/* Would PHP's iptcparse(), and so WordPress, take these octets for the beginning of a record? */
static gboolean
looks_like_dataset (GBytes *bytes)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  for (gsize i = 0; i + 1 < size; i++)
    if (data[i] == 0x1c && (data[i + 1] == 1 || data[i + 1] == 2))
      return TRUE;
  return FALSE;
}

/* Simple readers look through the first segment for the first octets that could be a dataset's: a
 * block that they would not find so goes in front of the other resources. */
static void
show_iim (BylinePhotoshop *photoshop)
{
  gboolean hidden = FALSE;
  gsize end = 0;

  for (guint i = 0; i < photoshop->resources->len; i++) {
    Resource resource = *resource_at (photoshop, i);

    end += g_bytes_get_size (resource.whole);
    if (!resource.is_photoshop || resource.id != ID_IIM) {
      hidden |= looks_like_dataset (resource.whole);
      continue;
    }
    if (i > 0 && (hidden || end > FIRST_SEGMENT)) {
      memmove (resource_at (photoshop, 1), resource_at (photoshop, 0), i * sizeof resource);
      *resource_at (photoshop, 0) = resource;
    }
    return;
  }
}

/* Returns: where the block was put, or was */
static guint
put_iim (BylinePhotoshop *photoshop, GBytes *iim)
{
  GBytes *kept = iim != NULL ? g_bytes_ref (iim) : NULL;
  guint at = take_out (photoshop, ID_IIM, photoshop->resources->len);

  g_clear_pointer (&photoshop->iim, g_bytes_unref);
  photoshop->iim = kept;
  if (iim != NULL) {
    Resource block = make (ID_IIM, iim);

    g_array_insert_val (photoshop->resources, at, block);
  }
  return at;
}

void
byline_photoshop_set_iim (BylinePhotoshop *photoshop, GBytes *iim)
{
  g_autoptr (GBytes) digest = md5 (iim);
  guint at = put_iim (photoshop, iim);
  guint digest_at = take_out (photoshop, ID_DIGEST, at + 1);

  if (iim != NULL) {
    Resource stamp = make (ID_DIGEST, digest);

    g_array_insert_val (photoshop->resources, digest_at, stamp);
  }
  pad_all (photoshop);
  show_iim (photoshop);
}

void
byline_photoshop_set_digest (BylinePhotoshop *photoshop, GBytes *iim)
{
  g_autoptr (GBytes) digest = md5 (iim);
  guint at = take_out (photoshop, ID_DIGEST, photoshop->resources->len);

  if (iim != NULL) {
    Resource stamp = make (ID_DIGEST, digest);

    g_array_insert_val (photoshop->resources, at, stamp);
  }
  pad_all (photoshop);
}

void
byline_photoshop_swap_iim (BylinePhotoshop *photoshop, GBytes *iim)
{
  put_iim (photoshop, iim);
  pad_all (photoshop);
  show_iim (photoshop);
}
