#include "cli/write_options.h"

#include "cli/command.h"

gboolean
byline_iim_policy_parse (const char *text, BylineIimPolicy *policy, GError **error)
{
  static const char *const names[] = {
    [BYLINE_IIM_ALWAYS] = "always", [BYLINE_IIM_IF_PRESENT] = "if-present"
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    if (g_str_equal (text, names[i])) {
      *policy = (BylineIimPolicy) i;
      return TRUE;
    }
  }
  return byline_usage (error, "--iim is always or if-present, not “%s”", text);
}
