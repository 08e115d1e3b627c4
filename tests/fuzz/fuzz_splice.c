#include "base/splice.h"

int LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size);

/* What the journal says is taken or refused whole; what is taken can be done and undone. */
int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size)
{
  static const guint8 old_bytes[256] = { 1, 2, 3 };
  g_autoptr (GBytes) encoded = g_bytes_new (bytes, size);
  g_autoptr (BylineSplice) splice = byline_splice_decode (encoded, NULL);
  g_autoptr (GBytes) before = NULL, after = NULL, back = NULL;
  g_autoptr (BylineInput) old = NULL, new = NULL;
  g_autoptr (BylineSplice) inverse = NULL;

  if (splice == NULL)
    return 0;
  before = g_bytes_new_static (old_bytes, sizeof old_bytes);
  old = byline_input_new (before, "old");
  after = byline_splice_apply (splice, old, NULL);
  if (after == NULL)
    return 0;
  g_assert_cmpuint (g_bytes_get_size (after), <=, sizeof old_bytes + size);
  new = byline_input_new (after, "new");
  inverse = byline_splice_invert (splice, old, NULL);
  back = byline_splice_apply (inverse, new, NULL);
  g_assert_true (g_bytes_equal (back, before));
  return 0;
}
