#pragma once

#include <byline/copies.h>
#include <byline/credit.h>

#include <byline/cancellable.h>

G_BEGIN_DECLS

typedef enum {
  BYLINE_OUTCOME_PLANNED, /* dry run: would be copied */
  BYLINE_OUTCOME_COPIED,  /* on disk under its name, and catalogued */
  BYLINE_OUTCOME_PRESENT, /* the library has this picture already */
  BYLINE_OUTCOME_FAILED,  /* @error says why */
} BylineOutcome;

/** Returns: (transfer none): "planned", "copied", "present" or "failed" */
const char *byline_outcome_name (BylineOutcome outcome);

/** What became of one file of the card at one destination. */
typedef struct {
  const char *folder;    /* the destination, absolute */
  gboolean backup;       /* FALSE: the library */
  BylineOutcome outcome; /* COPIED, PRESENT (from an earlier run) or FAILED */
  const char *path;      /* relative to @folder; NULL if failed */
  const guint8 *sha256;  /* of the file there; NULL if failed */
  BylineVerify verify;   /* COPIED: how it was compared */
  const GError *error;   /* FAILED only; names the destination's file */
  gboolean given_up;     /* FAILED with the whole destination, of which @ended tells */
} BylineIngestCopy;

/** How it is known in which zone a photo's time is. */
typedef enum {
  BYLINE_ZONE_UNDATED, /* there is no time */
  BYLINE_ZONE_FILE,    /* the file says (OffsetTimeOriginal) */
  BYLINE_ZONE_TOLD,    /* the request does */
  BYLINE_ZONE_GPS,     /* the difference to GPS time does */
  BYLINE_ZONE_ASSUMED, /* it is not: local time, wherever that was */
} BylineZoneFrom;

/** Returns: (transfer none): "undated", "file", "told", "gps" or "assumed" */
const char *byline_zone_from_name (BylineZoneFrom from);

/** A camera whose clock was wrong.  Borrowed. */
typedef struct {
  const char *camera; /* its serial number, or its model with or without the make; in any case */
  gint64 shift_s;     /* to add to its times */
} BylineClockShift;

/** What the plan says of a file and its capture.  Borrowed by callbacks. */
typedef struct {
  guint capture;      /* the sequence number, from 1: the same for all files of a capture */
  gboolean companion; /* goes with a photo: sidecar, sound, video */
  const char *taken;  /* ISO 8601, shifted; nullable */
  BylineZoneFrom zone;
  gint64 shift_s;    /* what was added */
  guint name_number; /* 2 where "-2" keeps the name from another's; else 1 */
} BylineIngestPlanned;

/** What became of one file of the card.  Borrowed by callbacks. */
typedef struct {
  const char *source;             /* absolute */
  BylineOutcome outcome;          /* as far as the library is concerned */
  const char *path;               /* in the library, relative to it; NULL if failed */
  const BylineId *id;             /* NULL if it could not be read */
  const guint8 *shot;             /* SHA-256 as shot; NULL where not read to its end */
  guint64 size;                   /* bytes on the card */
  const BylineIngestCopy *copies; /* the library's first, then the backups in the order asked for */
  guint n_copies;         /* 0 for failures before any was begun, and for a second of a picture */
  const GPtrArray *cut;   /* of char *: what IIM's limits cut; NULL if nothing */
  const GPtrArray *notes; /* of char *: what else there is to tell; NULL if nothing */
  const GError *damage;   /* not FAILED: why what its name calls a photo is none; it is copied as it
                             is, neither credited nor to be found; names the source.  NULL if it is
                             one */
  const GError *error;    /* FAILED only; the message names the source */
  BylineIngestPlanned planned;
} BylineIngestItem;

/** How a destination stands.  Borrowed. */
typedef struct {
  const char *folder; /* absolute */
  gboolean backup;    /* FALSE: the library */
  guint copied, lost; /* files brought there in this run, and that could not be */
  guint64 bytes;      /* brought there */
  const GError *gone; /* nullable: why nothing more is tried there */
} BylineDestinationState;

typedef struct {
  gboolean planning; /* looks at what the cards have; nothing is copied yet */
  guint done, total; /* files */
  guint64 bytes_done, bytes_total;
  gint64 elapsed_us;
  const BylineDestinationState *destinations; /* the library's first */
  guint n_destinations;
} BylineIngestProgress;

/** What to do.  Borrowed during the run. */
typedef struct {
  const char *const *sources;   /* cards, folders and files, NULL-terminated; only read */
  const char *const *backups;   /* nullable, NULL-terminated: folders that get copies as well */
  BylineVerify verify;          /* READBACK is the default, being 0 */
  gboolean again;               /* also what earlier runs took in; else it is left out */
  gboolean keep_twins;          /* both of two files with one picture; else the first only */
  const char *job;              /* nullable */
  const BylineEdit *edit;       /* nullable: fields to write on the way in, the same for all */
  const BylinePreset *preset;   /* nullable: instead, what depends on the photo */
  const BylineTemplate *folder; /* nullable: "{taken:%Y/%m-%d}", with the job behind where given */
  const BylineTemplate *name;   /* nullable: "{filename}" */
  GTimeZone *timezone;          /* nullable: where the cameras were, for times without a zone */
  const BylineClockShift *shifts;
  guint n_shifts;
  gboolean write_clock; /* write times as told into the copies of photos; else files keep theirs */
  gboolean part;        /* of a shoot: a shift may be for a camera that is in another part, a backup
                           that was there may be gone, */
  guint captures_before; /* and that many captures came before: {seq} goes on from there */
  const gboolean *disks; /* nullable: which backups byline_ingest_is_disk() before the first part:
                            what is none any more is an unplugged disk, not a folder to fill */
  BylineWriteOptions write;
  gboolean dry_run;
  const char *manifest; /* nullable: name of a list of hashes to keep in every destination */
  guint n_threads;      /* 0: as many as keep card and disk busy */
  void (*item) (const BylineIngestItem *item, gpointer user_data); /* nullable; in card order */
  void (*progress) (const BylineIngestProgress *progress, gpointer user_data); /* nullable */
  void (*ended) (const BylineIngestProgress *progress, gpointer user_data);    /* nullable; once */
  gpointer user_data; /* callbacks come on the calling thread */
} BylineIngestRequest;

typedef struct {
  guint copied, present, failed; /* files; of a dry run: would be copied */
  guint damaged;                 /* of those copied: no photos, though their names say so */
  guint incomplete;              /* in the library, but not in every backup */
  guint captures;                /* as planned */
  guint undated;                 /* captures whose time nobody knows */
  guint left_out;                /* hidden files, and kinds that are no part of a capture */
  guint64 bytes;                 /* copied, as on the card */
} BylineIngestSummary;

/** Is @folder the top of a disk of its own, something mounted? */
gboolean byline_ingest_is_disk (const char *folder);

/**
 * byline_ingest_run:
 *
 * Takes a shoot into the library: walks the sources, finds the files of each press of the shutter,
 * reads all heads and makes the whole plan; then reads each file once, writes its copy with the
 * fields in it, reads the copy back from the medium, and catalogues it when it is durable.  Backups
 * get the same bytes at the same time, under the same names; each copy is checked by itself, and a
 * destination that fails does not stop the others.  Nothing is overwritten: where a name is taken,
 * be it in another case or Unicode form, "-2" goes before the endings of the whole capture.  Killed
 * at any moment, the same call again finishes what is missing, in every destination, with the same
 * names and numbers.
 *
 * Returns: FALSE if the run as a whole could not go on: BYLINE_ERROR_UNREADABLE (a source),
 *   _USAGE, _BUSY, _CATALOGUE, _CANCELLED.  Failed files are counted, not an error.
 */
gboolean byline_ingest_run (BylineCatalogue *catalogue, const BylineIngestRequest *request,
                            BylineCancellable *cancellable, BylineIngestSummary *summary,
                            GError **error);

G_END_DECLS
