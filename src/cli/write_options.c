#include "cli/write_options.h"

gboolean
byline_iim_policy (BylineCall *call, const char *text, BylineIimPolicy *policy, GError **error)
{
  static const char *const names[] = {
    [BYLINE_IIM_ALWAYS] = "always", [BYLINE_IIM_IF_PRESENT] = "if-present", NULL
  };
  const BylineConfig *config = text == NULL ? byline_call_config (call, error) : NULL;
  guint index = *policy;

  if (text == NULL) {
    if (config == NULL || !byline_config_choice (config, "write", "iim", names, &index, error))
      return FALSE;
    *policy = (BylineIimPolicy) index;
    return TRUE;
  }
  for (guint i = 0; names[i] != NULL; i++) {
    if (g_str_equal (text, names[i])) {
      *policy = (BylineIimPolicy) i;
      return TRUE;
    }
  }
  return byline_usage (error, "--iim is always or if-present, not “%s”", text);
}
