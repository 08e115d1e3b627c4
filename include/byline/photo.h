#pragma once

#include <byline/edit.h>
#include <byline/metadata.h>

G_BEGIN_DECLS

/** Octets in a picture id; printed as twice as many hexadecimal digits. */
#define BYLINE_ID_SIZE 16
/** Octets in a SHA-256. */
#define BYLINE_SHA256_SIZE 32

/**
 * BylineId:
 *
 * A photo's identity: the first 128 bits of the SHA-256 of its picture (what a
 * decoder needs to make the pixels), so that crediting a photo or moving it does
 * not make a new one.
 */
typedef struct {
  guint8 bytes[BYLINE_ID_SIZE];
} BylineId;

/** Returns: (transfer full): 32 lower-case hexadecimal digits */
char *byline_id_to_string (const BylineId *id);

/**
 * byline_photo_read:
 *
 * Reads what a file says about itself, opening it once and reading little more
 * than its head.
 *
 * Returns: (transfer full): the metadata, reconciled; NULL with BYLINE_ERROR_UNREADABLE,
 *   _UNSUPPORTED or _MALFORMED, the message naming @path
 */
BylineMetadata *byline_photo_read (const char *path, GError **error);

/**
 * byline_photo_read_as:
 * @legacy_charset: (nullable): what IIM and Exif text is in that is not UTF-8 and does not say,
 *   an iconv name; NULL guesses, for each of the two
 *
 * byline_photo_read(), for people who know.
 */
BylineMetadata *byline_photo_read_as (const char *path, const char *legacy_charset, GError **error);

/** Returns: FALSE with BYLINE_ERROR_USAGE if there is no such charset, or IIM could not be in it */
gboolean byline_charset_check (const char *charset, GError **error);

/** Reads the whole picture of @path and gives its id.  Errors as byline_photo_read(). */
gboolean byline_photo_id (const char *path, BylineId *id, GError **error);

typedef enum {
  BYLINE_IIM_ALWAYS,     /* the default: some readers, WordPress among them, read nothing else */
  BYLINE_IIM_IF_PRESENT, /* only where the file has an IIM block already */
} BylineIimPolicy;

/** How to write.  All zero is the default. */
typedef struct {
  BylineIimPolicy iim;
  gboolean break_hard_links;  /* write even where other names share the file: they keep the old */
  gboolean sidecar;           /* write beside the file instead of into it */
  gboolean break_c2pa;        /* write even though it breaks a Content Credentials signature */
  gboolean keep_mtime;        /* give the new file the old one's modification time */
  const char *legacy_charset; /* nullable: as byline_photo_read_as() takes it */
  GHashTable *iim_credits; /* nullable: credit → what IIM is to say where it is too long for it;
                              see byline_credit_lines_iim() */
} BylineWriteOptions;

/** What became of a write; fill with zeros, clear with byline_write_report_clear(). */
typedef struct {
  gboolean changed; /* FALSE: the file said so already and was left alone */
  GPtrArray *cut;   /* of char *: "creator cut to 32 bytes in IIM", one a cut; NULL if none */
  char *sidecar;    /* where the sidecar lies that was written, too or instead; NULL if none */
  GPtrArray *notes; /* of char *: what else there is to tell; NULL if nothing */
  GBytes *undo;     /* what brings the old file back; NULL unless changed */
} BylineWriteReport;

void byline_write_report_clear (BylineWriteReport *report);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BylineWriteReport, byline_write_report_clear)

/**
 * byline_photo_write:
 *
 * Writes @edit into every layer of @path and touches nothing else: a temporary file in
 * the same folder, compared with the old one outside the replaced parts, fsync, rename,
 * fsync of the folder.  Mode, owner and extended attributes stay.
 *
 * Returns: FALSE with the file untouched: BYLINE_ERROR_REFUSED if it cannot be done safely,
 *   _WRITE, _CHANGED, or an error of byline_photo_read()
 */
gboolean byline_photo_write (const char *path, const BylineEdit *edit,
                             const BylineWriteOptions *options, BylineWriteReport *report,
                             GError **error);

G_END_DECLS
