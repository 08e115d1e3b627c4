#pragma once

#include <byline/metadata.h>

/**
 * byline_clock_apply:
 * @taken: ISO 8601, as the file has it
 *
 * Returns: (transfer full): the time as it was: moved by the clock's shift, and with its zone where
 *   @taken names none; @taken as it is where it is no time of day
 */
char *byline_clock_apply (const BylineClock *clock, const char *taken);
