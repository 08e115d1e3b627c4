#pragma once

#include <byline/edit.h>
#include <byline/metadata.h>

/**
 * BylineXmp:
 *
 * An XMP packet (ISO 16684-1) as a libxml2 tree.  Only properties of the field table are
 * understood; everything else stays as it was.  Hostile by assumption: no network, no entities,
 * no external anything, depth and size bounded.
 */
typedef struct _BylineXmp BylineXmp;

/** An empty packet with one rdf:Description. */
BylineXmp *byline_xmp_new (void);
void byline_xmp_free (BylineXmp *xmp); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineXmp, byline_xmp_free)

/** Returns: (transfer full): NULL with BYLINE_ERROR_MALFORMED, saying where */
BylineXmp *byline_xmp_parse (GBytes *packet, GError **error);

/** Does rdf:RDF stand alone, or in x:xmpmeta?  In any other element exiftool takes its properties
 * for members of something else, so what is written there is not found. */
gboolean byline_xmp_is_known_wrapper (const BylineXmp *xmp);

/** Adds the XMP layer's values.  Property attributes, elements, Bag/Seq/Alt and typed nodes are all
 *  read; the first rdf:Description that has a property wins. */
void byline_xmp_read (const BylineXmp *xmp, BylineMetadata *metadata);

/** The same for a sidecar's layer.  A property without a value clears its field: what the file
 * itself says of it is not to be believed. */
void byline_xmp_read_sidecar (const BylineXmp *xmp, BylineMetadata *metadata);

/** Returns: (transfer full) (element-type utf8): the properties that byline has no field for, as
 *  "prefix:Name", each once; not those that programs write of themselves and the file */
GPtrArray *byline_xmp_strangers (const BylineXmp *xmp);

/** Adds what the packet tells that no published picture should; see metadata/traces.h. */
void byline_xmp_traces (const BylineXmp *xmp, GPtrArray *traces);

/** Does the packet hold @field's property, with a value or without? */
gboolean byline_xmp_has (const BylineXmp *xmp, BylineField field);

/** Returns: (transfer full) (nullable): xmpNote:HasExtendedXMP, 32 digits */
char *byline_xmp_extended_guid (const BylineXmp *xmp);
/** @guid: (nullable): NULL takes the property out */
void byline_xmp_set_extended_guid (BylineXmp *xmp, const char *guid);

/** Is there no property in it at all? */
gboolean byline_xmp_is_empty (const BylineXmp *xmp);

/**
 * byline_xmp_move_largest:
 *
 * Moves one property from a packet to its extension (XMP Part 3, 1.1.3.1): the largest of other
 * programs', or if there is none, of ours.
 *
 * Returns: FALSE if there is nothing to move
 */
gboolean byline_xmp_move_largest (BylineXmp *from, BylineXmp *to);

/**
 * byline_xmp_set:
 * @values: (element-type BylineText): the field's values; empty removes the property
 *
 * Replaces one property in its usual form, where it stands; a new one goes into the
 * rdf:Description that has its namespace, else the first.  Values that are there already keep their
 * nodes, with whatever qualifiers other programs gave them; a Licensor keeps its other members.
 * Copies of the value that the packet keeps elsewhere (tiff:Artist, the first LocationShown) do not
 * stay stale.
 */
void byline_xmp_set (BylineXmp *xmp, BylineField field, const GPtrArray *values);

/** Makes the copies that byline_xmp_set() speaks of agree, and leaves the property itself alone. */
void byline_xmp_agree (BylineXmp *xmp, BylineField field, const GPtrArray *values);

/** Takes @field's property out, and nothing else. */
void byline_xmp_remove (BylineXmp *xmp, BylineField field);

/** Leaves @field as a property without a value; see byline_xmp_read_sidecar(). */
void byline_xmp_clear (BylineXmp *xmp, BylineField field);

/** Has byline_xmp_set() or byline_xmp_clear() changed anything? */
gboolean byline_xmp_is_changed (const BylineXmp *xmp);

/**
 * byline_xmp_serialise:
 * @padding_like: (nullable): the packet it came from: the new one keeps its length if it can
 *   by using up its padding, else has 2 KB of padding anew; NULL: none (renditions)
 *
 * Returns: (transfer full): a packet with its wrapper, UTF-8
 */
GBytes *byline_xmp_serialise (const BylineXmp *xmp, GBytes *padding_like);

/**
 * byline_xmp_serialise_dressed:
 * @old: what it was parsed from
 *
 * As a sidecar: with the encoding, byte order mark, XML declaration, wrapper and line ends of @old.
 *
 * Returns: (transfer full): NULL with BYLINE_ERROR_REFUSED
 */
GBytes *byline_xmp_serialise_dressed (const BylineXmp *xmp, GBytes *old, GError **error);
