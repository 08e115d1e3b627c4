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
  char *recent_insert;
  GString *words;                 /* scratch: text being folded */
  GString *made;                  /* scratch: a text that is made of several facts */
  GHashTable *shared;             /* of BylineShared, by field and text */
  GString *shared_name;           /* scratch: such a name */
  struct _BylineSharedLast *last; /* the one of each field that was asked for last */
  GHashTable *shared_texts;       /* their texts by their numbers */
  char *job;                      /* of the last photo; NULL: none yet */
  gint64 job_key;
  struct _BylineWordSet *vocabulary; /* words that the table word has */
  GHashTable *days;                  /* of BylineDay: what changed in this transaction */
  struct _BylineLatin *latin;        /* NULL until a word needs it */
  gint64 full_second, free_second;   /* see place.c */
  BylineCreditLines *credits;        /* as they are in this transaction; NULL until one is needed */
  gint64 last_place;                 /* of this transaction; 0: not looked at yet */
  gboolean wrote;                    /* there was one */
  gboolean keeps_log;                /* see log.h */
  gboolean is_read_only;             /* PRAGMA query_only is on */
  gboolean in_transaction;
  gboolean broken; /* a write of this transaction failed half-way: it must not be committed */
};

/** A photo's number in this catalogue; nothing outside src/catalogue/ sees it. */
typedef gint64 BylinePhotoKey;

/* photo_row.c: what a row of photo and file says */

/** The columns that byline_photo_entry() reads, and where they come from.  What follows may name
 *  photo p, file f and job j.  The cross join says: photos first, so that their order is kept. */
#define BYLINE_ENTRY_SELECT                                                                        \
  "SELECT p.photo, p.id, p.name, j.name, p.ingested_us, p.taken, p.format, p.width, p.height,"     \
  " p.orientation, p.camera, p.lens, p.serial, p.latitude, p.longitude, f.path, f.shot,"           \
  " f.credited, f.size, f.mtime_ns, f.ctime_ns, f.inode, p.clock_shift_s, p.zone_minutes,"         \
  " f.verify, f.verified_us, p.fields, p.place, p.c2pa"                                            \
  " FROM photo AS p CROSS JOIN file AS f ON f.photo = p.photo"                                     \
  " LEFT JOIN job AS j ON j.job = p.job "

/** By its identity; the index has the beginning of it. */
#define BYLINE_ID_IS "substr (id, 1, 8) = substr (:id, 1, 8) AND id = :id"

/** Returns: (transfer full): the row as an entry, with what other tables have of it */
BylineEntry *byline_photo_entry (BylineCatalogue *catalogue, sqlite3_stmt *row, GError **error);

/** Of such a row: the photo's number, and its place (place.h), 0 where it has none. */
BylinePhotoKey byline_photo_row_key (sqlite3_stmt *row);
gint64 byline_photo_row_place (sqlite3_stmt *row);

/* photo_table.c: photo, file */

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

/** @out: overwritten with octets: what is believed of each field.  Only in a transaction: texts may
 *  be new to the table shared. */
gboolean byline_values_write (BylineCatalogue *catalogue, GString *out,
                              const BylineMetadata *metadata, GError **error);
/** Adds the values in @column to @metadata and reconciles it. */
gboolean byline_values_read (BylineCatalogue *catalogue, sqlite3_stmt *row, int column,
                             BylineMetadata *metadata, GError **error);

/* value_json.c: the same up to schema 12 */
gboolean byline_values_read_json (BylineCatalogue *catalogue, const char *fields,
                                  BylineMetadata *metadata, GError **error);

/* job_table.c: job */

/** The number of the job of that name, made if it is new. */
gboolean byline_job_key (BylineCatalogue *catalogue, const char *name, gint64 *key, GError **error);

/** A transaction begins, or was rolled back: what was remembered may not be so any more. */
void byline_job_forget (BylineCatalogue *catalogue);
