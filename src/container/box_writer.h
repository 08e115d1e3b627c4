#pragma once

#include <glib.h>

/* Boxes of the ISO base media file format (ISO/IEC 14496-12), written. */

/** Appends @n octets of @number, the most significant first. */
void byline_put_number (GByteArray *out, guint64 number, guint n);
void byline_put_bytes (GByteArray *out, GBytes *bytes); /* NULL appends nothing */

/** Appends the head of a box. Returns: what byline_box_end() wants to know */
guint byline_box_begin (GByteArray *out, const char type[5]);
/** … of one with a version and flags. */
guint byline_full_box_begin (GByteArray *out, const char type[5], guint8 version, guint32 flags);
/** Writes the box's size, now that all of it is there. */
void byline_box_end (GByteArray *out, guint start);
