#pragma once

#include <byline/catalogue.h>

/**
 * BylineKnown:
 *
 * Which pictures of a run the library has.  Asked by many threads, it answers in the plan's order
 * whichever asks first: so the first of two that are the same is the same in every run.
 */
typedef struct _BylineKnown BylineKnown;

/** What to take in again. */
typedef enum {
  BYLINE_KNOWN_AGAIN = 1 << 0, /* what earlier runs took in, too */
  BYLINE_KNOWN_TWINS = 1 << 1, /* all that are the same, not the first only */
} BylineKnownFlags;

/** Reads the catalogue of @library, absolute, through a connection of its own.  @flags: of
 *  BylineKnownFlags */
BylineKnown *byline_known_new (const char *library, guint flags, GError **error);
void byline_known_free (BylineKnown *known); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineKnown, byline_known_free)

typedef enum {
  BYLINE_VERDICT_NEW,   /* to be copied */
  BYLINE_VERDICT_KNOWN, /* in the library, at @path */
  BYLINE_VERDICT_TWIN,  /* the same as the @twin-th of this run */
} BylineVerdictKind;

typedef struct {
  BylineVerdictKind kind;
  char *path; /* KNOWN: relative to the library */
  guint twin;
  guint8 credited[BYLINE_SHA256_SIZE]; /* KNOWN: of the file at @path, as catalogued */
  gboolean further; /* NEW: and there is another file of the same already, or will be */
} BylineVerdict;

void byline_verdict_clear (BylineVerdict *verdict);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BylineVerdict, byline_verdict_clear)

/** A file that asks.  Borrowed. */
typedef struct {
  guint index;         /* its place in the plan; every index from 0 on must ask once, or pass */
  gconstpointer group; /* the same for all files of a capture, and for no others */
  const BylineId *id;  /* of a photo; NULL for a companion, which is known with its photo only */
  const guint8 *shot;  /* SHA-256 of the whole file */
} BylineAsker;

/**
 * byline_known_decide:
 *
 * Waits until all before it have asked.
 *
 * Returns: FALSE with BYLINE_ERROR_BUSY or _CATALOGUE
 */
gboolean byline_known_decide (BylineKnown *known, const BylineAsker *asker, BylineVerdict *verdict,
                              GError **error);

/** Lets the next one ask: this file is decided already, or could not be read (then without id). */
void byline_known_pass (BylineKnown *known, const BylineAsker *asker);
