#include "cli/command.h"
#include "cli/edit_number.h"
#include "cli/photo_output.h"
#include "cli/photos.h"
#include "cli/terminal.h"

#include <byline/undo.h>

#include <string.h>

static struct {
  gboolean json;
  gint limit;
  BylinePhotoOptions photos;
} options;

static const GOptionEntry entries[] = {
  { "limit", 'n', 0, G_OPTION_ARG_INT, &options.limit, "At most so many edits", "N" },
  { "json", 0, 0, G_OPTION_ARG_NONE, &options.json, "JSON Lines, one object an edit", NULL },
  BYLINE_PHOTO_OPTIONS (options.photos),
  G_OPTION_ENTRY_NULL,
};

/* An edit to print. */
typedef struct {
  BylineJournalEdit *edit;
  gboolean outside;
} Line;

typedef struct {
  BylineCall *call;
  BylineCatalogue *outside; /* nullable */
  GArray *lines;            /* of Line */
} Run;

static void
clear_line (gpointer line)
{
  byline_journal_edit_free (((Line *) line)->edit);
}

static void
clear_run (Run *run)
{
  g_array_unref (run->lines);
  byline_catalogue_free (run->outside);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, clear_run)

/* Printing ------------------------------------------------------------------------------------ */

static char *
path_of (const Run *run, const Line *line)
{
  return line->outside ? g_strdup (line->edit->path)
                       : byline_call_path (run->call, line->edit->path);
}

static void
side_text (GString *out, char **values)
{
  g_autofree char *joined = g_strjoinv ("; ", values);

  byline_safe_append (out, values[0] != NULL ? joined : "(empty)");
}

static void
line_text (const Run *run, const Line *line)
{
  GString *out = run->call->output->text;
  g_autofree char *number = byline_edit_number (line->edit->number, line->outside);
  g_autofree char *path = path_of (run, line);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (line->edit->at_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;
  g_autofree char *when = local != NULL ? g_date_time_format (local, "%F %T") : NULL;

  g_string_append_printf (out, "%s  %s  ", number, when != NULL ? when : "?");
  byline_safe_append (out, path);
  if (line->edit->undoes != 0) {
    g_autofree char *undone = byline_edit_number (line->edit->undoes, line->outside);

    g_string_append_printf (out, "  (undoes %s)", undone);
  }
  g_string_append_c (out, '\n');
  for (guint i = 0; i < line->edit->changes->len; i++) {
    const BylineJournalChange *change = g_ptr_array_index (line->edit->changes, i);
    g_autoptr (GString) field = g_string_new (NULL);

    byline_safe_append (field, change->field);
    g_string_append (out, "  ");
    byline_cell_append (out, field->str, 21, FALSE);
    side_text (out, change->from);
    g_string_append (out, " → ");
    side_text (out, change->to);
    g_string_append_c (out, '\n');
  }
}

static void
values_json (BylineJson *json, const char *name, char **values)
{
  byline_json_begin_array (json, name);
  for (guint i = 0; values[i] != NULL; i++)
    byline_json_string (json, NULL, values[i]);
  byline_json_end_array (json);
}

static void
changes_json (BylineJson *json, const GPtrArray *changes)
{
  byline_json_begin_array (json, "changes");
  for (guint i = 0; i < changes->len; i++) {
    const BylineJournalChange *change = g_ptr_array_index (changes, i);

    byline_json_begin_object (json, NULL);
    byline_json_string (json, "field", change->field);
    values_json (json, "from", change->from);
    values_json (json, "to", change->to);
    byline_json_end_object (json);
  }
  byline_json_end_array (json);
}

static void
line_json (const Run *run, const Line *line)
{
  BylineJson json = BYLINE_JSON_INIT (run->call->output->text);
  const BylineJournalEdit *edit = line->edit;
  g_autofree char *number = byline_edit_number (edit->number, line->outside);
  g_autofree char *undone =
      edit->undoes != 0 ? byline_edit_number (edit->undoes, line->outside) : NULL;
  g_autofree char *path = path_of (run, line);
  g_autofree char *id = edit->has_id ? byline_id_to_string (&edit->id) : NULL;
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (edit->at_us / G_USEC_PER_SEC);
  g_autofree char *at = utc != NULL ? g_date_time_format_iso8601 (utc) : NULL;

  byline_json_begin_object (&json, NULL);
  byline_json_string (&json, "edit", number);
  byline_json_string (&json, "at", at);
  byline_json_string (&json, "path", path);
  byline_json_string (&json, "id", id);
  byline_json_string (&json, "undoes", undone);
  changes_json (&json, edit->changes);
  byline_json_int (&json, "version", BYLINE_OUTPUT_VERSION);
  byline_json_end_object (&json);
  g_string_append_c (run->call->output->text, '\n');
}

static int
newest_first (gconstpointer a, gconstpointer b)
{
  const BylineJournalEdit *one = ((const Line *) a)->edit, *other = ((const Line *) b)->edit;

  if (one->at_us != other->at_us)
    return one->at_us > other->at_us ? -1 : 1;
  return (one->number < other->number) - (one->number > other->number);
}

static void
print (Run *run)
{
  BylineOutput *output = run->call->output;
  const guint limit = options.limit > 0 ? (guint) options.limit : G_MAXUINT;

  g_array_sort (run->lines, newest_first);
  for (guint i = 0; i < MIN (run->lines->len, limit) && output->problem == 0; i++) {
    const Line *line = &g_array_index (run->lines, Line, i);

    if (options.json)
      line_json (run, line);
    else
      line_text (run, line);
    byline_output_end_record (output);
  }
  if (run->lines->len == 0 && run->call->exit == BYLINE_EXIT_DONE)
    run->call->exit = BYLINE_EXIT_NO;
}

/* Gathering ----------------------------------------------------------------------------------- */

static gboolean
gather (Run *run, BylineCatalogue *journal, const char *path, GError **error)
{
  const guint limit = options.limit > 0 ? (guint) options.limit : 0;
  g_autoptr (GPtrArray) edits = NULL;

  if (journal == NULL)
    return TRUE;
  edits = byline_journal_list (journal, path, G_MININT64, limit, error);
  if (edits == NULL)
    return FALSE;
  while (edits->len > 0) {
    const Line line = { g_ptr_array_steal_index (edits, edits->len - 1), journal == run->outside };

    if (byline_edit_happened (journal, line.outside, line.edit))
      g_array_append_val (run->lines, line);
    else
      byline_journal_edit_free (line.edit);
  }
  return TRUE;
}

static gboolean
gather_photos (Run *run, const GPtrArray *photos, GError **error)
{
  for (guint i = 0; i < photos->len; i++) {
    const BylinePhotoArg *photo = g_ptr_array_index (photos, i);
    g_autofree char *inside = NULL;
    BylineCatalogue *journal =
        byline_journal_choose (run->call->catalogue, run->outside, photo->path, &inside);

    if (!gather (run, journal, inside, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
open_journals (Run *run, const char *first, GError **error)
{
  g_autofree char *folder = byline_call_journal ();
  g_autoptr (GError) problem = NULL;

  if (!byline_call_library (run->call, first, BYLINE_CATALOGUE_READ, error))
    return FALSE;
  run->outside = byline_journal_open (folder, FALSE, &problem);
  if (problem == NULL || g_error_matches (problem, BYLINE_ERROR, BYLINE_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

static gboolean
run_photos (Run *run, GError **error)
{
  g_autoptr (GPtrArray) photos =
      byline_photos_resolve (run->call, &options.photos, run->call->args, TRUE, error);

  if (photos == NULL)
    return FALSE;
  if (photos->len == 0)
    return TRUE;
  return open_journals (run, ((const BylinePhotoArg *) g_ptr_array_index (photos, 0))->path,
                        error) &&
         gather_photos (run, photos, error);
}

/* The library's edits; without a library, those outside of any. */
static gboolean
run_all (Run *run, GError **error)
{
  return open_journals (run, NULL, error) &&
         gather (run, run->call->catalogue != NULL ? run->call->catalogue : run->outside, NULL,
                 error);
}

static gboolean
run (BylineCall *call, GError **error)
{
  g_auto (Run) run = { .call = call, .lines = g_array_new (FALSE, FALSE, sizeof (Line)) };
  const gboolean named =
      call->n_args > 0 || options.photos.query != NULL || options.photos.files0_from != NULL;

  g_array_set_clear_func (run.lines, clear_line);
  if (options.limit < 0)
    return byline_usage (error, "--limit is a number from 0");
  if (!(named ? run_photos (&run, error) : run_all (&run, error)))
    return FALSE;
  print (&run);
  return TRUE;
}

const BylineCommand byline_cmd_log = {
  .name = "log",
  .arguments = "[PHOTO…]",
  .summary = "List edits, newest first: when, and which fields from what to what",
  .description = "Without PHOTO all of the library's; outside of a library, all that were made "
                 "outside of any.",
  .options = entries,
  .run = run,
};
