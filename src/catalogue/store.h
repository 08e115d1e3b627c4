#pragma once

#include "catalogue/sqlite-glib.h"

#include <byline/catalogue.h>
#include <byline/credit_lines.h>

/* The inside of a catalogue, shared by the files that hold the SQL of one table each.  Private to
 * src/catalogue/. */

/** Texts of the table shared whose numbers are remembered. */
#define BYLINE_SHARED_REMEMBERED 65536

struct _BylineCatalogue {
  char *library; /* absolute, as it was named */
  char *real;    /* the same without symbolic links */
  sqlite3 *db;
  BylineStatements *statements;
  char *words_insert, *words_delete; /* SQL */
  GString *words;                    /* scratch: text being folded */
  GHashTable *shared;                /* of BylineShared, by field and text */
  GString *shared_name;              /* scratch: such a name */
  GHashTable *vocabulary;            /* a set of words that the table word has */
  struct _BylineLatin *latin;        /* NULL until a word needs it */
  gint64 full_second, free_second;   /* see place.c */
  BylineCreditLines *credits;        /* as they are in this transaction; NULL until one is needed */
  gboolean in_transaction;
  gboolean broken; /* a write of this transaction failed half-way: it must not be committed */
};

/** A photo's number in this catalogue; nothing outside src/catalogue/ sees it. */
typedef gint64 BylinePhotoKey;

/* photo_table.c: photo, file, job */

/** The columns that byline_photo_entry() reads, and where they come from.  What follows may name
 *  photo p, file f and job j.  The cross join says: photos first, so that their order is kept. */
#define BYLINE_ENTRY_SELECT                                                                        \
  "SELECT p.photo, p.id, p.name, j.name, p.ingested_us, p.taken, p.format, p.width, p.height,"     \
  " p.orientation, p.camera, p.lens, p.serial, p.latitude, p.longitude, f.path, f.shot,"           \
  " f.credited, f.size, f.mtime_ns, f.ctime_ns, f.inode, p.clock_shift_s, p.zone_minutes,"         \
  " f.verify, f.verified_us, p.fields, p.place, p.c2pa"                                            \
  " FROM photo AS p CROSS JOIN file AS f ON f.photo = p.photo"                                     \
  " LEFT JOIN job AS j ON j.job = p.job "

/** Returns: (transfer full): the row as an entry, with what other tables have of it */
BylineEntry *byline_photo_entry (BylineCatalogue *catalogue, sqlite3_stmt *row, GError **error);

/** Writes all rows of the photo, new or known. */
gboolean byline_photo_put (BylineCatalogue *catalogue, const BylineEntry *entry, GError **error);

/** Takes the file away from the photo that has it at @path, if one has. */
gboolean byline_photo_release (BylineCatalogue *catalogue, const char *path, GError **error);

/** Returns: FALSE with BYLINE_ERROR_NOT_FOUND, or _CATALOGUE */
gboolean byline_photo_find (BylineCatalogue *catalogue, const BylineId *id, BylinePhotoKey *key,
                            GError **error);

/** Reads the columns verify and verified_us, beside one another from @column on. */
void byline_column_verify (sqlite3_stmt *row, int column, BylineVerify *verify,
                           gint64 *verified_us);
/** Binds :verify and, where the copy was verified, :verified_us. */
void byline_bind_verify (BylineStatement *stmt, BylineVerify verify, gint64 verified_us);

/** Returns: TRUE for a path that stays in the library: no "..", no ".", not absolute */
gboolean byline_path_is_inside (const char *path);

/* companion_table.c: companion */

gboolean byline_companion_put (BylineCatalogue *catalogue, const BylineCompanion *companion,
                               GError **error);

/* value_table.c: photo.fields */

/** Appends what is believed of each field as JSON. */
void byline_values_write (GString *out, const BylineMetadata *metadata);
/** Adds the values to @metadata and reconciles it. */
gboolean byline_values_read (BylineCatalogue *catalogue, const char *fields,
                             BylineMetadata *metadata, GError **error);
