#include "cli/command.h"
#include "cli/edit_number.h"
#include "cli/interrupt.h"
#include "cli/photo_output.h"
#include "cli/photos.h"

#include <byline/undo.h>

static struct {
  gboolean json, keep_mtime;
  char *edit, *since;
  BylinePhotoOptions photos;
} options;

static const GOptionEntry entries[] = {
  { "edit", 'e', 0, G_OPTION_ARG_FILENAME, &options.edit, "Take back one edit; byline log has it",
    "ID" },
  { "since", 0, 0, G_OPTION_ARG_FILENAME, &options.since,
    "Take back all edits since a date, a time, or 2h or 7d ago", "TIME" },
  { "keep-mtime", 0, 0, G_OPTION_ARG_NONE, &options.keep_mtime,
    "Keep the files' modification times", NULL },
  { "json", 0, 0, G_OPTION_ARG_NONE, &options.json, "JSON Lines, one object an edit", NULL },
  BYLINE_PHOTO_OPTIONS (options.photos),
  G_OPTION_ENTRY_NULL,
};

static void
item_json (BylineOutput *output, const BylineUndoItem *item)
{
  BylineJson json = BYLINE_JSON_INIT (output->text);
  g_autofree char *edit = item->edit != 0 ? byline_edit_number (item->edit, item->outside) : NULL;

  byline_json_begin_object (&json, NULL);
  byline_json_string (&json, "path", item->path);
  byline_json_string (&json, "edit", edit);
  byline_json_string (&json, "outcome", item->error != NULL ? "failed" : "undone");
  byline_json_string (&json, "error", item->error != NULL ? item->error->message : NULL);
  byline_json_int (&json, "version", BYLINE_OUTPUT_VERSION);
  byline_json_end_object (&json);
  g_string_append_c (output->text, '\n');
}

static void
on_item (const BylineUndoItem *item, gpointer user_data)
{
  BylineCall *call = user_data;

  if (item->error != NULL)
    byline_call_failed (call, item->error);
  if (!options.json)
    return;
  item_json (call->output, item);
  byline_output_flush (call->output);
}

static gboolean
names_photos (const BylineCall *call)
{
  return call->n_args > 0 || options.photos.query != NULL || options.photos.files0_from != NULL;
}

static gboolean
undo (BylineCall *call, BylineUndoRequest *request, const char *first, GError **error)
{
  g_autofree char *journal = byline_call_journal ();
  g_autoptr (BylineCancellable) cancellable = NULL;

  if (!byline_call_library (call, first, BYLINE_CATALOGUE_WRITE, error))
    return FALSE;
  request->journal = journal;
  request->keep_mtime = options.keep_mtime;
  request->item = on_item;
  request->user_data = call;
  cancellable = byline_interrupt_new ();
  return byline_undo_run (call->catalogue, request, cancellable, error);
}

static gboolean
undo_photos (BylineCall *call, BylineUndoRequest *request, GError **error)
{
  g_autoptr (GPtrArray) photos =
      byline_photos_resolve (call, &options.photos, call->args, TRUE, error);
  g_autoptr (GPtrArray) paths = g_ptr_array_new ();

  if (photos == NULL)
    return FALSE;
  if (photos->len == 0)
    return TRUE;
  for (guint i = 0; i < photos->len; i++)
    g_ptr_array_add (paths, ((const BylinePhotoArg *) g_ptr_array_index (photos, i))->path);
  g_ptr_array_add (paths, NULL);
  request->paths = (const char *const *) paths->pdata;
  return undo (call, request, request->paths[0], error);
}

static gboolean
run (BylineCall *call, GError **error)
{
  BylineUndoRequest request = { .since = options.since != NULL };

  if (options.since != NULL && !byline_since_parse (options.since, &request.since_us, error))
    return FALSE;
  if (options.edit != NULL) {
    if (names_photos (call) || options.since != NULL)
      return byline_usage (error, "--edit says all; leave out the photos and --since");
    return byline_edit_number_parse (options.edit, &request.edit, &request.edit_outside, error) &&
           undo (call, &request, NULL, error);
  }
  if (names_photos (call) || options.since == NULL)
    return undo_photos (call, &request, error);
  return undo (call, &request, NULL, error);
}

const BylineCommand byline_cmd_undo = {
  .name = "undo",
  .arguments = "[PHOTO…]",
  .summary = "Take back edits: the file as it was, byte for byte",
  .description = "Takes back the last edit of each PHOTO that is not undone yet. A file that "
                 "another program\nchanged since is left alone. An undo is an edit: --edit takes "
                 "it back too.",
  .options = entries,
  .run = run,
};
