#include "cli/write_options.h"

#include <byline/credits.h>

gboolean
byline_legacy_charset (BylineCall *call, char **charset, GError **error)
{
  const BylineConfig *config = *charset == NULL ? byline_call_config (call, error) : NULL;
  g_autoptr (GError) problem = NULL;

  if (*charset != NULL)
    return byline_charset_check (*charset, error);
  if (config == NULL || !byline_config_string (config, "read", "legacy-charset", charset, error))
    return FALSE;
  if (*charset == NULL || byline_charset_check (*charset, &problem))
    return TRUE;
  return byline_config_wrong (config, "read", "legacy-charset", problem->message, error);
}

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

gboolean
byline_iim_credits (const BylineCall *call, GHashTable **short_forms, GError **error)
{
  g_autoptr (BylineCreditLines) lines = NULL;

  *short_forms = NULL;
  if (call->catalogue == NULL)
    return TRUE;
  lines = byline_credits_load (call->catalogue, error);
  if (lines == NULL)
    return FALSE;
  *short_forms = byline_credit_lines_iim (lines);
  return TRUE;
}
