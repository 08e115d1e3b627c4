#pragma once

#include <byline/journal.h>

/**
 * BylineFilesNow:
 *
 * SHA-256 of the files that the edits of a photo have written, as they are now: of the photo, and
 * of sidecars by their names.
 */
typedef struct _BylineFilesNow BylineFilesNow;

/**
 * byline_files_now:
 * @real: where the photo lies
 * @edits: (element-type BylineJournalEdit): of the photo
 *
 * Reads whole files; only those that @edits have written.
 *
 * Returns: (transfer full): NULL with an error of byline_input_open()
 */
BylineFilesNow *byline_files_now (const char *real, const GPtrArray *edits, GError **error);
void byline_files_now_free (BylineFilesNow *now); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineFilesNow, byline_files_now_free)

/**
 * byline_history_happened:
 * @edits: (element-type BylineJournalEdit): of one photo, newest first
 *
 * Leaves out edits that never happened: a run was killed between journal and file, and the file
 * still is what it was before them.
 *
 * Returns: (transfer full) (element-type BylineJournalEdit): borrowed from @edits, newest first
 */
GPtrArray *byline_history_happened (const GPtrArray *edits, const BylineFilesNow *now);

/**
 * byline_history_undoable:
 * @edits: as for byline_history_happened()
 * @since_us: (nullable): NULL for the last edit alone; else all from then on
 *
 * Which edits are to be taken back: those that happened and are not undone already.
 *
 * Returns: (transfer full) (element-type BylineJournalEdit): borrowed from @edits, newest first
 */
GPtrArray *byline_history_undoable (const GPtrArray *edits, const BylineFilesNow *now,
                                    const gint64 *since_us);
