#pragma once

#include "cli/command.h"

/** The options that every command with PHOTO… has beside its arguments. */
typedef struct {
  char *query;
  char *files0_from;
} BylinePhotoOptions;

#define BYLINE_PHOTO_OPTIONS(options)                                                              \
  { "query", 'q', 0, G_OPTION_ARG_FILENAME, &(options).query, "The library's photos that match",   \
    "QUERY" },                                                                                     \
  {                                                                                                \
    "files0-from", 0, 0, G_OPTION_ARG_FILENAME, &(options).files0_from,                            \
        "Photos listed in FILE, each ended by a NUL; - is standard input", "FILE"                  \
  }

/** One photo to work on. */
typedef struct {
  char *path;          /* as given, or how to open it from here */
  gboolean catalogued; /* @id and @stamp are the catalogue's; the file may have changed since */
  BylineId id;
  BylineFileStamp stamp;
} BylinePhotoArg;

/**
 * byline_photos_resolve:
 * @args: (array zero-terminated=1): paths, or unique prefixes of ids of the library's photos
 * @each_once: TRUE to leave out a file that was named before
 *
 * All that was named by arguments, @options' list and @options' query, in this order.  An
 * argument that is no photo is said and counted in @call; the others go on.
 *
 * Returns: (transfer full) (element-type BylinePhotoArg): NULL with _USAGE where nothing was
 *   named, or when the list or the catalogue cannot be read
 */
GPtrArray *byline_photos_resolve (BylineCall *call, const BylinePhotoOptions *options, char **args,
                                  gboolean each_once, GError **error);

/**
 * byline_photo_known_id:
 *
 * Returns: (transfer none) (nullable): the catalogue's id of @photo if the file is in the library
 *   and has not changed since it was looked at; cheap, and silent where there is no library
 */
const BylineId *byline_photo_known_id (BylineCall *call, BylinePhotoArg *photo);
