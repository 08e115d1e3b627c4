#pragma once

#include "cli/output.h"

#include <byline/check.h>

/** Findings as text for people, as JSON Lines, or as one SARIF 2.1.0 log (OASIS), for CI. */
typedef enum { BYLINE_CHECK_TEXT, BYLINE_CHECK_JSON, BYLINE_CHECK_SARIF } BylineCheckForm;

void byline_check_output_begin (BylineOutput *output, BylineCheckForm form);
/** @first: is it the first one? */
void byline_check_output_finding (BylineOutput *output, BylineCheckForm form,
                                  const BylineFinding *finding, gboolean first);
void byline_check_output_end (BylineOutput *output, BylineCheckForm form);

/** The table of rules: id, severity by @policy, summary. */
void byline_check_output_rules (BylineOutput *output, const BylinePolicy *policy, gboolean json);
