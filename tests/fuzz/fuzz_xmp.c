#include "metadata/xmp.h"

#include "metadata/values.h"

#include <string.h>

/* The first octet says what to set, the rest is a packet: what is read is valid text, and what is
 * set reads back, from a packet that is no longer where it has room. */

int LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size);

static void
check_read (const BylineXmp *xmp)
{
  g_autoptr (BylineMetadata) metadata = byline_metadata_new ();
  g_autofree char *guid = byline_xmp_extended_guid (xmp);

  g_assert_true (guid == NULL || strlen (guid) == 32);
  byline_xmp_read (xmp, metadata);
  byline_metadata_reconcile (metadata, TRUE);
  for (guint i = 0; i < BYLINE_N_FIELDS; i++) {
    guint n = 0;
    const BylineText *values = byline_metadata_best (metadata, (BylineField) i, &n, NULL);

    for (guint j = 0; j < n; j++)
      g_assert_true (g_utf8_validate (values[j].text, -1, NULL));
  }
}

static void
check_says (const BylineXmp *xmp, BylineField field, const GPtrArray *wanted)
{
  g_autoptr (BylineMetadata) metadata = byline_metadata_new ();
  guint n = 0;
  const BylineText *values = NULL;

  byline_xmp_read (xmp, metadata);
  values = byline_metadata_layer (metadata, field, BYLINE_LAYER_XMP, &n);
  g_assert_cmpuint (n, ==, wanted->len);
  for (guint i = 0; i < n; i++)
    g_assert_cmpstr (values[i].text, ==,
                     ((const BylineText *) g_ptr_array_index (wanted, i))->text);
}

/* As a sidecar: what cannot be kept is refused. */
static void
check_dressed (const BylineXmp *xmp, GBytes *packet, BylineField field, const GPtrArray *values)
{
  g_autoptr (GBytes) made = byline_xmp_serialise_dressed (xmp, packet, NULL);
  g_autoptr (BylineXmp) again = made != NULL ? byline_xmp_parse (made, NULL) : NULL;

  g_assert_true ((made == NULL) == (again == NULL));
  if (again != NULL)
    check_says (again, field, values);
}

/* All of it goes into an extension, piece by piece. */
static void
check_moved (BylineXmp *xmp)
{
  g_autoptr (BylineXmp) extension = byline_xmp_new ();
  g_autoptr (GBytes) made = NULL;
  g_autoptr (BylineXmp) again = NULL;

  for (guint i = 0; i < 20 && byline_xmp_move_largest (xmp, extension); i++)
    ;
  made = byline_xmp_serialise (extension, NULL);
  again = byline_xmp_parse (made, NULL);
  g_assert_nonnull (again);
  g_assert_true (byline_xmp_is_empty (again) == byline_xmp_is_empty (extension));
}

static void
check_set (BylineXmp *xmp, GBytes *packet, guint8 what)
{
  const BylineField field = (BylineField) (what % BYLINE_N_FIELDS);
  const guint n = what / BYLINE_N_FIELDS % 3;
  g_autoptr (GPtrArray) values = byline_texts_new ();
  g_autoptr (GBytes) made = NULL;
  g_autoptr (BylineXmp) again = NULL;

  for (guint i = 0; i < (byline_field_is_list (field) ? n : MIN (n, 1)); i++)
    byline_texts_add (values, byline_fields[field].kind == BYLINE_KIND_LANGS ? "x-default" : NULL,
                      i == 0 ? "Айгерім <&> \"Н\"" : "two");
  byline_xmp_set (xmp, field, values);
  check_says (xmp, field, values);
  made = byline_xmp_serialise (xmp, packet);
  again = byline_xmp_parse (made, NULL);
  g_assert_nonnull (again);
  check_says (again, field, values);
  check_dressed (xmp, packet, field, values);
  check_moved (xmp);
}

static void
check (const guint8 *bytes, size_t size, guint8 what)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) packet = g_bytes_new (bytes, size);
  g_autoptr (BylineXmp) xmp = byline_xmp_parse (packet, &error);

  g_assert_true ((xmp == NULL) == (error != NULL));
  if (xmp == NULL)
    return;
  check_read (xmp);
  check_set (xmp, packet, what);
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size)
{
  if (size > 0)
    check (bytes + 1, size - 1, bytes[0]);
  return 0;
}
