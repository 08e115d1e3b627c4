#pragma once

#include <glib.h>

/** A function of a library that is loaded when it is needed, and where to put its address. */
typedef struct {
  const char *name;
  void *function; /* of a pointer to a function */
} BylineCallName;

/** Returns: FALSE where @soname is not installed or lacks one of the calls */
gboolean byline_library_load (const char *soname, const BylineCallName *calls, guint n_calls);
