#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * BYLINE_ERROR:
 *
 * The one error domain of libbyline.  A code says what the caller can do about
 * it; the message says what went wrong, in one line, and names the file where
 * one is concerned.
 */
#define BYLINE_ERROR (byline_error_quark ())
GQuark byline_error_quark (void);

typedef enum {
  BYLINE_ERROR_UNREADABLE,   /* the file cannot be opened or read: skip it, carry on */
  BYLINE_ERROR_UNSUPPORTED,  /* not a kind of photo byline handles: skip it */
  BYLINE_ERROR_MALFORMED,    /* a photo that breaks its own rules: skip it */
  BYLINE_ERROR_REFUSED,      /* readable, but cannot be changed safely: it is untouched */
  BYLINE_ERROR_WRITE,        /* the disk said no (full, read-only, failing): nothing was replaced */
  BYLINE_ERROR_EXISTS,       /* the name is taken; nothing is ever overwritten */
  BYLINE_ERROR_CHANGED,      /* somebody else changed the file meanwhile: look again */
  BYLINE_ERROR_INTEGRITY,    /* a hash does not match: do not trust this copy */
  BYLINE_ERROR_NOT_FOUND,    /* no such photo, preset, library or rendition */
  BYLINE_ERROR_USAGE,        /* what a person typed is wrong: field, value, query, template */
  BYLINE_ERROR_BUSY,         /* another process holds the catalogue: try again */
  BYLINE_ERROR_NEWER_SCHEMA, /* the catalogue was made by a newer byline: upgrade, do not write */
  BYLINE_ERROR_CATALOGUE,    /* the catalogue itself failed: stop */
  BYLINE_ERROR_CANCELLED,    /* interrupted; safe to run again */
} BylineError;

G_END_DECLS
