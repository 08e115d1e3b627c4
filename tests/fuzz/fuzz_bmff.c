#include "container_round.h"

#include "metadata/rewrite.h"

int LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size);

/* What it says is put together by the container itself here, so it is read as well. */
static void
read_metadata (const guint8 *bytes, size_t size)
{
  g_autoptr (GBytes) all = g_bytes_new (bytes, size);
  g_autoptr (BylineInput) input = byline_input_new (all, "photo");
  g_autoptr (BylineContainer) container = byline_container_open (input, NULL);
  g_autoptr (BylineMetadata) metadata = NULL;

  if (container != NULL)
    metadata = byline_metadata_read_parts (container);
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size)
{
  read_metadata (bytes, size);
  return fuzz_container (bytes, size);
}
