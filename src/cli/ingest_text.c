#include "cli/ingest_text.h"

#include "cli/clocks.h"
#include "cli/terminal.h"

/* Why a file gets the place it gets. */
static void
why_text (GString *text, const BylineIngestPlanned *planned)
{
  static const char *const zones[] = {
    [BYLINE_ZONE_UNDATED] = "no date",          [BYLINE_ZONE_FILE] = "",
    [BYLINE_ZONE_TOLD] = ", zone as told",      [BYLINE_ZONE_GPS] = ", zone by GPS",
    [BYLINE_ZONE_ASSUMED] = ", zone not known",
  };

  g_string_append (text, "  (");
  if (planned->taken != NULL)
    byline_safe_append (text, planned->taken);
  g_string_append (text, zones[planned->zone]);
  if (planned->shift_s != 0) {
    g_string_append (text, ", clock shifted by ");
    byline_clock_shift_append (text, planned->shift_s);
  }
  if (planned->name_number > 1)
    g_string_append_printf (text, ", “-%u” as the name is taken", planned->name_number);
  if (planned->companion)
    g_string_append (text, ", goes with its photo");
  g_string_append_c (text, ')');
}

void
byline_ingest_plan_text (GString *text, const BylineIngestItem *item)
{
  byline_safe_append (text, item->source);
  g_string_append (text, item->outcome == BYLINE_OUTCOME_PRESENT ? " = " : " → ");
  byline_safe_append (text, item->path != NULL ? item->path : "");
  if (item->outcome == BYLINE_OUTCOME_PLANNED)
    why_text (text, &item->planned);
  g_string_append_c (text, '\n');
}

char *
byline_ingest_destinations_text (const BylineIngestProgress *progress)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; progress->n_destinations > 1 && i < progress->n_destinations; i++) {
    const BylineDestinationState *state = &progress->destinations[i];
    g_autofree char *name = g_path_get_basename (state->folder);

    g_string_append (text, i > 0 ? ", " : "");
    byline_safe_append (text, state->backup ? name : "library");
    g_string_append_printf (text, " %u", state->copied);
    if (state->gone != NULL)
      g_string_append (text, " and no more");
    else if (state->lost > 0)
      g_string_append_printf (text, " (%u failed)", state->lost);
  }
  return g_string_free (text, FALSE);
}

void
byline_ingest_say_destination (BylineCall *call, const BylineDestinationState *state)
{
  g_autofree char *size = g_format_size (state->bytes);

  if (state->gone != NULL) {
    byline_call_failed (call, state->gone);
    byline_say ("%s: %u files are missing there; the same command brings them", state->folder,
                state->lost);
  } else if (state->lost > 0) {
    byline_say ("%s: %u copied (%s), %u failed", state->folder, state->copied, size, state->lost);
  } else {
    byline_say ("%s: %u copied (%s)", state->folder, state->copied, size);
  }
}

/* "12.3 s, 85.2 MB/s" */
static void
append_time (GString *out, guint64 bytes, gint64 elapsed_us)
{
  const double seconds = (double) elapsed_us / G_USEC_PER_SEC;
  g_autofree char *rate = seconds > 0 ? g_format_size ((guint64) ((double) bytes / seconds)) : NULL;

  if (seconds < 60)
    g_string_append_printf (out, "%.1f s", seconds);
  else
    g_string_append_printf (out, "%u:%02u min", (guint) (seconds / 60), (guint) seconds % 60);
  if (rate != NULL && bytes > 0)
    g_string_append_printf (out, ", %s/s", rate);
}

void
byline_ingest_say_summary (const BylineIngestRequest *request, const BylineIngestSummary *summary,
                           gint64 elapsed_us, const char *into)
{
  g_autofree char *size = g_format_size (summary->bytes);
  g_autoptr (GString) time = g_string_new (NULL);

  append_time (time, request->dry_run ? 0 : summary->bytes, elapsed_us);
  byline_say ("%u %s (%s), %u in the library already, %u failed; %s; %s", summary->copied,
              request->dry_run ? "to copy" : "copied", size, summary->present, summary->failed,
              time->str, into);
  if (summary->damaged > 0)
    byline_say ("%u of them %s as they are: no photos, though their names say so", summary->damaged,
                request->dry_run ? "would be copied" : "were copied");
  if (summary->undated > 0)
    byline_say ("%u without a date", summary->undated);
  if (summary->incomplete > 0)
    byline_say ("%u are in the library but not in every backup", summary->incomplete);
  if (request->verify == BYLINE_VERIFY_NONE && !request->dry_run && summary->copied > 0)
    byline_say ("nothing was verified: --verify none");
}
