#include <byline/catalogue.h>

BylineEntry *
byline_entry_new (void)
{
  return g_new0 (BylineEntry, 1);
}

void
byline_entry_clear (BylineEntry *entry)
{
  g_free (entry->path);
  g_free (entry->name);
  g_free (entry->job);
  byline_metadata_free (entry->metadata);
  *entry = (BylineEntry){ 0 };
}

void
byline_entry_free (BylineEntry *entry)
{
  if (entry == NULL)
    return;
  byline_entry_clear (entry);
  g_free (entry);
}
