#include <byline/config.h>

/* Every key there is, in the order of docs/configuration.md. */
/* clang-format off */
const BylineConfigKey byline_config_keys[] = {
  { "byline", "library",        "folder" },
  { "read",   "legacy-charset", "charset" },
  { "write",  "iim",            "always, if-present" },
  { "credit", "codes",          "file" },
  { NULL, NULL, NULL },
};
/* clang-format on */
