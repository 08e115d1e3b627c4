#include <byline/check.h>

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size);

static void
on_found (const BylineFinding *finding, gpointer user_data)
{
  guint *n = user_data;

  if (finding->message == NULL || !g_utf8_validate (finding->message, -1, NULL) ||
      finding->severity == BYLINE_SEVERITY_OFF)
    g_error ("a finding that says nothing");
  (*n)++;
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size)
{
  const BylinePage page = { .name = "page", .html = (const char *) bytes, .length = size };
  BylinePolicy policy;
  guint n = 0;
  const BylineCheck check = { .policy = &policy, .found = on_found, .user_data = &n };

  byline_policy_init (&policy);
  byline_check_page (&check, NULL, &page, NULL);
  return 0;
}
