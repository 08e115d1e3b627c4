#pragma once

#include "base/input.h"

/** Types of TIFF 6.0 and BigTIFF that need their numbers known. */
enum {
  BYLINE_IFD_BYTE = 1,
  BYLINE_IFD_SHORT = 3,
  BYLINE_IFD_LONG = 4,
  BYLINE_IFD_UNDEFINED = 7,
  BYLINE_IFD_IFD = 13,
  BYLINE_IFD_LONG8 = 16,
  BYLINE_IFD_IFD8 = 18,
};

/**
 * BylineIfdFile:
 *
 * A TIFF structure in a file, of any size, read directory by directory: TIFF 6.0, BigTIFF, or one
 * of the makers' that differ in the magic number alone.  Offsets count from @base.  Borrows
 * @input.
 */
typedef struct {
  BylineInput *input;
  guint64 base;
  guint64 size;    /* octets from @base on */
  guint64 first;   /* where IFD0 lies */
  guint16 magic;   /* 42; 43: BigTIFF */
  gboolean little; /* "II" */
  gboolean big;    /* BigTIFF: offsets and counts of 64 bits */
} BylineIfdFile;

/** An entry of a directory. */
typedef struct {
  guint64 at; /* where its own octets lie */
  guint16 tag, type;
  guint64 count;
  guint64 value_at; /* where the value begins: in the entry, or anywhere; may be no place at all */
  guint64 value_size; /* octets; 0 for an unknown type */
  guint8 field[8];    /* the value or its offset, as stored; 4 octets but in BigTIFF */
} BylineIfdEntry;

/** A directory that lies in the file whole. */
typedef struct {
  guint64 offset;
  guint64 size;    /* octets, the next one's offset among them */
  guint64 next;    /* the next directory's offset; 0: none */
  GArray *entries; /* of BylineIfdEntry, in file order */
} BylineIfd;

/** Returns: FALSE with BYLINE_ERROR_MALFORMED, or a read error, if no such structure is at @base */
gboolean byline_ifd_file_open (BylineIfdFile *file, BylineInput *input, guint64 base, guint64 size,
                               GError **error);

/** Octets of one component of @type; 0 for an unknown type. */
guint byline_ifd_type_size (guint16 type);
/** Octets that an entry's field has, and thus a value that needs no other place. */
guint byline_ifd_field_size (const BylineIfdFile *file);
/** Octets of an entry. */
guint byline_ifd_entry_size (const BylineIfdFile *file);

/** Returns: (transfer full): NULL with _MALFORMED if no directory can lie at @offset, or a read
 *   error */
BylineIfd *byline_ifd_read (const BylineIfdFile *file, guint64 offset, GError **error);
void byline_ifd_free (BylineIfd *ifd); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineIfd, byline_ifd_free)

guint byline_ifd_n_entries (const BylineIfd *ifd);
const BylineIfdEntry *byline_ifd_entry (const BylineIfd *ifd, guint index);
/** Returns: (transfer none) (nullable): the first entry of @tag */
const BylineIfdEntry *byline_ifd_find (const BylineIfd *ifd, guint16 tag);

/** Does the value lie in the file whole, and is it of a known type? */
gboolean byline_ifd_holds (const BylineIfdFile *file, const BylineIfdEntry *entry);

/** Returns: (transfer full): the value's octets; NULL with _MALFORMED if it does not lie in the
 *   file or has more than @max of them, or a read error */
GBytes *byline_ifd_value (const BylineIfdFile *file, const BylineIfdEntry *entry, gsize max,
                          GError **error);

/** A whole number of @octets, 2, 4 or 8, in the file's order. */
guint64 byline_ifd_get (gboolean little, const guint8 *bytes, guint octets);
void byline_ifd_put (gboolean little, guint8 *to, guint64 number, guint octets);

/** Component @index of a value of whole numbers; @fallback where there is none. */
guint64 byline_ifd_number (const BylineIfdFile *file, const BylineIfdEntry *entry, guint64 index,
                           guint64 fallback);
/** The same of @tag in @ifd. */
guint64 byline_ifd_find_number (const BylineIfdFile *file, const BylineIfd *ifd, guint16 tag,
                                guint64 fallback);
