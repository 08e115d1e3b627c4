#pragma once

#include <glib.h>

/** A number in a file that says where else in it something lies. */
typedef struct {
  guint64 field;  /* where the four octets are */
  guint64 target; /* where they lead; both count from the file's beginning */
  gboolean little_endian;
} BylineLink;
