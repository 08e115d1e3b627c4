#pragma once

#include <byline/journal.h>

#include <byline/cancellable.h>

G_BEGIN_DECLS

/** What became of one edit that was to be taken back.  Borrowed by callbacks. */
typedef struct {
  const char *path;
  gint64 edit;         /* the one taken back; 0 if none was found */
  gboolean outside;    /* whether its number is of the journal outside of libraries */
  const GError *error; /* the photo is untouched; the message names it */
} BylineUndoItem;

/** What to take back: the last edit of @paths, or one edit, or all since a time.  Borrowed. */
typedef struct {
  const char *const *paths; /* NULL-terminated; NULL with @edit, and with @since for all photos */
  gint64 edit;              /* 0: not one of a number */
  gboolean edit_outside;    /* @edit is of @journal, not of the library */
  gboolean since;           /* all edits since @since_us, newest first */
  gint64 since_us;          /* microseconds since 1970, UTC */
  const char *journal;      /* nullable: as in BylineSetRequest */
  gboolean keep_mtime;
  guint n_threads;                                               /* 0: one a core */
  void (*item) (const BylineUndoItem *item, gpointer user_data); /* nullable */
  gpointer user_data; /* callbacks come on the calling thread */
} BylineUndoRequest;

/**
 * byline_undo_run:
 * @catalogue: (nullable): as for byline_set_run()
 *
 * Brings files back to what they were, byte for byte: a file must be what the edit left, by its
 * SHA-256, and becomes what it was before it, by its SHA-256.  Each undo is an edit of its own.
 *
 * Returns: FALSE if the run as a whole could not go on: BYLINE_ERROR_NOT_FOUND for @edit, _BUSY,
 *   _CATALOGUE, _CANCELLED
 */
gboolean byline_undo_run (BylineCatalogue *catalogue, const BylineUndoRequest *request,
                          BylineCancellable *cancellable, GError **error);

/**
 * byline_journal_open:
 * @folder: of the journal for photos outside of libraries
 * @create: whether to make it where it is not
 *
 * Returns: (transfer full): NULL with BYLINE_ERROR_NOT_FOUND, or an error of
 *   byline_catalogue_open()
 */
BylineCatalogue *byline_journal_open (const char *folder, gboolean create, GError **error);

/**
 * byline_journal_choose:
 * @library: (nullable)
 * @outside: (nullable): the journal for photos outside of libraries
 * @inside: (out) (transfer full): @path as the journal names it
 *
 * Returns: (transfer none) (nullable): the one of both that has the edits of @path
 */
BylineCatalogue *byline_journal_choose (BylineCatalogue *library, BylineCatalogue *outside,
                                        const char *path, char **inside);

/**
 * byline_edit_happened:
 * @journal: where @edit is kept
 * @outside: whether that is the journal for photos outside of libraries
 *
 * An edit is written down before its files are replaced, so that one of a run which was killed in
 * between never happened.  Only where that is in doubt are the files read.
 *
 * Returns: FALSE if the files still are what they were before it; TRUE too where they cannot be
 *   read any more
 */
gboolean byline_edit_happened (BylineCatalogue *journal, gboolean outside,
                               const BylineJournalEdit *edit);

G_END_DECLS
