#pragma once

#include <byline/edit.h>

/**
 * byline_assignments_count:
 * @args: (array zero-terminated=1): "FIELD=VALUE" first, then photos
 * @n_free: how many of them stood before "--"
 *
 * How many of @args are assignments: those at the beginning that look like one, but for files
 * that are there and whose name before "=" is no field.
 */
guint byline_assignments_count (char **args, guint n_free);

/** Is this what somebody writes who means an assignment, with a field that is known? */
gboolean byline_assignment_is_meant (const char *argument);
