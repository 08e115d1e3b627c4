#include "catalogue/facts.h"

#include <string.h>

/* A letter for the kind, then letters and digits of the name alone: "hjobtitle". */
static void
append (GString *words, BylineFact of, guint field)
{
  static const char kinds[] = {
    [BYLINE_FACT_HAS] = 'h',
    [BYLINE_FACT_CONFLICT] = 'x',
    [BYLINE_FACT_TRUNCATED] = 't',
    [BYLINE_FACT_CHARSET] = 'c',
  };

  g_string_append_c (words, kinds[of]);
  for (const char *name = byline_filter_field_name (field); *name != '\0'; name++)
    if (g_ascii_isalnum (*name))
      g_string_append_c (words, g_ascii_tolower (*name));
}

char *
byline_fact_of_field (BylineFact of, guint field)
{
  GString *word = g_string_new (NULL);

  append (word, of, field);
  return g_string_free (word, FALSE);
}

gint64
byline_date_number (const char *iso, char missing)
{
  gint64 number = 0;
  guint n = 0;

  for (; n < 8 && *iso != '\0' && (g_ascii_isdigit (*iso) || *iso == '-'); iso++)
    if (*iso != '-') {
      number = 10 * number + (*iso - '0');
      n++;
    }
  if (n < 4)
    return 0;
  for (; n < 8; n++)
    number = 10 * number + (missing - '0');
  return number;
}

char *
byline_fact_of_shared (gint64 key)
{
  return g_strdup_printf ("s%" G_GINT64_FORMAT, key);
}

static void
append_word (GString *words, BylineFact of, guint field)
{
  append (words, of, field);
  g_string_append_c (words, ' ');
}

static void
append_odd (GString *words, BylineField field, guint odd)
{
  static const struct {
    BylineOdd odd;
    BylineFact fact;
  } kinds[] = {
    { BYLINE_ODD_CONFLICT, BYLINE_FACT_CONFLICT },
    { BYLINE_ODD_TRUNCATED, BYLINE_FACT_TRUNCATED },
    { BYLINE_ODD_CHARSET, BYLINE_FACT_CHARSET },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if ((odd & (guint) kinds[i].odd) != 0)
      append_word (words, kinds[i].fact, field);
}

void
byline_facts_append_has (GString *words, const BylineEntry *entry)
{
  const BylineMetadata *metadata = entry->metadata;

  g_string_append (words, BYLINE_FACT_EVERY " "); /* so that every photo has such a text */
  if (byline_metadata_get_facts (metadata)->has_c2pa)
    g_string_append (words, BYLINE_FACT_C2PA " ");
  for (BylineField field = 0; field < BYLINE_N_FIELDS; field++) {
    guint n = 0;

    byline_metadata_best (metadata, field, &n, NULL);
    if (n > 0)
      append_word (words, BYLINE_FACT_HAS, field);
    append_odd (words, field, byline_metadata_odd (metadata, field));
  }
  if (entry->job != NULL)
    append_word (words, BYLINE_FACT_HAS, BYLINE_FILTER_JOB);
  if (byline_metadata_get_facts (metadata)->taken != NULL)
    append_word (words, BYLINE_FACT_HAS, BYLINE_FILTER_TIME);
}
