/* What a plan for a TIFF file promises must come out.  The file's last octet chooses the parts, as
 * in container_round.h; Exif is changed by its own writer, since not everything is an Exif block.
 */
#include "container_round.h"
#include "metadata/exif.h"

int LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size);

static void
choose_tiff_parts (BylineContainer *container, guint8 choice, BylineNewParts *parts)
{
  const BylineExifTag tags[] = {
    { 0, 0x013b, (choice & 8) != 0 ? NULL : "Somebody" },
    { 0, 0x010e, (choice & 0x10) != 0 ? NULL : "A caption that is longer than a field" },
    { 1, 0x9003, (choice & 0x20) != 0 ? NULL : "2025:07:14 10:20:30" },
  };
  GBytes *old = byline_container_part (container, BYLINE_PART_EXIF);
  gsize max = byline_container_part_max (container, BYLINE_PART_EXIF);
  g_autoptr (GBytes) new =
      max > 0 ? byline_exif_write (old, tags, G_N_ELEMENTS (tags), max, NULL) : NULL;

  choose_parts (container, choice & (guint8) ~9U, parts);
  if (new != NULL && (choice & 1) != 0)
    byline_new_parts_take (parts, BYLINE_PART_EXIF, g_steal_pointer (&new));
  if ((choice & 0x80) != 0)
    byline_new_parts_take (parts, BYLINE_PART_IIM,
                           (choice & 0x10) != 0 ? NULL : g_bytes_new_static ("\x1c\2\5\0\3abc", 8));
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size)
{
  if (size < 8 || bytes[0] != bytes[1] || (bytes[0] != 'I' && bytes[0] != 'M'))
    return 0; /* the others have targets of their own */
  return fuzz_container (bytes, size, choose_tiff_parts);
}
