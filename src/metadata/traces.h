#pragma once

#include "container/container.h"

/**
 * byline_private_traces:
 *
 * What an open file tells of a person or a camera that no published picture should: position,
 * serial numbers, owner, MakerNote, other pictures inside, editing history, faces.  Fields of the
 * table are not among them.
 *
 * Returns: (transfer full) (element-type utf8): for people, each once; empty for a clean file
 */
GPtrArray *byline_private_traces (const BylineContainer *container);
