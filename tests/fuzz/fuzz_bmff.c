#include "container/quicktime.h"
#include "container_read.h"

int LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size);

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size)
{
  g_autoptr (GBytes) film = g_bytes_new (bytes, size);
  g_autoptr (BylineInput) input = byline_input_new (film, "film");
  g_autofree char *id = byline_quicktime_content_id (input);

  g_assert_true (id == NULL || g_str_is_ascii (id));
  return fuzz_reading (bytes, size);
}
