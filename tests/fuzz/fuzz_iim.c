#include "metadata/iim.h"

#include <string.h>

/* The first octet says what to set, the rest is a block: it comes back as it was, becomes UTF-8,
 * and what is set reads back. */

int LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size);

static void
set_and_check (BylineIim *iim, BylineField field, const char *text)
{
  g_autofree char *copy = g_strdup (text);
  BylineText value = { NULL, copy };
  g_autoptr (GPtrArray) values = g_ptr_array_new ();
  g_autoptr (GPtrArray) cut = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (BylineMetadata) metadata = byline_metadata_new ();
  g_autoptr (GBytes) block = NULL;
  g_autoptr (BylineIim) again = NULL;
  const BylineText *found;
  guint n;

  g_ptr_array_add (values, &value);
  byline_iim_set (iim, field, values, cut);
  block = byline_iim_serialise (iim);
  again = byline_iim_parse (block, NULL);
  if (again == NULL) /* it had as many datasets as it may have */
    return;
  byline_iim_read (again, NULL, metadata);
  found = byline_metadata_layer (metadata, field, BYLINE_LAYER_IIM, &n);
  g_assert_cmpuint (n, ==, 1);
  g_assert_true (g_str_has_prefix (text, found[0].text));
  g_assert_true (cut->len > 0 || g_str_equal (text, found[0].text));
}

static void
check (const guint8 *bytes, size_t size, guint8 what)
{
  static const char *const texts[] = { "Jane", "Айгерім Нұрланова, Мария Ақжолова",
                                       "2025-07-14T10:11:12+05:00" };
  static const BylineField fields[] = { BYLINE_FIELD_CREATOR, BYLINE_FIELD_CREDIT,
                                        BYLINE_FIELD_DATE_CREATED };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) block = g_bytes_new (bytes, size);
  g_autoptr (BylineIim) iim = byline_iim_parse (block, &error);
  g_autoptr (GBytes) same = NULL;
  g_autoptr (BylineMetadata) metadata = byline_metadata_new ();

  g_assert_true ((iim == NULL) == (error != NULL));
  if (iim == NULL)
    return;
  same = byline_iim_serialise (iim);
  g_assert_true (g_bytes_equal (same, block));
  byline_iim_read (iim, what & 0x80 ? "CP1251" : NULL, metadata);
  if (byline_iim_make_utf8 (iim, what & 0x40 ? "CP1251" : NULL, NULL))
    set_and_check (iim, fields[what % 3], texts[what % 3]);
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size)
{
  if (size > 0)
    check (bytes + 1, size - 1, bytes[0]);
  return 0;
}
