#include "publish/site.h"

#include "publish/names.h"

#include <string.h>

/* Renditions in one transaction, and the time that one may wait to be written. */
#define MOST_NOTED 1024
#define LONGEST_US ((gint64) 2 * G_USEC_PER_SEC)

struct _BylineSite {
  BylineCatalogue *catalogue; /* nullable, borrowed */
  char *folder, *profile;
  GPtrArray *noted; /* of Note */
  gint64 since_us;  /* when the first of them was noted */
};

typedef struct {
  BylineId id;
  BylineRenditionRecord *record;
} Note;

static void
note_free (gpointer data)
{
  Note *note = data;

  byline_rendition_record_free (note->record);
  g_free (note);
}

BylineSite *
byline_site_new (BylineCatalogue *catalogue, const char *folder, const char *profile)
{
  BylineSite *site = g_new0 (BylineSite, 1);

  site->catalogue = catalogue;
  site->folder = g_strdup (folder);
  site->profile = g_strdup (profile != NULL ? profile : "");
  site->noted = g_ptr_array_new_with_free_func (note_free);
  return site;
}

void
byline_site_free (BylineSite *site)
{
  if (site == NULL)
    return;
  g_free (site->folder);
  g_free (site->profile);
  g_ptr_array_unref (site->noted);
  g_free (site);
}

gboolean
byline_site_is_kept (const BylineSite *site)
{
  return site->catalogue != NULL;
}

static void
free_record (gpointer record)
{
  byline_rendition_record_free (record);
}

/* A catalogue that cannot be read makes the files be looked into, and is told of when it is
 * written. */
GHashTable *
byline_site_known (const BylineSite *site, const BylineId *id)
{
  g_autoptr (GPtrArray) records = NULL;
  GHashTable *known;

  if (site->catalogue == NULL || id == NULL)
    return NULL;
  records = byline_renditions_known (site->catalogue, id, site->folder, site->profile, NULL);
  if (records == NULL || records->len == 0)
    return NULL;
  known = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_record);
  g_ptr_array_set_free_func (records, NULL);
  for (guint i = 0; i < records->len; i++) {
    BylineRenditionRecord *record = records->pdata[i];

    g_hash_table_replace (known, record->name, record);
  }
  return known;
}

static BylineRenditionRecord *
record_of (const BylinePublished *file)
{
  BylineRenditionRecord *record = g_new0 (BylineRenditionRecord, 1);

  *record = (BylineRenditionRecord){ .name = g_strdup (file->name),
                                     .format = file->format,
                                     .width = file->width,
                                     .height = file->height,
                                     .crop = byline_ratio_text (file->crop),
                                     .stamp = file->stamp,
                                     .made_us = g_get_real_time (),
                                     .placeholder = file->placeholder };
  memcpy (record->sum, file->sum, sizeof record->sum);
  memcpy (record->words, file->words, sizeof record->words);
  return record;
}

static gboolean
write_notes (const BylineSite *site, GError **error)
{
  for (guint i = 0; i < site->noted->len; i++) {
    const Note *note = site->noted->pdata[i];

    if (!byline_renditions_put (site->catalogue, &note->id, site->folder, site->profile,
                                note->record, error))
      return FALSE;
  }
  return TRUE;
}

/* The files tell it again, should the power fail. */
gboolean
byline_site_flush (BylineSite *site, GError **error)
{
  if (site->noted->len == 0)
    return TRUE;
  if (!byline_catalogue_begin_hasty (site->catalogue, error))
    return FALSE;
  if (write_notes (site, error)) {
    if (!byline_catalogue_commit (site->catalogue, error))
      return FALSE;
    g_ptr_array_set_size (site->noted, 0);
    return TRUE;
  }
  byline_catalogue_rollback (site->catalogue);
  return FALSE;
}

gboolean
byline_site_note (BylineSite *site, const BylineId *id, const GPtrArray *renditions, GError **error)
{
  const gint64 now_us = g_get_monotonic_time ();

  if (site->catalogue == NULL)
    return TRUE;
  for (guint i = 0; i < renditions->len; i++) {
    const BylinePublished *file = renditions->pdata[i];
    Note *note;

    if (file->known)
      continue;
    if (site->noted->len == 0)
      site->since_us = now_us;
    note = g_new0 (Note, 1);
    *note = (Note){ *id, record_of (file) };
    g_ptr_array_add (site->noted, note);
  }
  if (site->noted->len < MOST_NOTED &&
      (site->noted->len == 0 || now_us - site->since_us < LONGEST_US))
    return TRUE;
  return byline_site_flush (site, error);
}

gboolean
byline_site_keep_others (const BylineSite *site, GHashTable *kept, GError **error)
{
  return site->catalogue == NULL ||
         byline_renditions_of_others (site->catalogue, site->folder, site->profile, kept, error);
}

gboolean
byline_site_prune (BylineSite *site, GHashTable *kept, GError **error)
{
  if (site->catalogue == NULL)
    return TRUE;
  if (!byline_catalogue_begin_hasty (site->catalogue, error))
    return FALSE;
  if (byline_renditions_keep (site->catalogue, site->folder, site->profile, kept, error))
    return byline_catalogue_commit (site->catalogue, error);
  byline_catalogue_rollback (site->catalogue);
  return FALSE;
}
