#pragma once

#include <glib.h>

/**
 * BylineCuts:
 *
 * What there is to say of the photos of a run, counted: a creator's name too long for IIM is too
 * long in every photo of the shoot, and is said once.  Fill with zeros; byline_cuts_say() clears
 * it.
 */
typedef struct {
  GHashTable *counts; /* message → photos; NULL while empty */
  char *first;        /* the first photo that had one */
} BylineCuts;

/** @cut: (element-type utf8) (nullable): lines about one photo */
void byline_cuts_add (BylineCuts *cuts, const char *path, const GPtrArray *cut);

/** Says each once, with how many photos it concerns, in the alphabet's order. */
void byline_cuts_say (BylineCuts *cuts);
