#pragma once

#include <byline/catalogue.h>

G_BEGIN_DECLS

/** One field's values before and after an edit. */
typedef struct {
  char *field; /* "credit", "description@kk" */
  char **from, **to;
} BylineJournalChange;

/**
 * BylineJournalEdit:
 *
 * One write into one photo, and what takes it back.  Plain data, owned.
 */
typedef struct {
  gint64 number;      /* within its journal, counted up, never used twice */
  gint64 undoes;      /* the edit that this one took back; 0 for none */
  gint64 at_us;       /* microseconds since 1970, UTC */
  char *path;         /* as the journal's library names it; absolute outside of libraries */
  gboolean has_id;    /* whether the photo is catalogued */
  BylineId id;        /* if so */
  gboolean has_after; /* FALSE for edits that an older byline wrote down */
  guint8 before[BYLINE_SHA256_SIZE]; /* SHA-256 of the whole file before */
  guint8 after[BYLINE_SHA256_SIZE];  /* and after, if @has_after */
  GPtrArray *changes;                /* of BylineJournalChange */
  GBytes *undo;                      /* what makes the old file of the new one; NULL in lists */
} BylineJournalEdit;

BylineJournalEdit *byline_journal_edit_new (void);
void byline_journal_edit_free (BylineJournalEdit *edit); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineJournalEdit, byline_journal_edit_free)

/** Appends a change and takes @from and @to. */
void byline_journal_edit_add (BylineJournalEdit *edit, const char *field, char **from, char **to);

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
