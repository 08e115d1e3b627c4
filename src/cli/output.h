#pragma once

#include <byline/cancellable.h>

/**
 * BylineOutput:
 *
 * Standard output: the answer.  Records are gathered in one buffer and written in large pieces,
 * or one by one where a person is watching.  A closed pipe or a full disk is remembered, so that
 * a command may stop asking for work nobody will see.
 */
typedef struct {
  GString *text; /* append here; nothing is written before a record ends */
  int fd;
  int problem;       /* errno of the first failed write; 0 while all is well */
  gboolean terminal; /* a person is watching: flush every record, align */
  gboolean colour;   /* a terminal that may have colour (no-color.org) */
  int width;         /* columns of the terminal; 0 where there is none */
} BylineOutput;

void byline_output_init (BylineOutput *output, int fd);

/** Ends a record: written when the buffer is full, or at once on a terminal. */
void byline_output_end_record (BylineOutput *output);

/** Writes what is waiting: for records that take long to come. */
void byline_output_flush (BylineOutput *output);

/**
 * byline_output_finish:
 *
 * Writes the rest and frees the buffer.
 *
 * Returns: FALSE with BYLINE_ERROR_WRITE if any of the answer was lost
 */
gboolean byline_output_finish (BylineOutput *output, GError **error);
