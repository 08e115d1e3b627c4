#include "catalogue/schema.h"

#include "catalogue/backup.h"

/* steps[n] takes version n to n + 1.  Released steps are never edited: add one, with the sqlite3
 * dump of the schema before as tests/fixtures/catalogues/v<n>.sql.  docs/schema.md says what each
 * column means.  References are checked at the end of a transaction: checked at once, SQLite opens
 * a savepoint for each statement, at which FTS5 writes out the words it holds back. */
static const char *const steps[] = {
  /* 0 → 1 */
  "CREATE TABLE job ("
  "  job   INTEGER PRIMARY KEY,"
  "  name  TEXT NOT NULL UNIQUE,"
  "  words TEXT NOT NULL" /* byline_fold(), between spaces, to look for phrases in */
  ") STRICT;"
  "CREATE TABLE photo ("
  "  photo       INTEGER PRIMARY KEY,"
  "  id          BLOB NOT NULL UNIQUE CHECK (length (id) = 16),"
  "  name        ANY NOT NULL CHECK (typeof (name) IN ('text', 'blob'))," /* blob: not UTF-8 */
  "  job         INTEGER REFERENCES job DEFERRABLE INITIALLY DEFERRED,"
  "  ingested_us INTEGER NOT NULL,"
  "  taken       TEXT,"
  "  taken_us    INTEGER," /* local time */
  "  format      TEXT NOT NULL,"
  "  width       INTEGER NOT NULL,"
  "  height      INTEGER NOT NULL,"
  "  orientation INTEGER NOT NULL CHECK (orientation BETWEEN 1 AND 8),"
  "  camera      TEXT,"
  "  lens        TEXT,"
  "  serial      TEXT,"
  "  latitude    REAL,"
  "  longitude   REAL,"
  "  CHECK ((latitude IS NULL) = (longitude IS NULL))"
  ") STRICT;"
  "CREATE INDEX photo_by_taken ON photo (taken_us);"
  "CREATE INDEX photo_by_job ON photo (job) WHERE job IS NOT NULL;"

  /* Apart from photo, since copies of one picture may come to lie in several places. */
  "CREATE TABLE file ("
  "  file     INTEGER PRIMARY KEY,"
  "  photo    INTEGER NOT NULL REFERENCES photo DEFERRABLE INITIALLY DEFERRED,"
  "  path     ANY NOT NULL UNIQUE CHECK (typeof (path) IN ('text', 'blob'))," /* blob: not UTF-8 */
  "  shot     BLOB NOT NULL CHECK (length (shot) = 32),"
  "  credited BLOB NOT NULL CHECK (length (credited) = 32),"
  "  size     INTEGER NOT NULL CHECK (size >= 0),"
  "  mtime_ns INTEGER NOT NULL,"
  "  ctime_ns INTEGER NOT NULL,"
  "  inode    INTEGER NOT NULL" /* an unsigned 64-bit number's bits */
  ") STRICT;"
  /* For now a photo has one file; to be dropped when it may have more. */
  "CREATE UNIQUE INDEX file_by_photo ON file (photo);"

  /* A creator or a credit line, written once however many photos have it. */
  "CREATE TABLE attribution ("
  "  attribution INTEGER PRIMARY KEY,"
  "  field       TEXT NOT NULL," /* 'credit' or 'creator' */
  "  text        TEXT NOT NULL,"
  "  words       TEXT NOT NULL," /* as job.words; equal for lines that differ in case or dots */
  "  UNIQUE (field, text)"
  ") STRICT;"
  "CREATE INDEX attribution_by_words ON attribution (field, words);"

  /* What is believed of each field, with the layer it came from. */
  "CREATE TABLE value ("
  "  photo       INTEGER NOT NULL REFERENCES photo DEFERRABLE INITIALLY DEFERRED,"
  "  field       TEXT NOT NULL," /* byline_fields[].name */
  "  position    INTEGER NOT NULL CHECK (position >= 0),"
  "  lang        TEXT,"
  "  layer       TEXT NOT NULL CHECK (layer IN ('exif', 'iim', 'xmp')),"
  "  odd         INTEGER NOT NULL," /* BylineOdd flags of the field */
  "  text        TEXT NOT NULL,"
  "  attribution INTEGER REFERENCES attribution DEFERRABLE INITIALLY DEFERRED,"
  "  PRIMARY KEY (photo, field, position)"
  ") STRICT, WITHOUT ROWID;"
  "CREATE INDEX value_by_attribution ON value (attribution) WHERE attribution IS NOT NULL;"

  /* The text of each field and of some facts, folded by byline_fold(), values apart by
   * BYLINE_FOLD_BREAK; rowid is photo.  Everything that is a letter to Unicode is beyond ASCII or
   * alphanumeric by then, so that "ascii" splits at our spaces and nowhere else, whatever Unicode
   * this SQLite knows.  The index keeps its text, since one that does not must be told the old text
   * on every change, and GLib's tables, which made it, may have moved on.  Nothing is ranked, so no
   * column sizes. */
  "CREATE VIRTUAL TABLE words USING fts5 ("
  "  \"job-title\", credit, source, copyright, \"usage-terms\", \"rights-url\", \"licensor-url\","
  "  headline, description, \"alt-text\", title, keywords, city, location, state, country,"
  "  \"country-code\", event, person, instructions, \"job-id\", \"caption-writer\","
  "  \"digital-source-type\", \"data-mining\", name, path, camera, lens, serial,"
  "  tokenize = 'ascii', columnsize = 0);"

  /* What undo needs: one row an edit of a photo, oldest first. */
  "CREATE TABLE edit ("
  "  edit    INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  photo   INTEGER NOT NULL REFERENCES photo DEFERRABLE INITIALLY DEFERRED,"
  "  at_us   INTEGER NOT NULL,"
  "  changes TEXT NOT NULL," /* JSON; SQLite 3.40 trusts json_valid() in no schema */
  "  before  BLOB NOT NULL CHECK (length (before) = 32)," /* the file's SHA-256 */
  "  undo    BLOB NOT NULL"
  ") STRICT;"
  "CREATE INDEX edit_by_photo ON edit (photo);",

  /* 1 → 2: edits of files that are not catalogued, what undid what, and the file after an edit,
   * to know it by before it is replaced.  Of older edits that is not known. */
  "DROP INDEX edit_by_photo;"
  "ALTER TABLE edit RENAME TO edit_1;"
  "CREATE TABLE edit ("
  "  edit    INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  photo   INTEGER REFERENCES photo DEFERRABLE INITIALLY DEFERRED,"
  "  path    ANY NOT NULL CHECK (typeof (path) IN ('text', 'blob'))," /* blob: not UTF-8 */
  "  at_us   INTEGER NOT NULL,"
  "  undoes  INTEGER REFERENCES edit DEFERRABLE INITIALLY DEFERRED,"
  "  changes TEXT NOT NULL,"
  "  before  BLOB NOT NULL CHECK (length (before) = 32),"
  "  after   BLOB CHECK (length (after) = 32),"
  "  packed  INTEGER NOT NULL CHECK (packed IN (0, 1)),"
  "  undo    BLOB NOT NULL"
  ") STRICT;"
  "INSERT INTO edit (edit, photo, path, at_us, changes, before, packed, undo)"
  " SELECT e.edit, e.photo, COALESCE (f.path, p.name), e.at_us, e.changes, e.before, 0, e.undo"
  " FROM edit_1 AS e JOIN photo AS p USING (photo) LEFT JOIN file AS f USING (photo);"
  "DROP TABLE edit_1;"
  "CREATE INDEX edit_by_photo ON edit (photo) WHERE photo IS NOT NULL;"
  "CREATE INDEX edit_by_path ON edit (path);"
  "CREATE INDEX edit_by_undoes ON edit (undoes) WHERE undoes IS NOT NULL;",

  /* 2 → 3: whether copies were verified, and those that are not a photo's own file. */
  "ALTER TABLE file ADD COLUMN verify TEXT CHECK (verify IN ('readback', 'source', 'none'));"
  "ALTER TABLE file ADD COLUMN verified_us INTEGER;"
  "CREATE INDEX file_by_shot ON file (shot);"
  "CREATE TABLE copy ("
  "  copy        INTEGER PRIMARY KEY,"
  "  shot        BLOB NOT NULL CHECK (length (shot) = 32),"
  "  folder      ANY NOT NULL CHECK (typeof (folder) IN ('text', 'blob'))," /* '': the library */
  "  path        ANY NOT NULL CHECK (typeof (path) IN ('text', 'blob')),"   /* blob: not UTF-8 */
  "  sha256      BLOB NOT NULL CHECK (length (sha256) = 32),"
  "  size        INTEGER NOT NULL CHECK (size >= 0),"
  "  verify      TEXT NOT NULL CHECK (verify IN ('readback', 'source', 'none')),"
  "  verified_us INTEGER,"
  "  UNIQUE (folder, path)"
  ") STRICT;"
  "CREATE INDEX copy_by_shot ON copy (shot);",

  /* 3 → 4: an edit may write a sidecar, or photo and sidecar, and knows whether it came about. */
  "CREATE TABLE edit_file ("
  "  edit_file INTEGER PRIMARY KEY,"
  "  edit      INTEGER NOT NULL REFERENCES edit DEFERRABLE INITIALLY DEFERRED,"
  "  sidecar   ANY CHECK (typeof (sidecar) IN ('text', 'blob', 'null'))," /* blob: not UTF-8 */
  "  before    BLOB NOT NULL CHECK (length (before) = 32)," /* zeros: there was no file */
  "  after     BLOB CHECK (length (after) = 32),"           /* zeros: there is none */
  "  packed    INTEGER NOT NULL CHECK (packed IN (0, 1)),"
  "  undo      BLOB NOT NULL"
  ") STRICT;"
  "INSERT INTO edit_file (edit, before, after, packed, undo)"
  " SELECT edit, before, after, packed, undo FROM edit;"
  "CREATE INDEX edit_file_by_edit ON edit_file (edit);"
  "ALTER TABLE edit DROP COLUMN before;"
  "ALTER TABLE edit DROP COLUMN after;"
  "ALTER TABLE edit DROP COLUMN packed;"
  "ALTER TABLE edit DROP COLUMN undo;"
  "ALTER TABLE edit ADD COLUMN done INTEGER NOT NULL DEFAULT 0 CHECK (done IN (0, 1));",

  /* 4 → 5: an index of words that keeps no text and whose order is that of time; a photo's values
   * in its row.  byline_catalogue_open() then fills the index. */
  "ALTER TABLE photo ADD COLUMN place INTEGER;" /* see catalogue/place.h; NULL: not to be found */
  "ALTER TABLE photo ADD COLUMN fields TEXT NOT NULL DEFAULT '{}';" /* see value_table.c */
  "WITH one AS ("
  "  SELECT photo, field, layer, odd,"
  "    json_group_array (CASE WHEN lang IS NULL OR lang = 'x-default' THEN json_quote (text)"
  "      ELSE json_object (lang, text) END) AS texts"
  "  FROM (SELECT * FROM value ORDER BY photo, field, position) GROUP BY photo, field),"
  "every AS ("
  "  SELECT photo, json_group_object (field, json (texts)) AS texts,"
  "    json_group_object (field, layer) FILTER (WHERE layer <> 'xmp') AS layers,"
  "    json_group_object (field, odd) FILTER (WHERE odd <> 0) AS odds"
  "  FROM one GROUP BY photo)"
  "UPDATE photo SET fields = json_patch (texts, json_object ('layer', json (layers),"
  "  'odd', json (odds))) FROM every WHERE every.photo = photo.photo;"
  "DROP TABLE value;"
  "DROP TABLE attribution;"
  "DROP TABLE words;"
  "DROP INDEX photo_by_taken;"
  "DROP INDEX photo_by_job;"
  "CREATE UNIQUE INDEX photo_by_place ON photo (place) WHERE place IS NOT NULL;"
  "CREATE INDEX photo_by_ingested ON photo (ingested_us);"
  "CREATE TABLE shared ("
  "  shared INTEGER PRIMARY KEY,"
  "  field  TEXT NOT NULL," /* 'credit', 'camera' … */
  "  text   TEXT NOT NULL,"
  "  words  TEXT NOT NULL," /* as job.words; equal for lines that differ in case or dots */
  "  UNIQUE (field, text)"
  ") STRICT;"
  "CREATE VIRTUAL TABLE words USING fts5 ("
  "  headline, description, \"alt-text\", title, keywords, location, event, person,"
  "  instructions, \"job-id\", name, path, facts,"
  "  content = '', tokenize = 'ascii', columnsize = 0);"
  "CREATE TABLE fold (version TEXT NOT NULL) STRICT;", /* what the words were folded with */

  /* 5 → 6: whether a file carries Content Credentials; queries by name. */
  "ALTER TABLE photo ADD COLUMN c2pa INTEGER NOT NULL DEFAULT 0 CHECK (c2pa IN (0, 1));"
  "CREATE TABLE query ("
  "  name TEXT PRIMARY KEY,"
  "  text TEXT NOT NULL"
  ") STRICT, WITHOUT ROWID;",

  /* 6 → 7: the words that photos have said, by their parts and by their sound.
   * byline_catalogue_open() then fills it. */
  "CREATE TABLE word ("
  "  word  INTEGER PRIMARY KEY,"
  "  text  TEXT NOT NULL UNIQUE,"
  "  latin TEXT NOT NULL,"
  "  loose TEXT NOT NULL"
  ") STRICT;"
  "CREATE INDEX word_by_loose ON word (loose);"
  "CREATE VIRTUAL TABLE word_parts USING fts5 ("
  "  text, latin, content = '', tokenize = 'trigram', columnsize = 0);",

  /* 7 → 8: how the camera's clock was read, and the files that came with a photo. */
  "ALTER TABLE photo ADD COLUMN clock_shift_s INTEGER NOT NULL DEFAULT 0;"
  "ALTER TABLE photo ADD COLUMN zone_minutes INTEGER;" /* said by ingest; NULL: as the file says */
  "ALTER TABLE photo ADD COLUMN taken_assumed INTEGER NOT NULL DEFAULT 0"
  "  CHECK (taken_assumed IN (0, 1));"
  "UPDATE photo SET taken_assumed = 1 WHERE taken LIKE '%T%' AND taken NOT LIKE '%Z'"
  "  AND taken NOT GLOB '*T*[+-][0-9][0-9]:[0-9][0-9]';"
  "CREATE TABLE companion ("
  "  companion   INTEGER PRIMARY KEY,"
  "  photo       INTEGER REFERENCES photo DEFERRABLE INITIALLY DEFERRED," /* NULL: of none */
  "  path        ANY NOT NULL UNIQUE CHECK (typeof (path) IN ('text', 'blob')),"
  "  name        ANY NOT NULL CHECK (typeof (name) IN ('text', 'blob')),"
  "  ingested_us INTEGER NOT NULL,"
  "  shot        BLOB NOT NULL CHECK (length (shot) = 32),"
  "  size        INTEGER NOT NULL CHECK (size >= 0),"
  "  mtime_ns    INTEGER NOT NULL,"
  "  ctime_ns    INTEGER NOT NULL,"
  "  inode       INTEGER NOT NULL"
  ") STRICT;"
  "CREATE INDEX companion_by_photo ON companion (photo) WHERE photo IS NOT NULL;"
  "CREATE INDEX companion_by_shot ON companion (shot);",

  /* 8 → 9: how many photos have a shared text, which byline_catalogue_open() then counts; half of
   * the index of hashes, whose first octets are enough; merging the index of words less often. */
  "ALTER TABLE shared ADD COLUMN photos INTEGER NOT NULL DEFAULT 0;"
  "DROP INDEX file_by_shot;"
  "CREATE INDEX file_by_shot ON file (substr (shot, 1, 8));"
  "INSERT INTO words (words, rank) VALUES ('automerge', 8);",

  /* 9 → 10: arrival is looked at in the order of time without a look at each photo. */
  "DROP INDEX photo_by_place;"
  "CREATE INDEX photo_by_place ON photo (place, ingested_us) WHERE place IS NOT NULL;"
  "DROP INDEX photo_by_ingested;"
  "CREATE INDEX photo_by_ingested ON photo (ingested_us) WHERE place IS NOT NULL;",

  /* 10 → 11: when photos may be published; the credit lines that are known. */
  "ALTER TABLE photo ADD COLUMN embargo_us INTEGER;" /* UTC; NULL: at once */
  "ALTER TABLE photo ADD COLUMN expires_us INTEGER;" /* UTC; NULL: for ever */
  "CREATE TABLE credit_line ("
  "  name   TEXT PRIMARY KEY,"
  "  record TEXT NOT NULL" /* as byline credits export writes it */
  ") STRICT, WITHOUT ROWID;",

  /* 11 → 12: the renditions of each photo. */
  "CREATE TABLE site ("
  "  site    INTEGER PRIMARY KEY,"
  "  folder  ANY NOT NULL CHECK (typeof (folder) IN ('text', 'blob'))," /* blob: not UTF-8 */
  "  profile TEXT NOT NULL,"
  "  UNIQUE (folder, profile)"
  ") STRICT;"
  "CREATE TABLE rendition ("
  "  tag       INTEGER NOT NULL," /* the hash in the name: see rendition_table.c */
  "  site      INTEGER NOT NULL REFERENCES site DEFERRABLE INITIALLY DEFERRED,"
  "  photo     INTEGER NOT NULL REFERENCES photo DEFERRABLE INITIALLY DEFERRED,"
  "  name      TEXT NOT NULL,"
  "  format    TEXT NOT NULL,"
  "  width     INTEGER NOT NULL,"
  "  height    INTEGER NOT NULL,"
  "  crop      TEXT,"
  "  bytes     INTEGER NOT NULL,"
  "  mtime_ns  INTEGER NOT NULL,"
  "  ctime_ns  INTEGER NOT NULL,"
  "  inode     INTEGER NOT NULL,"
  "  sum       BLOB NOT NULL CHECK (length (sum) = 8),"
  "  words     BLOB NOT NULL CHECK (length (words) = 8),"
  "  made_us   INTEGER NOT NULL,"
  "  thumbhash BLOB,"
  "  colour    INTEGER,"
  "  PRIMARY KEY (tag, site)"
  ") STRICT, WITHOUT ROWID;"
  "CREATE INDEX rendition_by_photo ON rendition (photo);",

  /* 12 → 13: less to write for each photo.  Fields as octets (value_table.c), texts that many have
   * alike as their numbers in shared, half of the index of identities; a file by its photo's
   * number.  byline_catalogue_open() then writes each photo anew. */
  "CREATE TABLE photo_13 ("
  "  photo         INTEGER PRIMARY KEY,"
  "  id            BLOB NOT NULL CHECK (length (id) = 16),"
  "  name          ANY NOT NULL CHECK (typeof (name) IN ('text', 'blob')),"
  "  job           INTEGER REFERENCES job DEFERRABLE INITIALLY DEFERRED,"
  "  ingested_us   INTEGER NOT NULL,"
  "  taken         TEXT,"
  "  taken_us      INTEGER,"
  "  format        TEXT NOT NULL,"
  "  width         INTEGER NOT NULL,"
  "  height        INTEGER NOT NULL,"
  "  orientation   INTEGER NOT NULL CHECK (orientation BETWEEN 1 AND 8),"
  "  camera        ANY," /* row of shared; of a photo that is not written anew yet the text */
  "  lens          ANY,"
  "  serial        ANY,"
  "  latitude      REAL,"
  "  longitude     REAL,"
  "  place         INTEGER,"
  "  clock_shift_s INTEGER NOT NULL,"
  "  zone_minutes  INTEGER,"
  "  taken_assumed INTEGER NOT NULL CHECK (taken_assumed IN (0, 1)),"
  "  c2pa          INTEGER NOT NULL CHECK (c2pa IN (0, 1)),"
  "  embargo_us    INTEGER,"
  "  expires_us    INTEGER,"
  "  fields        ANY NOT NULL CHECK (typeof (fields) IN ('text', 'blob')),"
  "  CHECK ((latitude IS NULL) = (longitude IS NULL))"
  ") STRICT;"
  "INSERT INTO photo_13 SELECT photo, id, name, job, ingested_us, taken, taken_us, format, width,"
  "  height, orientation, camera, lens, serial, latitude, longitude, place, clock_shift_s,"
  "  zone_minutes, taken_assumed, c2pa, embargo_us, expires_us, fields FROM photo ORDER BY photo;"
  "DROP TABLE photo;"
  "ALTER TABLE photo_13 RENAME TO photo;"
  "CREATE INDEX photo_by_id ON photo (substr (id, 1, 8));"
  "CREATE UNIQUE INDEX photo_by_place ON photo (place, ingested_us) WHERE place IS NOT NULL;"
  "CREATE INDEX photo_by_ingested ON photo (ingested_us) WHERE place IS NOT NULL;"
  "CREATE TABLE file_13 ("
  "  photo       INTEGER PRIMARY KEY REFERENCES photo DEFERRABLE INITIALLY DEFERRED,"
  "  path        ANY NOT NULL UNIQUE CHECK (typeof (path) IN ('text', 'blob'))," /* not UTF-8 */
  "  shot        BLOB NOT NULL CHECK (length (shot) = 32),"
  "  credited    BLOB NOT NULL CHECK (length (credited) = 32),"
  "  size        INTEGER NOT NULL CHECK (size >= 0),"
  "  mtime_ns    INTEGER NOT NULL,"
  "  ctime_ns    INTEGER NOT NULL,"
  "  inode       INTEGER NOT NULL," /* an unsigned 64-bit number's bits */
  "  verify      TEXT CHECK (verify IN ('readback', 'source', 'none')),"
  "  verified_us INTEGER"
  ") STRICT;"
  "INSERT INTO file_13 SELECT photo, path, shot, credited, size, mtime_ns, ctime_ns, inode, verify,"
  "  verified_us FROM file ORDER BY photo;"
  "DROP TABLE file;"
  "ALTER TABLE file_13 RENAME TO file;"
  "CREATE INDEX file_by_shot ON file (substr (shot, 1, 8));"
  "CREATE INDEX shared_by_words ON shared (field, words);" /* to go through them without a look
                                                              at each row */
  "CREATE TABLE day ("
  "  day      INTEGER PRIMARY KEY,"
  "  taken    INTEGER NOT NULL,"
  "  ingested INTEGER NOT NULL"
  ") STRICT;",

  /* 13 → 14: what a row of file and copy may say without a list of three, of which SQLite makes a
   * table for each row that comes in: a tenth of the time of a photo.  Photos by name, for whom
   * that is the order; where they are beside when they came, so that neither needs a look at the
   * photo. More words are held back before they are written out. */
  "CREATE TABLE file_14 ("
  "  photo       INTEGER PRIMARY KEY REFERENCES photo DEFERRABLE INITIALLY DEFERRED,"
  "  path        ANY NOT NULL UNIQUE CHECK (typeof (path) IN ('text', 'blob'))," /* not UTF-8 */
  "  shot        BLOB NOT NULL CHECK (length (shot) = 32),"
  "  credited    BLOB NOT NULL CHECK (length (credited) = 32),"
  "  size        INTEGER NOT NULL CHECK (size >= 0),"
  "  mtime_ns    INTEGER NOT NULL,"
  "  ctime_ns    INTEGER NOT NULL,"
  "  inode       INTEGER NOT NULL," /* an unsigned 64-bit number's bits */
  "  verify      TEXT CHECK (verify = 'readback' OR verify = 'source' OR verify = 'none'),"
  "  verified_us INTEGER"
  ") STRICT;"
  "INSERT INTO file_14 SELECT photo, path, shot, credited, size, mtime_ns, ctime_ns, inode, verify,"
  "  verified_us FROM file ORDER BY photo;"
  "DROP TABLE file;"
  "ALTER TABLE file_14 RENAME TO file;"
  "CREATE INDEX file_by_shot ON file (substr (shot, 1, 8));"
  "CREATE TABLE copy_14 ("
  "  copy        INTEGER PRIMARY KEY,"
  "  shot        BLOB NOT NULL CHECK (length (shot) = 32),"
  "  folder      ANY NOT NULL CHECK (typeof (folder) IN ('text', 'blob'))," /* '': the library */
  "  path        ANY NOT NULL CHECK (typeof (path) IN ('text', 'blob')),"   /* blob: not UTF-8 */
  "  sha256      BLOB NOT NULL CHECK (length (sha256) = 32),"
  "  size        INTEGER NOT NULL CHECK (size >= 0),"
  "  verify      TEXT NOT NULL CHECK (verify = 'readback' OR verify = 'source' OR verify = 'none'),"
  "  verified_us INTEGER,"
  "  UNIQUE (folder, path)"
  ") STRICT;"
  "INSERT INTO copy_14 SELECT copy, shot, folder, path, sha256, size, verify, verified_us FROM copy"
  "  ORDER BY copy;"
  "DROP TABLE copy;"
  "ALTER TABLE copy_14 RENAME TO copy;"
  "CREATE INDEX copy_by_shot ON copy (shot);"
  "CREATE INDEX photo_by_name ON photo (name) WHERE place IS NOT NULL;"
  "DROP INDEX photo_by_ingested;"
  "CREATE INDEX photo_by_ingested ON photo (ingested_us, place) WHERE place IS NOT NULL;"
  "INSERT INTO words (words, rank) VALUES ('hashsize', 4194304);",
};

int
byline_schema_current (void)
{
  return (int) G_N_ELEMENTS (steps);
}

/* Somebody else's database is left alone, even if its version looks like one of ours. */
static gboolean
is_ours (sqlite3 *db, GError **error)
{
  gint64 application = 0;
  gint64 tables = 0;

  if (!byline_sqlite_number (db, "PRAGMA application_id", &application, error) ||
      !byline_sqlite_number (db, "SELECT count (*) FROM sqlite_schema", &tables, error))
    return FALSE;
  if (application == BYLINE_APPLICATION_ID || (application == 0 && tables == 0))
    return TRUE;
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_CATALOGUE,
               "%s: a database, but not a catalogue of byline", sqlite3_db_filename (db, "main"));
  return FALSE;
}

/* Nothing in a catalogue acts by itself or stands for something else: who put that there wants
 * byline to do what nobody asked for. */
static gboolean
is_plain (sqlite3 *db, GError **error)
{
  gint64 n = 0;

  if (!byline_sqlite_number (
          db, "SELECT count (*) FROM sqlite_schema WHERE type IN ('trigger', 'view')", &n, error))
    return FALSE;
  if (n == 0)
    return TRUE;
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_CATALOGUE,
               "%s: has triggers or views, which no catalogue of byline has: not opened",
               sqlite3_db_filename (db, "main"));
  return FALSE;
}

static gboolean
read_version (sqlite3 *db, gint64 *version, GError **error)
{
  if (!is_ours (db, error) || !is_plain (db, error) ||
      !byline_sqlite_number (db, "PRAGMA user_version", version, error))
    return FALSE;
  if (*version < 0 || *version > byline_schema_current ()) {
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_NEWER_SCHEMA,
                 "%s: made by a newer byline (schema %" G_GINT64_FORMAT
                 "; this one knows %d): upgrade byline",
                 sqlite3_db_filename (db, "main"), *version, byline_schema_current ());
    return FALSE;
  }
  return TRUE;
}

/* Reads the version again, inside the write lock: two processes may upgrade at once. */
static gboolean
upgrade_locked (sqlite3 *db, GError **error)
{
  gint64 version = 0;

  if (!read_version (db, &version, error))
    return FALSE;
  for (; version < byline_schema_current (); version++) {
    g_autofree char *stamp =
        g_strdup_printf ("PRAGMA user_version = %d; PRAGMA application_id = %d", (int) version + 1,
                         BYLINE_APPLICATION_ID);

    if (!byline_sqlite_exec (db, steps[version], error) || !byline_sqlite_exec (db, stamp, error))
      return FALSE;
  }
  return TRUE;
}

/* A person's work is in there: the steps are tried, and a copy is better. */
static gboolean
keep_copy (sqlite3 *db, gint64 version, GError **error)
{
  g_autofree char *why = g_strdup_printf ("schema%" G_GINT64_FORMAT, version);

  return byline_backup_make (db, why, error);
}

/* References are not looked after meanwhile: a table that is made anew under its old name would
 * take all that refers to it along.  Sorting an index of a million photos is left to the disk. */
static gboolean
take_steps (sqlite3 *db, GError **error)
{
  static const char before[] =
      "PRAGMA foreign_keys = OFF; PRAGMA temp_store = DEFAULT; BEGIN IMMEDIATE";
  static const char after[] = "PRAGMA temp_store = MEMORY; PRAGMA foreign_keys = ON";
  gboolean taken;

  if (!byline_sqlite_exec (db, before, error))
    return FALSE;
  taken = upgrade_locked (db, error) && byline_sqlite_exec (db, "COMMIT", error);
  if (!taken)
    byline_sqlite_exec (db, "ROLLBACK", NULL); /* nothing better to report than the first error */
  return byline_sqlite_exec (db, after, taken ? error : NULL) && taken;
}

gboolean
byline_schema_is_old (sqlite3 *db, gboolean *old, GError **error)
{
  gint64 version = 0;

  if (!read_version (db, &version, error))
    return FALSE;
  *old = version > 0 && version < byline_schema_current ();
  return TRUE;
}

gboolean
byline_schema_upgrade (sqlite3 *db, GError **error)
{
  gint64 version = 0;

  if (!read_version (db, &version, error))
    return FALSE;
  if (version == byline_schema_current ())
    return TRUE;
  return (version == 0 || keep_copy (db, version, error)) && take_steps (db, error);
}
