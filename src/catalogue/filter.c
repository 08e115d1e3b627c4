#include "catalogue/filter.h"

const char *
byline_filter_field_name (guint field)
{
  static const char *const others[BYLINE_N_FILTER_FIELDS] = {
    [BYLINE_FILTER_JOB] = "job",       [BYLINE_FILTER_NAME] = "name",
    [BYLINE_FILTER_PATH] = "path",     [BYLINE_FILTER_CAMERA] = "camera",
    [BYLINE_FILTER_LENS] = "lens",     [BYLINE_FILTER_SERIAL] = "serial",
    [BYLINE_FILTER_FORMAT] = "format", [BYLINE_FILTER_MEGAPIXELS] = "megapixels",
    [BYLINE_FILTER_TIME] = "taken",    [BYLINE_FILTER_HAS] = "has",
  };

  return field < BYLINE_N_FIELDS ? byline_fields[field].name : others[field];
}

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
byline_filter_new_numbers (guint field, gint64 first, gint64 last)
{
  BylineFilter *filter = new_filter (BYLINE_FILTER_NUMBERS);

  filter->fields = BYLINE_FILTER_BIT (field);
  filter->first = first;
  filter->last = last;
  return filter;
}

BylineFilter *
byline_filter_new_span (BylineFilterKind kind, BylineSpan span)
{
  BylineFilter *filter = new_filter (kind);

  filter->span = span;
  return filter;
}

BylineFilter *
byline_filter_new_published (void)
{
  return new_filter (BYLINE_FILTER_PUBLISHED);
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
