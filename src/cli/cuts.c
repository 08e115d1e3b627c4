#include "cli/cuts.h"

#include "cli/terminal.h"

void
byline_cuts_add (BylineCuts *cuts, const char *path, const GPtrArray *cut)
{
  if (cut == NULL || cut->len == 0)
    return;
  if (cuts->counts == NULL) {
    cuts->counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    cuts->first = g_strdup (path);
  }
  for (guint i = 0; i < cut->len; i++) {
    const char *message = g_ptr_array_index (cut, i);
    const guint before = GPOINTER_TO_UINT (g_hash_table_lookup (cuts->counts, message));

    g_hash_table_insert (cuts->counts, g_strdup (message), GUINT_TO_POINTER (before + 1));
  }
}

void
byline_cuts_say (BylineCuts *cuts)
{
  g_autoptr (GList) messages = cuts->counts != NULL ? g_hash_table_get_keys (cuts->counts) : NULL;

  messages = g_list_sort (messages, (GCompareFunc) g_strcmp0);
  for (GList *at = messages; at != NULL; at = at->next) {
    const guint n = GPOINTER_TO_UINT (g_hash_table_lookup (cuts->counts, at->data));

    if (n == 1 && g_hash_table_size (cuts->counts) == 1)
      byline_say ("%s: %s", cuts->first, (const char *) at->data);
    else
      byline_say ("%s, in %u photo%s", (const char *) at->data, n, n == 1 ? "" : "s");
  }
  g_clear_pointer (&cuts->counts, g_hash_table_unref);
  g_clear_pointer (&cuts->first, g_free);
}
