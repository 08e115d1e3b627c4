#pragma once

#include "base/input.h"

#include <byline/catalogue.h>

/** What tells cheaply whether a file was changed, of @stat. */
BylineFileStamp byline_look_stamp (const struct stat *stat);

gboolean byline_look_same (const BylineFileStamp *a, const BylineFileStamp *b);

/** Returns: (transfer full): the file of that name beside the photo @real; @real for NULL */
char *byline_look_beside (const char *real, const char *sidecar);

/** Opens @path. @input: (out) (nullable): NULL if there is no such file, which is no error. */
gboolean byline_look_open (const char *path, BylineInput **input, GError **error);

/** The SHA-256 of the whole of @input (nullable: there is no file, told as zeros). */
gboolean byline_look_hash (BylineInput *input, guint8 sha256[BYLINE_SHA256_SIZE], GError **error);
