#pragma once

#include <byline/photo.h>

G_BEGIN_DECLS

/**
 * BylineCatalogue:
 *
 * A library's facts about its photos, on disk.  No database is named here: the embedded one is
 * SQLite; a team's will be another behind this header.  One catalogue, one thread.  Several
 * processes may read at once while one writes; a busy catalogue waits, then BYLINE_ERROR_BUSY.
 */
typedef struct _BylineCatalogue BylineCatalogue;

typedef enum {
  BYLINE_CATALOGUE_READ,   /* an old one is upgraded here too; nothing else is written */
  BYLINE_CATALOGUE_WRITE,  /* upgraded if old */
  BYLINE_CATALOGUE_CREATE, /* for init: makes DIR/.byline/ with an empty catalogue; kept if there */
} BylineCatalogueMode;

/** @library: the folder that has, or gets, .byline/ */
BylineCatalogue *byline_catalogue_open (const char *library, BylineCatalogueMode mode,
                                        GError **error);

/** Told how far the upgrade of an old catalogue is: how many photos were written anew.  @total is 0
 *  as long as it is not known. */
typedef void (*BylineUpgradeListener) (guint done, guint total, gpointer user_data);

/** As byline_catalogue_open(), which upgrades in silence.  @listener: (nullable) */
BylineCatalogue *byline_catalogue_open_told (const char *library, BylineCatalogueMode mode,
                                             BylineUpgradeListener listener, gpointer user_data,
                                             GError **error);
void byline_catalogue_free (BylineCatalogue *catalogue); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineCatalogue, byline_catalogue_free)

/** The library's folder, absolute. */
const char *byline_catalogue_library (const BylineCatalogue *catalogue);

/**
 * byline_library_find:
 * @given: (nullable): --library
 *
 * @given, else $BYLINE_LIBRARY, else the nearest folder upward from the current one that has
 * .byline/, else library= in $XDG_CONFIG_HOME/byline/config.
 *
 * Returns: (transfer full): NULL with BYLINE_ERROR_NOT_FOUND, saying how to make one
 */
char *byline_library_find (const char *given, GError **error);

/** What a file was when it was last looked at; tells cheaply whether it was changed since. */
typedef struct {
  guint64 size;
  gint64 mtime_ns, ctime_ns; /* since 1970, UTC */
  guint64 inode;
} BylineFileStamp;

/** How a copy was compared with what was to be written. */
typedef enum {
  BYLINE_VERIFY_READBACK, /* read back from the medium, past the page cache */
  BYLINE_VERIFY_SOURCE,   /* the card was read a second time as well */
  BYLINE_VERIFY_NONE,     /* not at all */
  BYLINE_N_VERIFIES
} BylineVerify;

/** Returns: (transfer none): "readback", "source" or "none" */
const char *byline_verify_name (BylineVerify verify);
/** Returns: FALSE with BYLINE_ERROR_USAGE for another word */
gboolean byline_verify_parse (const char *name, BylineVerify *verify, GError **error);

/**
 * BylineEntry:
 *
 * One photo as the catalogue has it.  Plain data; strings owned; clear with byline_entry_clear().
 */
typedef struct {
  BylineId id;
  char *path;                          /* relative to the library, "/" between folders */
  char *name;                          /* the file's name on the card: "IMG_0001.jpg" */
  char *job;                           /* nullable */
  gint64 ingested_us;                  /* microseconds since 1970, UTC */
  guint8 shot[BYLINE_SHA256_SIZE];     /* SHA-256 of the file as shot */
  guint8 credited[BYLINE_SHA256_SIZE]; /* SHA-256 of the file as it was last written or seen */
  BylineFileStamp stamp;
  BylineVerify verify;      /* how the file was verified when it came in */
  gint64 verified_us;       /* when, since 1970, UTC; 0: never */
  BylineClock clock;        /* how the camera's clock is read: taken is kept with it applied */
  BylineMetadata *metadata; /* believed values are what the catalogue keeps */
} BylineEntry;

void byline_entry_clear (BylineEntry *entry);
BylineEntry *byline_entry_new (void);
void byline_entry_free (BylineEntry *entry); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineEntry, byline_entry_free)

/**
 * byline_entry_take_metadata:
 * @metadata: (transfer full): as read from the file
 *
 * In place of what the entry had: the file was read again.  Applies the entry's clock.
 */
void byline_entry_take_metadata (BylineEntry *entry, BylineMetadata *metadata);

/** A transaction: all of it appears or none.  Not nested. */
gboolean byline_catalogue_begin (BylineCatalogue *catalogue, GError **error);
/** One that need not wait for the disk: a power cut may take it back, whole; for what the files
 *  themselves tell again. */
gboolean byline_catalogue_begin_hasty (BylineCatalogue *catalogue, GError **error);
gboolean byline_catalogue_commit (BylineCatalogue *catalogue, GError **error);
void byline_catalogue_rollback (BylineCatalogue *catalogue);

/**
 * byline_catalogue_put:
 *
 * Adds the photo, or brings the row of the same id up to date.  Another photo that had this path
 * has lost its file: it is not found any more until it is put again.
 *
 * Returns: FALSE with BYLINE_ERROR_USAGE for a path that leaves the library, _BUSY or _CATALOGUE;
 *   in a transaction nothing of it can be committed then, but for _USAGE
 */
gboolean byline_catalogue_put (BylineCatalogue *catalogue, const BylineEntry *entry,
                               GError **error);

/** Returns: (transfer full): NULL with BYLINE_ERROR_NOT_FOUND, or _CATALOGUE */
BylineEntry *byline_catalogue_get (BylineCatalogue *catalogue, const BylineId *id, GError **error);
BylineEntry *byline_catalogue_get_by_path (BylineCatalogue *catalogue, const char *path,
                                           GError **error);

/**
 * byline_catalogue_changes:
 * @counter: (out): another number than before once another process, or another catalogue of this
 *   one, has written
 *
 * Cheap enough to be asked some times a second.
 */
gboolean byline_catalogue_changes (BylineCatalogue *catalogue, gint64 *counter, GError **error);

/** How much of the catalogue to keep in memory at most, in KiB; 32 MiB unless told. */
void byline_catalogue_set_cache (BylineCatalogue *catalogue, guint kib);

/** Is this picture known?  Cheap: one look in an index. */
gboolean byline_catalogue_has (BylineCatalogue *catalogue, const BylineId *id);

/**
 * BylineCompanion:
 *
 * A file that came with a photo and is none itself: the video, the voice note, the sidecar of the
 * same press of the shutter.  Plain data, owned.
 */
typedef struct {
  gboolean has_photo;
  BylineId photo; /* the first photo of the capture; of none if the capture has none */
  char *path;     /* as in BylineEntry, and so are the others */
  char *name;
  gint64 ingested_us;
  guint8 shot[BYLINE_SHA256_SIZE];
  BylineFileStamp stamp;
} BylineCompanion;

BylineCompanion *byline_companion_new (void);
void byline_companion_free (BylineCompanion *companion); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineCompanion, byline_companion_free)

/** Adds the companion, or brings the row of the same path up to date.  Errors as
 *  byline_catalogue_put(). */
gboolean byline_catalogue_put_companion (BylineCatalogue *catalogue,
                                         const BylineCompanion *companion, GError **error);

/**
 * byline_catalogue_get_companion:
 * @photo: (nullable): NULL for one without a photo
 *
 * Returns: (transfer full): the one of these bytes; NULL with BYLINE_ERROR_NOT_FOUND, or _CATALOGUE
 */
BylineCompanion *byline_catalogue_get_companion (BylineCatalogue *catalogue, const BylineId *photo,
                                                 const guint8 shot[BYLINE_SHA256_SIZE],
                                                 GError **error);
BylineCompanion *byline_catalogue_get_companion_by_path (BylineCatalogue *catalogue,
                                                         const char *path, GError **error);

/**
 * byline_catalogue_resolve:
 * @argument: a path (absolute, or relative to the current folder), or an id's unique prefix of at
 *   least 4 digits
 *
 * Returns: (transfer full): the entry; NULL with BYLINE_ERROR_NOT_FOUND or, where several ids begin
 *   so, BYLINE_ERROR_USAGE
 */
BylineEntry *byline_catalogue_resolve (BylineCatalogue *catalogue, const char *argument,
                                       GError **error);

G_END_DECLS
