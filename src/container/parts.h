#pragma once

#include "container/container.h"

/** Whether a part says the same before and after; none and an empty one are alike. */
gboolean byline_part_same (GBytes *a, GBytes *b);
