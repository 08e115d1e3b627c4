#pragma once

#include <byline/journal.h>

/** Adds to @record every field that @before and @after believe different values of. */
void byline_changes_record (BylineJournalEdit *record, const BylineMetadata *before,
                            const BylineMetadata *after);

/** Adds to @record the changes of @back, the other way round. */
void byline_changes_reverse (BylineJournalEdit *record, const BylineJournalEdit *back);
