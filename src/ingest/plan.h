#pragma once

#include <byline/catalogue.h>

/**
 * BylinePlan:
 *
 * Which photos of a run are new, and under which names they go in.  Asked by many threads, it
 * answers in the card's order whichever asks first: so two of the same picture, or of the same
 * name, are told apart in the same way in every run, also in one that goes on after a kill.
 */
typedef struct _BylinePlan BylinePlan;

/** Which photos to take in again. */
typedef enum {
  BYLINE_PLAN_DRY_RUN = 1 << 0, /* leave the library as it is: no sweep of what dead runs left */
  BYLINE_PLAN_AGAIN = 1 << 1,   /* those that earlier runs took in, too */
  BYLINE_PLAN_TWINS = 1 << 2,   /* all with one picture, not the first only */
} BylinePlanFlags;

/**
 * byline_plan_new:
 * @library: absolute
 * @flags: of BylinePlanFlags
 *
 * Reads the catalogue through a connection of its own.
 */
BylinePlan *byline_plan_new (const char *library, guint flags, GError **error);
void byline_plan_free (BylinePlan *plan); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylinePlan, byline_plan_free)

/** A photo that asks to come in.  Borrowed. */
typedef struct {
  const BylineId *id;
  const char *folder; /* relative to the library; "" for the library itself */
  const char *stem;
  const char *ending; /* ".JPG" */
  /* Is @path, absolute, byte for byte what would be written for this photo, and durable? */
  gboolean (*is_ours) (const char *path, gpointer user_data);
  gpointer user_data;
} BylineNewcomer;

typedef enum {
  BYLINE_VERDICT_NEW,   /* nobody else gets @path */
  BYLINE_VERDICT_LEFT,  /* @path has it already: a run died before it was catalogued */
  BYLINE_VERDICT_KNOWN, /* catalogued, at @path */
  BYLINE_VERDICT_TWIN,  /* the same picture as the @twin-th of this run */
} BylineVerdictKind;

typedef struct {
  BylineVerdictKind kind;
  char *path; /* relative to the library */
  guint twin;
  guint8 credited[BYLINE_SHA256_SIZE]; /* KNOWN: of the file at @path, as catalogued */
  gboolean further; /* NEW or LEFT: and the picture has another file already, or gets one */
} BylineVerdict;

void byline_verdict_clear (BylineVerdict *verdict);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BylineVerdict, byline_verdict_clear)

/**
 * byline_plan_decide:
 * @index: its place in the card's order; every index from 0 on must ask once, or pass
 *
 * Waits until all before it have asked.
 *
 * Returns: FALSE with BYLINE_ERROR_BUSY, _CATALOGUE or _EXISTS (no name is left)
 */
gboolean byline_plan_decide (BylinePlan *plan, guint index, const BylineNewcomer *newcomer,
                             BylineVerdict *verdict, GError **error);

/** Lets the next one ask: this photo could not be read. */
void byline_plan_pass (BylinePlan *plan, guint index);

/**
 * byline_plan_rename:
 *
 * Another name for a new photo: its name was taken by somebody else since.
 *
 * Returns: (transfer full): relative to the library; NULL as byline_plan_decide()
 */
char *byline_plan_rename (BylinePlan *plan, const BylineNewcomer *newcomer, GError **error);
