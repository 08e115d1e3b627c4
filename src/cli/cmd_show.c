#include "cli/command.h"
#include "cli/photo_output.h"
#include "cli/photos.h"
#include "cli/terminal.h"
#include "cli/write_options.h"

#include <byline/credits.h>

#include <unistd.h>

static struct {
  gboolean layers, json, id;
  char *charset;
  BylinePhotoOptions photos;
} options;

static const GOptionEntry entries[] = {
  { "layers", 'l', 0, G_OPTION_ARG_NONE, &options.layers, "EXIF, IIM, XMP and sidecar side by side",
    NULL },
  { "json", 0, 0, G_OPTION_ARG_NONE, &options.json, "JSON Lines, one object a photo", NULL },
  { "id", 0, 0, G_OPTION_ARG_NONE, &options.id, "Read the whole picture and give its id", NULL },
  BYLINE_CHARSET_OPTION (options.charset),
  BYLINE_PHOTO_OPTIONS (options.photos),
  G_OPTION_ENTRY_NULL,
};

/* Notes are talk, but for a program they belong to their photo: photo_json.c puts them there. */
static void
say_notes (const BylinePhotoView *view)
{
  const char *const *notes = byline_metadata_notes (view->metadata);

  for (guint i = 0; notes != NULL && notes[i] != NULL; i++)
    byline_say ("%s: %s", view->path, notes[i]);
}

/* Only the library knows that what IIM says is a credit line's short form. */
static gboolean
settle_credit (const BylineCall *call, BylineMetadata *metadata, GError **error)
{
  g_autoptr (BylineCreditLines) lines = NULL;

  if (call->catalogue == NULL || byline_metadata_odd (metadata, BYLINE_FIELD_CREDIT) == 0)
    return TRUE;
  lines = byline_credits_load (call->catalogue, error);
  byline_credit_lines_settle (lines, metadata);
  return lines != NULL;
}

static gboolean
show (BylineCall *call, BylinePhotoArg *photo, gboolean first, GError **error)
{
  g_autoptr (BylineMetadata) metadata = byline_photo_read_as (photo->path, options.charset, error);
  BylinePhotoView view = { .path = photo->path, .metadata = metadata, .layers = options.layers };
  BylineId id;

  if (metadata == NULL)
    return FALSE;
  view.id = byline_photo_known_id (call, photo);
  if (options.layers && !settle_credit (call, metadata, error))
    return FALSE;
  if (view.id == NULL && options.id) {
    if (!byline_photo_id (photo->path, &id, error))
      return FALSE;
    view.id = &id;
  }
  if (options.json) {
    byline_photo_json (call->output, &view);
  } else {
    if (!first)
      g_string_append_c (call->output->text, '\n');
    byline_photo_text (call->output, &view);
    say_notes (&view);
  }
  byline_output_end_record (call->output);
  return TRUE;
}

static gboolean
run (BylineCall *call, GError **error)
{
  g_autoptr (GPtrArray) photos = NULL;
  gboolean first = TRUE;

  /* the settings of the library that the photos lie in */
  if (call->n_args > 0 && access (call->args[0], F_OK) == 0)
    byline_call_prefer_library (call, call->args[0]);
  if (!byline_legacy_charset (call, &options.charset, error))
    return FALSE;
  photos = byline_photos_resolve (call, &options.photos, call->args, FALSE, error);
  if (photos == NULL)
    return FALSE;
  for (guint i = 0; i < photos->len && call->output->problem == 0; i++) {
    g_autoptr (GError) problem = NULL;

    if (show (call, g_ptr_array_index (photos, i), first, &problem))
      first = FALSE;
    else
      byline_call_failed (call, problem);
  }
  return TRUE;
}

const BylineCommand byline_cmd_show = {
  .name = "show",
  .arguments = "PHOTO…",
  .summary = "Say what a photo says about itself",
  .description = "PHOTO is a path, or the beginning of the id of a photo in the library.",
  .options = entries,
  .run = run,
};
