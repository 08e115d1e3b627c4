#pragma once

#include <byline/journal.h>

/**
 * byline_history_undoable:
 * @edits: (element-type BylineJournalEdit): of one file, newest first
 * @now: SHA-256 of the file
 * @since_us: (nullable): NULL for the last edit alone; else all from then on
 *
 * Which edits are to be taken back.  Leaves out those that never happened: a run was killed
 * between journal and file, and the file is still what it was before them; and what is undone
 * already.
 *
 * Returns: (transfer full) (element-type BylineJournalEdit): borrowed from @edits, newest first
 */
GPtrArray *byline_history_undoable (const GPtrArray *edits, const guint8 now[BYLINE_SHA256_SIZE],
                                    const gint64 *since_us);
