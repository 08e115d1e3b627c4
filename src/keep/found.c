#include "keep/found.h"

#include "container/container.h"
#include "edit/look.h"

void
byline_found_free (BylineFound *found)
{
  if (found == NULL)
    return;
  byline_metadata_free (found->metadata);
  g_clear_error (&found->error);
  g_free (found->whole);
  g_free (found->path);
  g_free (found);
}

static gboolean
look (BylineFound *found, GError **error)
{
  g_autoptr (BylineInput) input = byline_input_open (found->whole, error);
  g_autoptr (BylineContainer) container = NULL;

  if (input == NULL)
    return FALSE;
  container = byline_container_open (input, error);
  if (container == NULL || !byline_container_id (container, &found->id, error) ||
      !byline_look_hash (input, found->sha256, error))
    return FALSE;
  found->stamp = byline_look_stamp (byline_input_stat (input));
  found->metadata = byline_photo_read_as (found->whole, found->charset, error);
  return found->metadata != NULL && byline_input_unchanged (input, error);
}

void
byline_found_look (gpointer data)
{
  BylineFound *found = data;

  found->is_photo = look (found, &found->error);
  if (g_error_matches (found->error, BYLINE_ERROR, BYLINE_ERROR_UNSUPPORTED))
    g_clear_error (&found->error);
}
