#include "cli/command.h"

#include "base/json.h"
#include "base/lines.h"
#include "cli/interrupt.h"
#include "cli/photo_output.h"
#include "cli/progress.h"
#include "cli/set_item.h"
#include "cli/table.h"
#include "cli/terminal.h"
#include "cli/write_options.h"

#include <byline/credit_fix.h>

#include <string.h>

static struct {
  gboolean json, fix, dry_run, unknown;
  BylineWriteOptions write;
  char *iim;
} options;

static const GOptionEntry entries[] = {
  { "fix", 0, 0, G_OPTION_ARG_NONE, &options.fix,
    "Write the canonical form into photos, and what else is known where they say nothing", NULL },
  { "dry-run", 'n', 0, G_OPTION_ARG_NONE, &options.dry_run,
    "With --fix: only say what would change", NULL },
  { "unknown", 0, 0, G_OPTION_ARG_NONE, &options.unknown,
    "List only what no credit line stands for", NULL },
  BYLINE_IIM_OPTION (options.iim),
  BYLINE_C2PA_OPTION (options.write.break_c2pa),
  { "json", 0, 0, G_OPTION_ARG_NONE, &options.json, "JSON Lines, one object a text or photo",
    NULL },
  G_OPTION_ENTRY_NULL,
};

/* Listing ------------------------------------------------------------------------------------- */

/* How a text that photos have, or a line that none has, stands to the lines that are known. */
typedef struct {
  const char *credit;
  gint64 n_photos;
  const BylineCreditLine *line;    /* nullable: the one it stands for */
  const BylineCreditLine *nearest; /* nullable */
} Use;

typedef struct {
  BylineCall *call;
  const BylineCreditLines *lines;
  BylineTable table;
  GHashTable *seen; /* a set of names that photos have */
  guint n_unknown, n_other;
} Listing;

static const char *
state_of (const Use *use)
{
  if (use->line == NULL)
    return "unknown";
  return strcmp (use->line->name, use->credit) == 0 ? "canonical" : "alias";
}

static void
use_json (BylineOutput *output, const Use *use)
{
  BylineJson json = BYLINE_JSON_INIT (output->text);

  byline_json_begin_object (&json, NULL);
  byline_json_string (&json, "credit", use->credit);
  byline_json_int (&json, "photos", use->n_photos);
  byline_json_string (&json, "state", state_of (use));
  byline_json_string (&json, "canonical", use->line != NULL ? use->line->name : NULL);
  byline_json_string (&json, "nearest", use->nearest != NULL ? use->nearest->name : NULL);
  byline_json_int (&json, "version", BYLINE_OUTPUT_VERSION);
  byline_json_end_object (&json);
  g_string_append_c (output->text, '\n');
  byline_output_end_record (output);
}

static char *
remark (const Use *use)
{
  if (use->nearest != NULL)
    return g_strconcat ("unknown; nearest: ", use->nearest->name, NULL);
  if (use->line == NULL)
    return g_strdup ("unknown");
  return strcmp (use->line->name, use->credit) == 0 ? g_strdup ("")
                                                    : g_strconcat ("is ", use->line->name, NULL);
}

static void
use_text (Listing *listing, const Use *use)
{
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, use->n_photos);
  g_autofree char *what = remark (use);

  byline_table_cell (&listing->table, number);
  byline_table_cell (&listing->table, use->credit);
  byline_table_cell (&listing->table, what);
  byline_table_end_row (&listing->table);
}

static void
list_use (Listing *listing, const Use *use)
{
  listing->n_unknown += use->line == NULL ? 1 : 0;
  listing->n_other += use->line != NULL && strcmp (use->line->name, use->credit) != 0 ? 1 : 0;
  if (options.unknown && use->line != NULL)
    return;
  if (options.json)
    use_json (listing->call->output, use);
  else
    use_text (listing, use);
}

static void
on_used (const char *credit, gint64 n_photos, gpointer user_data)
{
  Listing *listing = user_data;
  Use use = { credit, n_photos, byline_credit_lines_find (listing->lines, credit), NULL };

  if (use.line == NULL)
    use.nearest = byline_credit_lines_nearest (listing->lines, credit);
  g_hash_table_add (listing->seen, g_strdup (credit));
  list_use (listing, &use);
}

static void
list_unused (Listing *listing)
{
  for (guint i = 0; i < byline_credit_lines_n (listing->lines); i++) {
    const BylineCreditLine *line = byline_credit_lines_at (listing->lines, i);

    if (!g_hash_table_contains (listing->seen, line->name))
      list_use (listing, &(const Use){ line->name, 0, line, NULL });
  }
}

static gboolean
list (BylineCall *call, char **args, GError **error)
{
  BylineCatalogue *catalogue = byline_call_catalogue (call, BYLINE_CATALOGUE_READ, error);
  g_autoptr (BylineCreditLines) lines =
      catalogue != NULL ? byline_credits_load (catalogue, error) : NULL;
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Listing listing = { .call = call, .lines = lines, .seen = seen };
  gboolean done;

  (void) args;
  if (lines == NULL)
    return FALSE;
  byline_table_init (&listing.table, call->output, 3);
  done = byline_credits_used (catalogue, on_used, &listing, error);
  if (done)
    list_unused (&listing);
  byline_table_clear (&listing.table);
  if (listing.n_other > 0)
    byline_say ("%u not in their canonical form; byline credits --fix writes it", listing.n_other);
  return done;
}

/* Changing ------------------------------------------------------------------------------------ */

static gboolean
add (BylineCreditLines *lines, gpointer user_data, GError **error)
{
  char **args = user_data;

  if (!byline_credit_lines_add (lines, args[0], error))
    return FALSE;
  for (char **assignment = args + 1; *assignment != NULL; assignment++)
    if (!byline_credit_lines_set (lines, args[0], *assignment, error))
      return FALSE;
  return TRUE;
}

static gboolean
alias (BylineCreditLines *lines, gpointer user_data, GError **error)
{
  char **args = user_data;

  for (char **text = args + 1; *text != NULL; text++)
    if (!byline_credit_lines_alias (lines, args[0], *text, error))
      return FALSE;
  return TRUE;
}

/* A name that one assignment changes is an alias for those behind it. */
static gboolean
edit (BylineCreditLines *lines, gpointer user_data, GError **error)
{
  char **args = user_data;

  for (char **assignment = args + 1; *assignment != NULL; assignment++)
    if (!byline_credit_lines_set (lines, args[0], *assignment, error))
      return FALSE;
  return TRUE;
}

static gboolean
drop (BylineCreditLines *lines, gpointer user_data, GError **error)
{
  for (char **name = user_data; *name != NULL; name++)
    if (!byline_credit_lines_remove (lines, *name, error))
      return FALSE;
  return TRUE;
}

static gboolean
merge (BylineCreditLines *lines, gpointer user_data, GError **error)
{
  char **args = user_data;
  const char *into = args[g_strv_length (args) - 1];

  if (byline_credit_lines_find (lines, into) == NULL &&
      !byline_credit_lines_add (lines, into, error))
    return FALSE;
  for (char **from = args; from[1] != NULL; from++)
    if (!byline_credit_lines_merge (lines, *from, into, error))
      return FALSE;
  return TRUE;
}

static gboolean
take (BylineCreditLines *lines, gpointer user_data, GError **error)
{
  const char *path = ((char **) user_data)[0];
  g_autoptr (BylineLines) file = byline_lines_open (path, error);
  g_autoptr (GError) problem = NULL;
  const char *text;
  gsize length;

  if (file == NULL)
    return FALSE;
  while ((text = byline_lines_next (file, &length, &problem)) != NULL)
    if (length > 0 && !byline_credit_lines_read (lines, text, length, &problem)) {
      g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE, "%s:%u: %s", path,
                   byline_lines_number (file), problem->message);
      return FALSE;
    }
  if (problem == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

static gboolean
give (BylineCall *call, char **args, GError **error)
{
  BylineCatalogue *catalogue = byline_call_catalogue (call, BYLINE_CATALOGUE_READ, error);
  g_autoptr (BylineCreditLines) lines =
      catalogue != NULL ? byline_credits_load (catalogue, error) : NULL;

  (void) args;
  if (lines == NULL)
    return FALSE;
  for (guint i = 0; i < byline_credit_lines_n (lines); i++) {
    g_autofree char *json = byline_credit_line_to_json (byline_credit_lines_at (lines, i));

    g_string_append (call->output->text, json);
    g_string_append_c (call->output->text, '\n');
    byline_output_end_record (call->output);
  }
  return TRUE;
}

/* Fixing -------------------------------------------------------------------------------------- */

typedef struct {
  BylineCall *call;
  BylineProgress progress;
  gint64 began_us;
  guint done, changed, failed;
} Fixing;

static void
on_item (const BylineSetItem *item, gpointer user_data)
{
  Fixing *fixing = user_data;
  BylineProgressState state = { .done = ++fixing->done };

  fixing->changed += item->changed ? 1 : 0;
  fixing->failed += item->error != NULL ? 1 : 0;
  byline_progress_clear (&fixing->progress);
  byline_set_say_lines (item->path, item->cut);
  byline_set_say_lines (item->path, item->notes);
  if (item->error != NULL)
    byline_call_failed (fixing->call, item->error);
  if (options.json) {
    byline_set_item_json (fixing->call->output, item);
    byline_output_flush (fixing->call->output);
  } else if (options.dry_run && item->error == NULL) {
    byline_safe_append (fixing->call->output->text, item->path);
    g_string_append_c (fixing->call->output->text, '\n');
    byline_output_end_record (fixing->call->output);
  }
  state.elapsed_us = g_get_monotonic_time () - fixing->began_us;
  byline_progress_draw (&fixing->progress, &state);
}

static gboolean
fix (BylineCall *call, GError **error)
{
  Fixing fixing = { .call = call, .began_us = g_get_monotonic_time () };
  BylineCreditFixRequest request = { .dry_run = options.dry_run,
                                     .item = on_item,
                                     .user_data = &fixing };
  g_autoptr (GHashTable) short_forms = NULL;
  g_autoptr (BylineCancellable) cancellable = NULL;
  BylineCatalogue *catalogue;
  gboolean done;

  if (!byline_iim_policy (call, options.iim, &options.write.iim, error))
    return FALSE;
  request.write = options.write;
  catalogue = byline_call_catalogue (
      call, options.dry_run ? BYLINE_CATALOGUE_READ : BYLINE_CATALOGUE_WRITE, error);
  if (catalogue == NULL || !byline_iim_credits (call, &short_forms, error))
    return FALSE;
  request.write.iim_credits = short_forms;
  cancellable = byline_interrupt_new ();
  byline_progress_init (&fixing.progress);
  done = byline_credit_fix_run (catalogue, &request, cancellable, error);
  byline_progress_clear (&fixing.progress);
  if (done)
    byline_say ("%u photos %s, %u failed", fixing.changed,
                options.dry_run ? "would be changed" : "changed", fixing.failed);
  return done;
}

/* The command --------------------------------------------------------------------------------- */

static const struct {
  const char *name;
  const char *arguments;
  guint least, most;
  BylineCreditsChange change; /* else: */
  gboolean (*run) (BylineCall *call, char **args, GError **error);
} verbs[] = {
  { "list", "", 0, 0, NULL, list },
  { "add", "NAME [FIELD=VALUE…]", 1, G_MAXUINT, add, NULL },
  { "alias", "NAME ALIAS…", 2, G_MAXUINT, alias, NULL },
  { "edit", "NAME FIELD=VALUE…", 2, G_MAXUINT, edit, NULL },
  { "merge", "FROM… INTO", 2, G_MAXUINT, merge, NULL },
  { "remove", "NAME…", 1, G_MAXUINT, drop, NULL },
  { "import", "FILE", 1, 1, take, NULL },
  { "export", "", 0, 0, NULL, give },
};

static gboolean
run_verb (BylineCall *call, guint verb, char **args, guint n_args, GError **error)
{
  BylineCatalogue *catalogue;

  if (n_args < verbs[verb].least || n_args > verbs[verb].most)
    return byline_usage (error, "it is byline credits %s %s", verbs[verb].name,
                         verbs[verb].arguments);
  if (verbs[verb].change == NULL)
    return verbs[verb].run (call, args, error);
  catalogue = byline_call_catalogue (call, BYLINE_CATALOGUE_WRITE, error);
  return catalogue != NULL && byline_credits_change (catalogue, verbs[verb].change, args, error);
}

static gboolean
run (BylineCall *call, GError **error)
{
  if (options.dry_run && !options.fix)
    return byline_usage (error, "--dry-run goes with --fix");
  if (options.fix)
    return call->n_args == 0
               ? fix (call, error)
               : byline_usage (error, "--fix takes no arguments: it is for all photos");
  if (call->n_args == 0)
    return list (call, call->args, error);
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (strcmp (verbs[i].name, call->args[0]) == 0)
      return run_verb (call, i, call->args + 1, call->n_args - 1, error);
  return byline_usage (error,
                       "credits does list, add, alias, edit, merge, remove, import or export, "
                       "not “%s”",
                       call->args[0]);
}

const BylineCommand byline_cmd_credits = {
  .name = "credits",
  .arguments = "[list|add|alias|edit|merge|remove|import|export] [ARGUMENT…]",
  .summary = "The credit lines in use, their canonical form and aliases",
  .description =
      "credits add NAME [FIELD=VALUE…]      a credit line, as photos are to say it\n"
      "credits alias NAME ALIAS…            other ways to write it\n"
      "credits edit NAME FIELD=VALUE…       name, iim, print, print@LANG, alias-, creator,\n"
      "                                     copyright, usage-terms, rights-url, licensor-url\n"
      "credits merge FROM… INTO             several become one\n"
      "credits remove NAME…\n"
      "credits import FILE, credits export  JSON Lines",
  .options = entries,
  .run = run,
};
