#include <byline/config.h>

/* Every key there is, in the order of docs/configuration.md. */
/* clang-format off */
const BylineConfigKey byline_config_keys[] = {
  { "byline", "library",        "folder" },
  { "read",   "legacy-charset", "charset" },
  { "write",  "iim",            "always, if-present" },
  { "credit", "codes",          "file" },
  { "profile *", "sizes",        "widths" },
  { "profile *", "formats",      "jpeg; webp; avif; png; jxl" },
  { "profile *", "crop",         "shapes" },
  { "profile *", "fields",       "fields" },
  { "profile *", "jpeg-quality", "1 to 100" },
  { "profile *", "webp-quality", "1 to 100" },
  { "profile *", "webp-effort",  "1 to 6" },
  { "profile *", "avif-quality", "1 to 100" },
  { "profile *", "avif-effort",  "1 to 9" },
  { "profile *", "png-effort",   "1 to 9" },
  { "profile *", "jxl-quality",  "1 to 100" },
  { "profile *", "jxl-effort",   "1 to 9" },
  { "profile *", "max-pixels",   "number of pixels" },
  { NULL, NULL, NULL },
};
/* clang-format on */
