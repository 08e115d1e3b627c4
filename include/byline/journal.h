#pragma once

#include <byline/catalogue.h>

G_BEGIN_DECLS

/** One field's values before and after an edit. */
typedef struct {
  char *field; /* "credit", "description@kk" */
  char **from, **to;
} BylineJournalChange;

/**
 * BylineJournalFile:
 *
 * One file that an edit wrote.  Where there is no file, its SHA-256 is told as zeros.
 */
typedef struct {
  char *sidecar;      /* its name, in the photo's folder; NULL for the photo itself */
  gboolean has_after; /* FALSE for edits that an older byline wrote down */
  guint8 before[BYLINE_SHA256_SIZE]; /* SHA-256 of the whole file before */
  guint8 after[BYLINE_SHA256_SIZE];  /* and after, if @has_after */
  GBytes *undo;                      /* what makes the old file of the new one; NULL in lists */
} BylineJournalFile;

/**
 * BylineJournalEdit:
 *
 * One write into one photo, its sidecar, or both, and what takes it back.  Plain data, owned.
 */
typedef struct {
  gint64 number;      /* within its journal, counted up, never used twice */
  gint64 undoes;      /* the edit that this one took back; 0 for none */
  gint64 at_us;       /* microseconds since 1970, UTC */
  char *path;         /* as the journal's library names it; absolute outside of libraries */
  gboolean done;      /* known to have been written; else only the files can tell */
  gboolean has_id;    /* whether the photo is catalogued */
  BylineId id;        /* if so */
  GPtrArray *changes; /* of BylineJournalChange */
  GPtrArray *files;   /* of BylineJournalFile: the photo's first */
} BylineJournalEdit;

BylineJournalEdit *byline_journal_edit_new (void);
void byline_journal_edit_free (BylineJournalEdit *edit); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineJournalEdit, byline_journal_edit_free)

/** Appends a change and takes @from and @to. */
void byline_journal_edit_add (BylineJournalEdit *edit, const char *field, char **from, char **to);

/** Returns: (transfer none): a file of the edit, to be filled in
 *  @sidecar: (transfer full) (nullable): as in BylineJournalFile */
BylineJournalFile *byline_journal_edit_add_file (BylineJournalEdit *edit, char *sidecar);

/** TRUE if @sha256 says that there is no file. */
gboolean byline_journal_is_no_file (const guint8 sha256[BYLINE_SHA256_SIZE]);

/**
 * byline_journal_put:
 * @edit: all but @number, which is set
 *
 * To be called before the file is written, and committed: an edit whose write never happened does
 * no harm, a write that nothing is known of does.
 *
 * Returns: FALSE with BYLINE_ERROR_CATALOGUE or _BUSY
 */
gboolean byline_journal_put (BylineCatalogue *journal, BylineJournalEdit *edit, GError **error);

/** Notes that an edit was written, so that nobody has to look at the files to know. */
gboolean byline_journal_mark_done (BylineCatalogue *journal, gint64 number, GError **error);

/** Strikes out an edit that came to nothing. */
gboolean byline_journal_forget (BylineCatalogue *journal, gint64 number, GError **error);

/** Returns: (transfer full): the edit with its undo; NULL with BYLINE_ERROR_NOT_FOUND, or
 *   _CATALOGUE */
BylineJournalEdit *byline_journal_get (BylineCatalogue *journal, gint64 number, GError **error);

/**
 * byline_journal_list:
 * @path: (nullable): only edits of the photo that lies there, or of what lay there
 * @since_us: only edits from then on; G_MININT64 for all
 * @limit: at most so many; 0 for all
 *
 * Returns: (transfer full) (element-type BylineJournalEdit): newest first, without their undo;
 *   NULL with BYLINE_ERROR_CATALOGUE
 */
GPtrArray *byline_journal_list (BylineCatalogue *journal, const char *path, gint64 since_us,
                                guint limit, GError **error);

G_END_DECLS
