#pragma once

#include "cli/command.h"

#include <byline/ingest.h>

/* What ingest says to people. */

/** Appends the line of the plan: an arrow where a copy would be made and why it goes there, "="
 * where the library has the picture. */
void byline_ingest_plan_text (GString *text, const BylineIngestItem *item);

/** Returns: (transfer full): "library 310, usb 298 and no more"; empty where there is one only */
char *byline_ingest_destinations_text (const BylineIngestProgress *progress);

/** Says what a person wants to know of each place before they format the card. */
void byline_ingest_say_destination (BylineCall *call, const BylineDestinationState *state);

/** Says, in a few lines, what came of the run.  @into: the library */
void byline_ingest_say_summary (const BylineIngestRequest *request,
                                const BylineIngestSummary *summary, gint64 elapsed_us,
                                const char *into);
