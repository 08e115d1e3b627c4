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

/* Files of a library are written while it is looked at: what was replaced meanwhile is looked at
 * again, so often. */
#define TRIES 4

static gboolean
look_once (BylineFound *found, GError **error)
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
  g_clear_pointer (&found->metadata, byline_metadata_free);
  found->metadata = byline_photo_read_as (found->whole, found->charset, error);
  return found->metadata != NULL && byline_input_unchanged (input, error);
}

static gboolean
look (BylineFound *found, GError **error)
{
  g_autoptr (GError) problem = NULL;

  for (guint i = 0; i < TRIES; i++) {
    g_clear_error (&problem);
    if (look_once (found, &problem))
      return TRUE;
    if (!g_error_matches (problem, BYLINE_ERROR, BYLINE_ERROR_CHANGED))
      break;
  }
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

void
byline_found_look (gpointer data)
{
  BylineFound *found = data;

  found->is_photo = look (found, &found->error);
  if (g_error_matches (found->error, BYLINE_ERROR, BYLINE_ERROR_UNSUPPORTED))
    g_clear_error (&found->error);
}
