#include "cli/export.h"

#include "cli/photo_output.h"

static gboolean
photo (BylineOutput *output, const BylineExportPhoto *photo, GError **error G_GNUC_UNUSED)
{
  byline_photo_json (output, &(const BylinePhotoView){ .id = &photo->entry->id,
                                                       .path = photo->path,
                                                       .metadata = photo->entry->metadata,
                                                       .entry = photo->entry });
  return TRUE;
}

const BylineExportFormat byline_export_jsonl = { .name = "jsonl", .photo = photo };
