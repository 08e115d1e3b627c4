/* The JSON that import takes: read, and every member asked for. */
#include "base/json_read.h"

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
ask (const BylineJsonObject *object, guint depth)
{
  g_auto (GStrv) names = byline_json_names (object);

  for (guint i = 0; names[i] != NULL; i++) {
    g_strfreev (byline_json_values (object, names[i]));
    g_ptr_array_unref (byline_json_objects (object, names[i]));
    const BylineJsonObject *inner = byline_json_inner (object, names[i]);

    byline_json_text (object, names[i]);
    if (inner != NULL && depth < 32)
      ask (inner, depth + 1);
  }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (BylineJsonObject) object = byline_json_read (text, size, NULL);

  if (object != NULL)
    ask (object, 0);
  return 0;
}
