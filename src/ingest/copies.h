#pragma once

#include "base/splice.h"
#include "ingest/destination.h"
#include "ingest/ledger.h"

#include <stdatomic.h>

/** One copy of a file on its way to its destination.  Filled from top to bottom. */
typedef struct {
  BylineDestination *destination;    /* borrowed */
  BylineOutcome outcome;             /* PLANNED: to be made */
  char *path;                        /* relative to the destination's folder */
  guint8 sha256[BYLINE_SHA256_SIZE]; /* PRESENT and COPIED: of the file there */
  BylineNewFile *file;               /* while it is being made */
  gboolean checked;                  /* what was made is on its medium and right */
  gboolean made;                     /* whether this run put the file there, and not one before */
  gboolean unsettled;                /* its name may not be on the medium yet */
  GError *error;                     /* why it FAILED */
  gboolean given_up;                 /* the destination as a whole has failed */
} BylineCopyJob;

/**
 * BylineCopies:
 *
 * All copies of one file of the card: made of the same bytes in one reading, each checked and put
 * under its name by itself.
 */
typedef struct {
  BylineCopyJob *copies; /* the library's first */
  guint n;
  BylineCancellable *cancellable; /* borrowed, nullable: ends reading and writing */
  atomic_ullong moved;            /* octets written so far; read by who shows progress */
  BylineVerify verify;
  gboolean hashed;                   /* whether @sha256 is filled */
  guint8 sha256[BYLINE_SHA256_SIZE]; /* what every copy must be */
  guint64 size;                      /* of each */
  gint64 verified_us;                /* when the last was read back; 0: none was */
} BylineCopies;

void byline_copies_clear (BylineCopies *copies);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BylineCopies, byline_copies_clear)

/** Asks the destination whether to go on. Returns: FALSE if the copy FAILED with its reason */
gboolean byline_copy_job_try (BylineCopyJob *copy);

/** Are any still to be made, or to get their names? */
gboolean byline_copies_wanted (const BylineCopies *copies);

/** Means to make every copy at @path, wherever that is possible. */
void byline_copies_begin (BylineCopies *copies, const char *path);

/** What was made before its name was known gets that name; what turned out not to be wanted goes
 *  again, and so does what lies in a wrong folder: it is to be made once more. */
void byline_copies_settle_names (BylineCopies *copies);

/** What the file is to become. */
typedef struct {
  BylineInput *input;
  const BylineSplice *splice;
} BylineCopySource;

/** Fills in @sha256, if it is not, reading all of @source. */
gboolean byline_copies_hash (BylineCopies *copies, const BylineCopySource *source, GError **error);

/** Is @path, on the medium and durable, what the copies are to be?  @sha256 must be filled. */
gboolean byline_copies_are_like (BylineCopies *copies, const char *path);

/**
 * byline_copies_find_backups:
 * @ledger: asked first; what it does not know of and lies there is compared
 * @shot: of the card's file
 * @path: in the library: the backups take the same, or one with a number where it is taken
 * @own_place: only a copy that lies at @path counts: sidecars are alike and belong beside their
 *   photos; a photo needs one copy, wherever that lies
 *
 * Settles for every backup whether it has the file, and under which name it is to get it.
 *
 * Returns: FALSE if @source cannot be read
 */
gboolean byline_copies_find_backups (BylineCopies *copies, BylineLedger *ledger,
                                     const guint8 shot[BYLINE_SHA256_SIZE], const char *path,
                                     gboolean own_place, const BylineCopySource *source,
                                     GError **error);

/** Writes what is to be made, and is not, under temporary names.  Returns: FALSE if @source cannot
 * be read */
gboolean byline_copies_write (BylineCopies *copies, const BylineCopySource *source, GError **error);

/**
 * byline_copies_check:
 *
 * Puts what was written on its medium and reads it back, as far as asked for.
 *
 * Returns: (transfer full): the first good copy of those that were not checked before, as it was
 *   read back; NULL if there is none
 */
BylineInput *byline_copies_check (BylineCopies *copies);

/** Gives up what was not put under its name yet, saying why. */
void byline_copies_drop (BylineCopies *copies, const GError *why);

/** Returns: (transfer full): another path in the same folder, for a file in the library whose
 *   name was taken by somebody else since; NULL with an error */
typedef char *(*BylineRename) (gpointer user_data, GError **error);

/** Puts what was checked under its names, which are not on the medium yet. */
void byline_copies_commit (BylineCopies *copies, BylineRename rename, gpointer user_data);

/** Folders that were synced: each is once for all copies that went into it before. */
typedef GHashTable BylineSynced;

BylineSynced *byline_synced_new (void);

/** Puts the names on their medium; a copy whose name cannot be FAILED, and goes again.  Before
 *  anything is told of the copies, or written down. */
void byline_copies_settle (BylineCopies *copies, BylineSynced *synced);
