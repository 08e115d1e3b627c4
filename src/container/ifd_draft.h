#pragma once

#include "container/ifd.h"

/** An entry of a directory that is being changed. */
typedef struct {
  guint16 tag, type;
  guint64 count;
  guint8 field[8]; /* as in the directory: the value, or where it lies */
  GBytes *fresh;   /* the value, to be laid behind the directory; NULL: @field stands */
} BylineIfdSlot;

/** A directory that is being changed, to be written anew elsewhere. */
typedef struct {
  const BylineIfdFile *file;
  GArray *slots; /* of BylineIfdSlot */
  guint64 at;    /* where the old one lies; 0: there is none */
  guint64 next;
  gboolean changed;
} BylineIfdDraft;

/** @ifd: (nullable): what it begins with */
void byline_ifd_draft_init (BylineIfdDraft *draft, const BylineIfdFile *file, const BylineIfd *ifd);
void byline_ifd_draft_clear (BylineIfdDraft *draft);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BylineIfdDraft, byline_ifd_draft_clear)

/** Returns: (transfer none) (nullable): the first of @tag */
BylineIfdSlot *byline_ifd_draft_find (const BylineIfdDraft *draft, guint16 tag);
/** Takes every entry of @tag out. */
void byline_ifd_draft_remove (BylineIfdDraft *draft, guint16 tag);
/** Adds an entry, in order of tags.  @value: (transfer none): octets in the file's order */
void byline_ifd_draft_add (BylineIfdDraft *draft, guint16 tag, guint16 type, GBytes *value);

/** Reads every value that lies at @start or behind it, so that it is laid behind the directory. */
gboolean byline_ifd_draft_carry (BylineIfdDraft *draft, guint64 start, GError **error);

/** What directories and values begin at a multiple of (TIFF 6.0; BigTIFF). */
guint byline_ifd_unit (const BylineIfdFile *file);
/** Does it have fresh values? */
gboolean byline_ifd_draft_has_values (const BylineIfdDraft *draft);
/** Octets of the directory and the fresh values behind it. */
guint64 byline_ifd_draft_size (const BylineIfdDraft *draft);
/** Appends both to @out, whose end is going to lie at @at. */
void byline_ifd_draft_write (const BylineIfdDraft *draft, GByteArray *out, guint64 at);
