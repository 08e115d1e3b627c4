#include "base/heap.h"
#include "cli/command.h"
#include "cli/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static void
append_overview (GString *text)
{
  g_string_append (text,
                   "Usage: byline [--library DIR] COMMAND [OPTION…] [ARGUMENT…]\n\n"
                   "Takes photos from the card to the web page and keeps their credit.\n\n"
                   "Options:\n"
                   "  --library DIR   The library; else $BYLINE_LIBRARY, else the nearest\n"
                   "                  folder upward that has .byline/, else the config file's\n"
                   "  --version       Say which version this is\n"
                   "  -h, --help      This; byline COMMAND --help for a command\n\n"
                   "Commands:\n");
  for (guint i = 0; byline_commands[i] != NULL; i++)
    g_string_append_printf (text, "  %-8s %s\n", byline_commands[i]->name,
                            byline_commands[i]->summary);
}

/* GOption's list of options, under our own heading. */
static void
append_help (GString *text, const BylineCommand *command, GOptionContext *context)
{
  g_autofree char *help = g_option_context_get_help (context, TRUE, NULL);
  const char *list = strstr (help, "\n  -"); /* what stands before is a heading */

  g_string_append_printf (text, "Usage: byline %s [OPTION…] %s\n\n%s.\n", command->name,
                          command->arguments, command->summary);
  if (command->description != NULL)
    g_string_append_printf (text, "\n%s\n", command->description);
  if (list != NULL)
    g_string_append_printf (text, "\nOptions:%s", list);
  while (text->len > 0 && text->str[text->len - 1] == '\n')
    g_string_truncate (text, text->len - 1);
  g_string_append_c (text, '\n');
}

/* Words after "--" are kept from GOption, so that a command can tell them from its own. */
static char **
cut_at_separator (char **argv)
{
  for (guint i = 0; argv[i] != NULL; i++) {
    if (g_str_equal (argv[i], "--")) {
      argv[i] = NULL;
      return argv + i + 1;
    }
  }
  return NULL;
}

static void
collect_arguments (BylineCall *call, int argc, char **argv, char **literal)
{
  const guint n_free = (guint) argc - 1;
  const guint n_literal = literal != NULL ? g_strv_length (literal) : 0;

  call->args = g_new0 (char *, n_free + n_literal + 1);
  for (guint i = 0; i < n_free; i++)
    call->args[i] = argv[1 + i];
  for (guint i = 0; i < n_literal; i++)
    call->args[n_free + i] = literal[i];
  call->n_free = n_free;
  call->n_args = n_free + n_literal;
}

/* @argv[0] is the command's name. */
static gboolean
run_command (const BylineCommand *command, BylineCall *call, char **argv, GError **error)
{
  gboolean help = FALSE;
  g_autofree char *library = NULL;
  g_autoptr (GError) problem = NULL;
  const GOptionEntry shared[] = {
    { "library", 0, 0, G_OPTION_ARG_FILENAME, &library, "The library", "DIR" },
    { "help", 'h', 0, G_OPTION_ARG_NONE, &help, "Show this", NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  char **literal = cut_at_separator (argv);
  int argc = (int) g_strv_length (argv);

  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_add_main_entries (context, command->options, NULL);
  g_option_context_add_main_entries (context, shared, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &problem))
    return byline_usage (error, "%s; byline %s --help lists the options", problem->message,
                         command->name);
  if (help) {
    append_help (call->output->text, command, context);
    return TRUE;
  }
  if (library != NULL) {
    g_free (call->library);
    call->library = g_steal_pointer (&library);
  }
  collect_arguments (call, argc, argv, literal);
  return command->run (call, error);
}

static gboolean
run_help (BylineCall *call, char *topic, GError **error)
{
  const BylineCommand *command = topic != NULL ? byline_command_find (topic) : NULL;
  char *as_option[] = { topic, (char *) "--help", NULL };

  if (topic == NULL) {
    append_overview (call->output->text);
    return TRUE;
  }
  if (command == NULL)
    return byline_usage (error, "no command “%s”; byline help lists them", topic);
  return run_command (command, call, as_option, error);
}

/* The options before the command; *@argv is left at the command. */
static gboolean
parse_globals (BylineCall *call, char ***argv, gboolean *help, gboolean *version, GError **error)
{
  const GOptionEntry entries[] = {
    { "library", 0, 0, G_OPTION_ARG_FILENAME, &call->library, NULL, NULL },
    { "help", 'h', 0, G_OPTION_ARG_NONE, help, NULL, NULL },
    { "version", 'V', 0, G_OPTION_ARG_NONE, version, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  int argc = (int) g_strv_length (*argv);

  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_set_strict_posix (context, TRUE);
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, argv, error))
    return FALSE;
  (*argv)++;
  return TRUE;
}

static gboolean
run (BylineCall *call, char **argv, GError **error)
{
  gboolean help = FALSE, version = FALSE;
  const BylineCommand *command;

  if (!parse_globals (call, &argv, &help, &version, error))
    return FALSE;
  if (version) {
    g_string_append (call->output->text, "byline " BYLINE_VERSION "\n");
    return TRUE;
  }
  if (help)
    return run_help (call, argv[0], error);
  if (argv[0] == NULL)
    return byline_usage (error, "no command given; byline help lists them");
  if (g_str_equal (argv[0], "help"))
    return run_help (call, argv[1], error);
  command = byline_command_find (argv[0]);
  if (command == NULL)
    return byline_usage (error, "no command “%s”; byline help lists them", argv[0]);
  return run_command (command, call, argv, error);
}

/* With a standard stream closed, the next file opened would take its number, and what is said to
 * the stream would be written into a photo or the catalogue. */
static gboolean
guard_streams (void)
{
  gboolean whole = TRUE;

  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
    if (fcntl (fd, F_GETFD) != -1)
      continue;
    whole = whole && fd != STDOUT_FILENO;
    if (open ("/dev/null", O_RDWR | O_NOCTTY) != fd)
      _exit (BYLINE_EXIT_IO);
  }
  return whole;
}

int
main (int argc, char **argv)
{
  BylineOutput output;
  BylineCall call = { .output = &output };
  const gboolean can_answer = guard_streams ();
  g_autoptr (GError) error = NULL, lost = NULL;

  if (argc < 1)
    return BYLINE_EXIT_USAGE;
  byline_heap_prepare ();
  /* Only how bytes are letters: numbers, names of months in folders and messages are the same
   * everywhere. */
  setlocale (LC_CTYPE, "");
  signal (SIGPIPE, SIG_IGN); /* a reader that has gone must not stop a write half way */
  g_set_prgname ("byline");
  byline_output_init (&output, STDOUT_FILENO);
  output.problem = can_answer ? 0 : EBADF;
  if (!run (&call, argv, &error)) {
    call.exit = byline_exit_of (error);
    byline_say ("%s", error->message);
  }
  byline_call_clear (&call);
  if (!byline_output_finish (&output, &lost)) {
    if (output.problem != EPIPE) /* who closed the pipe knows that */
      byline_say ("%s", lost->message);
    if (call.exit == BYLINE_EXIT_DONE)
      call.exit = BYLINE_EXIT_IO;
  }
  return (int) call.exit;
}
