#include "cli/export.h"

#include "publish/sheet.h"

static void
begin (BylineOutput *output, const char *title)
{
  byline_sheet_begin (output->text, title);
}

static gboolean
photo (BylineOutput *output, const BylineExportPhoto *photo, GError **error)
{
  return byline_sheet_photo (output->text, photo->entry, photo->path, error);
}

static void
end (BylineOutput *output)
{
  byline_sheet_end (output->text);
}

const BylineExportFormat byline_export_sheet = {
  .name = "sheet", .begin = begin, .photo = photo, .end = end
};
