#pragma once

#include <byline/check.h>

/** Fills in what all findings have in common, and tells, unless the policy has the rule off.
 *  @finding: with rule, message and whatever else is known */
void byline_check_report (const BylineCheck *check, BylineFinding finding);
