#pragma once

#include <glib.h>

/**
 * BylinePhotoshop:
 *
 * Photoshop image resources (Adobe Photoshop File Formats; XMP Part 3, 1.1.3.2): the wrapping of
 * IIM in JPEG and TIFF.  Every resource is kept, in order, as its bytes are; only 0x0404 (IIM) and
 * 0x0425 (MD5 of the IIM block, "IPTCDigest") are looked into.
 */
typedef struct _BylinePhotoshop BylinePhotoshop;

BylinePhotoshop *byline_photoshop_new (void);
void byline_photoshop_free (BylinePhotoshop *photoshop); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylinePhotoshop, byline_photoshop_free)

/** Returns: (transfer full): NULL with BYLINE_ERROR_MALFORMED if resources cannot be followed */
BylinePhotoshop *byline_photoshop_parse (GBytes *resources, GError **error);
/** Returns: (transfer full) (nullable): NULL if no resource is left */
GBytes *byline_photoshop_serialise (const BylinePhotoshop *photoshop);

/** Returns: (transfer none) (nullable): the IIM block; several 0x0404 are joined in order */
GBytes *byline_photoshop_iim (const BylinePhotoshop *photoshop);

/**
 * byline_photoshop_digest_matches:
 * @iim: (nullable): the block that stands elsewhere in the file, as TIFF has it; NULL: the one here
 *
 * Is IPTCDigest absent, or the MD5 of the IIM block?  One that is stored as numbers of four octets
 * may have been hashed without what fills up the last.
 */
gboolean byline_photoshop_digest_matches (const BylinePhotoshop *photoshop, GBytes *iim);

/**
 * byline_photoshop_set_digest:
 * @iim: (nullable): the block that stands elsewhere in the file; NULL: it has none any more
 *
 * Makes IPTCDigest right where IIM stands elsewhere: adds or removes it.
 */
void byline_photoshop_set_digest (BylinePhotoshop *photoshop, GBytes *iim);

/**
 * byline_photoshop_set_iim:
 * @iim: (nullable): the new block; NULL removes it and its digest
 *
 * Puts @iim in the place of the old one (one resource from now on) and makes IPTCDigest right,
 * adding it: a digest that matches tells MWG readers that IIM and XMP are in step.
 */
void byline_photoshop_set_iim (BylinePhotoshop *photoshop, GBytes *iim);

/**
 * byline_photoshop_swap_iim:
 *
 * The same, but for IPTCDigest, which stays as it is: where it said that an older program has
 * changed IIM since XMP was written, that goes on being so for the fields that nobody has settled.
 */
void byline_photoshop_swap_iim (BylinePhotoshop *photoshop, GBytes *iim);
