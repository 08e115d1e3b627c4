#pragma once

#include <byline/ingest.h>

/** What ingest is told of the cameras' clocks. */
typedef struct {
  char *timezone; /* --timezone */
  char **shifts;  /* --clock-shift, each CAMERA=+01:00:00 */
} BylineClockOptions;

#define BYLINE_CLOCK_OPTIONS(variable)                                                             \
  { "timezone",                                                                                    \
    0,                                                                                             \
    0,                                                                                             \
    G_OPTION_ARG_STRING,                                                                           \
    &(variable).timezone,                                                                          \
    "Where the cameras were, for times without a zone: Asia/Almaty or +05:00",                     \
    "ZONE" },                                                                                      \
  {                                                                                                \
    "clock-shift", 0, 0, G_OPTION_ARG_STRING_ARRAY, &(variable).shifts,                            \
        "Add this to the times of a camera whose clock was wrong, as in “EOS R5=+01:00:00”",       \
        "CAMERA=±H:MM:SS"                                                                         \
  }

/**
 * byline_clock_options_parse:
 * @shifts: (out): of #BylineClockShift, whose cameras are borrowed from @options
 *
 * Returns: FALSE with BYLINE_ERROR_USAGE
 */
gboolean byline_clock_options_parse (const BylineClockOptions *options, GTimeZone **zone,
                                     GArray **shifts, GError **error);

/** Appends "+01:00:00". */
void byline_clock_shift_append (GString *out, gint64 shift_s);
