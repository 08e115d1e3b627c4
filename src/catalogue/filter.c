#include "catalogue/filter.h"

static BylineFilter *
new_filter (BylineFilterKind kind)
{
  BylineFilter *filter = g_new0 (BylineFilter, 1);

  filter->kind = kind;
  return filter;
}

BylineFilter *
byline_filter_new_group (BylineFilterKind kind)
{
  BylineFilter *filter = new_filter (kind);

  filter->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) byline_filter_free);
  return filter;
}

BylineFilter *
byline_filter_new_words (guint64 fields, const char *words, gboolean word_goes_on)
{
  BylineFilter *filter = new_filter (BYLINE_FILTER_WORDS);

  filter->fields = fields;
  filter->text = g_strdup (words);
  filter->word_goes_on = word_goes_on;
  return filter;
}

BylineFilter *
byline_filter_new_value (BylineFilterKind kind, guint field, const char *text)
{
  BylineFilter *filter = new_filter (kind);

  filter->fields = BYLINE_FILTER_BIT (field);
  filter->text = g_strdup (text);
  return filter;
}

BylineFilter *
byline_filter_new_taken (BylineSpan span)
{
  BylineFilter *filter = new_filter (BYLINE_FILTER_TAKEN);

  filter->span = span;
  return filter;
}

void
byline_filter_free (BylineFilter *filter)
{
  if (filter == NULL)
    return;
  g_clear_pointer (&filter->parts, g_ptr_array_unref);
  g_free (filter->text);
  g_free (filter);
}

void
byline_filter_add (BylineFilter *group, BylineFilter *part)
{
  g_ptr_array_add (group->parts, part);
}
