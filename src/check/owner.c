#include "check/owner.h"

#include "publish/names.h"

#include <byline/error.h>
#include <byline/query.h>
#include <byline/renditions.h>

#include <string.h>

typedef struct {
  const BylineCheck *check;
  BylineCatalogue *catalogue;
  const BylineRenditionName *wanted; /* width 0: of a name that byline did not give */
  const char *file_name;
  BylineEntry *sure;  /* the hash is right */
  BylineEntry *guess; /* the first of that name */
  gboolean torn;      /* others of that name have other credits */
} Search;

static void
search_clear (Search *search)
{
  g_clear_pointer (&search->sure, byline_entry_free);
  g_clear_pointer (&search->guess, byline_entry_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Search, search_clear)

/* Would this photo's rendition by one of the profiles have that name? */
static gboolean
has_hash (const Search *search, const BylineEntry *entry)
{
  const GPtrArray *profiles = search->check->profiles;
  const BylineFacts *facts = byline_metadata_get_facts (entry->metadata);

  for (guint i = 0; search->wanted->width > 0 && profiles != NULL && i < profiles->len; i++) {
    const BylineProfile *profile = profiles->pdata[i];
    g_autofree char *name = byline_publish_file_name (
        search->wanted->name, &entry->id, facts->orientation, search->wanted->width,
        search->wanted->format, &profile->spec, profile->fields);

    if (strcmp (name, search->file_name) == 0)
      return TRUE;
  }
  return FALSE;
}

static gboolean
consider (const BylineEntry *entry, gpointer user_data)
{
  Search *search = user_data;
  g_autofree char *name = byline_publish_name (entry->path);
  g_autofree char *original = byline_publish_name (entry->name);

  if (strcmp (name, search->wanted->name) != 0 && strcmp (original, search->wanted->name) != 0)
    return TRUE;
  if (has_hash (search, entry)) {
    search->sure = byline_catalogue_get (search->catalogue, &entry->id, NULL);
    return FALSE;
  }
  if (search->guess == NULL)
    search->guess = byline_catalogue_get (search->catalogue, &entry->id, NULL);
  else if (g_strcmp0 (byline_metadata_text (search->guess->metadata, BYLINE_FIELD_CREDIT),
                      byline_metadata_text (entry->metadata, BYLINE_FIELD_CREDIT)) != 0)
    search->torn = TRUE;
  return TRUE;
}

/* Any photo whose path or name on the card has those words; names are compared one by one. */
static gboolean
search_for (Search *search, GError **error)
{
  g_autofree char *words = g_strdelimit (g_strdup (search->wanted->name), "\"*", ' ');
  g_autofree char *text = g_strdup_printf ("path:\"%s\" OR name:\"%s\"", words, words);
  g_autoptr (BylineQuery) query = byline_query_parse (text, NULL);

  return query == NULL || /* no letter or digit: no photo's name */
         byline_query_run (query, search->catalogue, BYLINE_SORT_PATH, 0, 0, consider, search,
                           error);
}

/* "photo-300x200.jpg", "photo-scaled.jpg": as WordPress names them. */
static char *
plain_name (const char *file_name)
{
  char *name = byline_publish_name (file_name);
  char *dash = strrchr (name, '-');
  const gsize digits = dash != NULL ? strspn (dash + 1, "0123456789") : 0;

  if (dash != NULL && (strcmp (dash, "-scaled") == 0 ||
                       (digits > 0 && dash[1 + digits] == 'x' && dash[2 + digits] != '\0' &&
                        strspn (dash + 2 + digits, "0123456789") == strlen (dash + 2 + digits))))
    *dash = '\0';
  return name;
}

/* The catalogue knows whose rendition it made.  @owner: (out): NULL where it does not */
static gboolean
find_known (BylineCatalogue *catalogue, const char *file_name, BylineEntry **owner, GError **error)
{
  g_autoptr (GError) problem = NULL;
  BylineId id;

  if (byline_rendition_owner (catalogue, file_name, &id, &problem))
    *owner = byline_catalogue_get (catalogue, &id, &problem);
  if (problem == NULL || g_error_matches (problem, BYLINE_ERROR, BYLINE_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

static gboolean
find (const BylineCheck *check, BylineCatalogue *catalogue, const char *file_name,
      BylineEntry **owner, GError **error)
{
  BylineRenditionName wanted = { .name = NULL };
  g_autofree char *name = NULL;
  g_auto (Search) search = { .check = check, .catalogue = catalogue, .file_name = file_name };

  if (!byline_publish_file_name_parse (file_name, &wanted))
    wanted.name = plain_name (file_name);
  name = wanted.name;
  search.wanted = &wanted;
  if (!find_known (catalogue, file_name, owner, error))
    return FALSE;
  if (*owner != NULL)
    return TRUE;
  if (!search_for (&search, error))
    return FALSE;
  if (search.sure != NULL)
    *owner = g_steal_pointer (&search.sure);
  else if (!search.torn)
    *owner = g_steal_pointer (&search.guess);
  return TRUE;
}

gboolean
byline_page_owner (const BylineCheck *check, BylineCatalogue *catalogue, const GPtrArray *names,
                   BylineEntry **owner, GError **error)
{
  *owner = NULL;
  for (guint i = 0; catalogue != NULL && *owner == NULL && i < names->len; i++)
    if (!find (check, catalogue, names->pdata[i], owner, error))
      return FALSE;
  return TRUE;
}
