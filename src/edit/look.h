#pragma once

#include "base/input.h"

#include <byline/catalogue.h>

/** What tells cheaply whether a file was changed, of @stat. */
BylineFileStamp byline_look_stamp (const struct stat *stat);

gboolean byline_look_same (const BylineFileStamp *a, const BylineFileStamp *b);

/** The SHA-256 of the whole of @input. */
gboolean byline_look_hash (BylineInput *input, guint8 sha256[BYLINE_SHA256_SIZE], GError **error);
