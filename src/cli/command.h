#pragma once

#include "cli/output.h"

#include <byline/catalogue.h>
#include <byline/config.h>
#include <byline/error.h>

/** Exit statuses: part of the interface, listed in docs/man/byline.1 and docs/output.md. */
typedef enum {
  BYLINE_EXIT_DONE = 0,
  BYLINE_EXIT_NO = 1,        /* the answer is no: nothing found */
  BYLINE_EXIT_USAGE = 2,     /* the command line is wrong, or names what is not there */
  BYLINE_EXIT_SOME = 3,      /* some photos failed, each named on stderr; the rest are done */
  BYLINE_EXIT_INTEGRITY = 4, /* a hash does not match */
  BYLINE_EXIT_IO = 74,       /* EX_IOERR: the answer, the disk or the catalogue cannot be written */
  BYLINE_EXIT_BUSY = 75,     /* EX_TEMPFAIL: another process holds the catalogue */
  BYLINE_EXIT_INTERRUPTED = 130,
} BylineExit;

/** One run of a command: what main() prepared for it, and how it ends. */
typedef struct {
  BylineOutput *output;
  char **args;     /* what is left after the options; NULL-terminated */
  guint n_args;    /* how many */
  guint n_free;    /* how many of them stood before "--": the others are never taken for words */
  BylineExit exit; /* how it ends if run() returns TRUE */

  char *library;              /* nullable: --library, or the one chosen */
  BylineCatalogue *catalogue; /* nullable: opened by byline_call_catalogue() */
  BylineCatalogueMode mode;
  BylineConfig *config; /* nullable: loaded by byline_call_config() */
  gboolean no_library;  /* one was wished for and not found: do not look again for every photo */
} BylineCall;

/**
 * BylineCommand:
 *
 * One verb.  Each cmd_*.c defines one, with everything the verb is: help text, options and code.
 * command.c lists them; help, completions and tests read them.
 */
typedef struct {
  const char *name;
  const char *arguments;       /* "PHOTO…", as in the man page's synopsis */
  const char *summary;         /* one line, no full stop */
  const char *description;     /* nullable: what the options' list does not say */
  const GOptionEntry *options; /* static storage, read once a process */
  gboolean (*run) (BylineCall *call, GError **error);
} BylineCommand;

extern const BylineCommand byline_cmd_init;
extern const BylineCommand byline_cmd_ingest;
extern const BylineCommand byline_cmd_card_check;
extern const BylineCommand byline_cmd_show;
extern const BylineCommand byline_cmd_set;
extern const BylineCommand byline_cmd_undo;
extern const BylineCommand byline_cmd_log;
extern const BylineCommand byline_cmd_credits;
extern const BylineCommand byline_cmd_check;
extern const BylineCommand byline_cmd_find;
extern const BylineCommand byline_cmd_thumbs;
extern const BylineCommand byline_cmd_verify;
extern const BylineCommand byline_cmd_sync;
extern const BylineCommand byline_cmd_export;
extern const BylineCommand byline_cmd_import;

/** NULL-terminated, in the order that help shows them. */
extern const BylineCommand *const byline_commands[];

/** Returns: (nullable): the command of that name */
const BylineCommand *byline_command_find (const char *name);

/** The exit status that goes with @error. */
BylineExit byline_exit_of (const GError *error);

/** Sets a BYLINE_ERROR_USAGE. Returns: FALSE, to be returned. */
gboolean byline_usage (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

/** Says that one photo failed, and why; the rest go on.  The worst failure decides the exit. */
void byline_call_failed (BylineCall *call, const GError *error);

/**
 * byline_call_catalogue:
 *
 * The library's catalogue, found and opened when first asked for; opened again where more than
 * reading is wanted.
 *
 * Returns: (transfer none): NULL with BYLINE_ERROR_NOT_FOUND where there is no library, or an
 *   error of byline_catalogue_open()
 */
BylineCatalogue *byline_call_catalogue (BylineCall *call, BylineCatalogueMode mode, GError **error);

/**
 * byline_call_prefer_library:
 *
 * Where no library was named and none is open: the one that @photo lies in, if it lies in one, so
 * that a photo's own catalogue is asked and kept right from any folder.
 */
void byline_call_prefer_library (BylineCall *call, const char *photo);

/**
 * byline_call_library:
 * @photo: (nullable): one of those that the command is about
 *
 * Opens the named library's catalogue, else that of the one @photo lies in, for commands that can
 * do without any: @call's catalogue then stays NULL.
 *
 * Returns: FALSE with an error of byline_catalogue_open(), or _NOT_FOUND for one that was named
 */
gboolean byline_call_library (BylineCall *call, const char *photo, BylineCatalogueMode mode,
                              GError **error);

/**
 * byline_call_config:
 *
 * A person's config and over it that of the library, the one open or else the one that would be
 * found; loaded when first asked for.  Keys that mean nothing are said then.
 *
 * Returns: (transfer none): NULL with an error of byline_config_load()
 */
const BylineConfig *byline_call_config (BylineCall *call, GError **error);

/** Returns: (transfer full): the folder of the journal for photos outside of libraries */
char *byline_call_journal (void);

/**
 * byline_call_path:
 * @in_library: relative to the library
 *
 * Returns: (transfer full): how to open that photo from here: relative to the current folder
 *   where it lies beneath, else absolute
 */
char *byline_call_path (const BylineCall *call, const char *in_library);

void byline_call_clear (BylineCall *call);
