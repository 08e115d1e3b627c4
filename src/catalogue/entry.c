#include <byline/catalogue.h>

#include "metadata/clock.h"

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

void
byline_entry_take_metadata (BylineEntry *entry, BylineMetadata *metadata)
{
  BylineFacts *facts = byline_metadata_facts (metadata);
  g_autofree char *taken = g_steal_pointer (&facts->taken);

  if (taken != NULL)
    facts->taken = byline_clock_apply (&entry->clock, taken);
  byline_metadata_free (entry->metadata);
  entry->metadata = metadata;
}

BylineCompanion *
byline_companion_new (void)
{
  return g_new0 (BylineCompanion, 1);
}

void
byline_companion_free (BylineCompanion *companion)
{
  if (companion == NULL)
    return;
  g_free (companion->path);
  g_free (companion->name);
  g_free (companion);
}
