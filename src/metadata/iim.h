#pragma once

#include <byline/edit.h>
#include <byline/metadata.h>

/**
 * BylineIim:
 *
 * An IPTC-IIM 4.2 block as a list of datasets in file order.  Every dataset is kept, known
 * or not; record 1 and any record other than 2 as they are.
 */
typedef struct _BylineIim BylineIim;

BylineIim *byline_iim_new (void);
void byline_iim_free (BylineIim *iim); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineIim, byline_iim_free)

/**
 * byline_iim_parse:
 *
 * Standard and extended datasets.  Zero bytes and a stray tail after the last dataset are kept.
 *
 * Returns: (transfer full): NULL with BYLINE_ERROR_MALFORMED if the block cannot be followed
 */
BylineIim *byline_iim_parse (GBytes *block, GError **error);

/** Octets behind the last dataset. */
gsize byline_iim_tail_size (const BylineIim *iim);

/** Returns: (transfer full): the block again, byte for byte what was parsed if nothing changed */
GBytes *byline_iim_serialise (const BylineIim *iim);

/**
 * byline_iim_read:
 * @legacy_charset: (nullable): an iconv name for text without 1:90 that is not UTF-8; NULL guesses
 *
 * Adds the IIM layer's values.  Text is UTF-8 where 1:90 says so or it is valid as such, else in
 * the legacy charset, which is noted and marked (BYLINE_ODD_CHARSET); never silently mojibake.
 */
void byline_iim_read (const BylineIim *iim, const char *legacy_charset, BylineMetadata *metadata);

/**
 * byline_iim_make_utf8:
 *
 * Transcodes every text dataset of record 2 and puts 1:90 = ESC % G in front, unless that is so
 * already.  Where 1:90 says so and some texts are not, those are transcoded.
 */
gboolean byline_iim_make_utf8 (BylineIim *iim, const char *legacy_charset, GError **error);

/**
 * byline_iim_make_plain:
 *
 * Gives every dataset the length that its value needs: two octets, or IIM 4.2's four where that is
 * too few.  PHP's iptcparse(), and so WordPress, is lost behind any other.
 */
void byline_iim_make_plain (BylineIim *iim);

/**
 * byline_iim_pad:
 *
 * Makes a block two octets longer whose size, written in front of it, would look like the beginning
 * of a dataset to the same readers.
 */
void byline_iim_pad (BylineIim *iim);

/** Makes the block a multiple of four octets long, as numbers of that size need it: zeros behind
 * the last dataset are that filling, and are made as few as can be. */
void byline_iim_fill (BylineIim *iim);

/**
 * byline_iim_set:
 * @values: (element-type BylineText): the field's values; empty removes its datasets
 * @cut: (element-type utf8) (nullable): gains a line for each value cut to the dataset's limit
 *
 * Replaces the datasets of @field, in the place of the first old one, else in dataset order.  A
 * value longer than the dataset's limit is cut between characters.  @iim must be UTF-8.
 */
void byline_iim_set (BylineIim *iim, BylineField field, const GPtrArray *values, GPtrArray *cut);

/** Returns: TRUE if nothing is left but datasets that say how to read others: 1:00, 1:90, 2:00 */
gboolean byline_iim_is_empty (const BylineIim *iim);
