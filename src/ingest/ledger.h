#pragma once

#include <byline/catalogue.h>
#include <byline/copies.h>

/** What connections that only ask keep of the catalogue in memory: they ask for one row after the
 *  other, of which none comes twice. */
#define BYLINE_ASKING_KIB 2048

/**
 * BylineLedger:
 *
 * What earlier runs brought where, for workers to ask: the catalogue through a connection of its
 * own, one question at a time.
 */
typedef struct _BylineLedger BylineLedger;

/** @library: absolute */
BylineLedger *byline_ledger_new (const char *library, GError **error);
void byline_ledger_free (BylineLedger *ledger); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineLedger, byline_ledger_free)

/**
 * byline_ledger_find:
 * @folder: (nullable): the destination; NULL for the library
 * @path: (nullable): only one that lies there
 * @copy: (out): to be cleared; filled where there is one
 *
 * Is there a copy of the card's file @shot in @folder, written down and still there with its size?
 * One that was never verified counts only where @unverified says so.
 */
gboolean byline_ledger_find (BylineLedger *ledger, const guint8 shot[BYLINE_SHA256_SIZE],
                             const char *folder, const char *path, gboolean unverified,
                             BylineCopy *copy);

/** As byline_catalogue_copies(). */
GPtrArray *byline_ledger_copies (BylineLedger *ledger, const guint8 shot[BYLINE_SHA256_SIZE],
                                 GError **error);

/** As byline_catalogue_has_size(). */
gboolean byline_ledger_has_size (BylineLedger *ledger, guint64 size);

/**
 * byline_ledger_present:
 * @path: of a file that is catalogued
 * @id: (out) (optional): of a photo; NULL for a companion
 * @shot: (out): SHA-256 as it was on the card
 *
 * Returns: FALSE with BYLINE_ERROR_NOT_FOUND, _BUSY or _CATALOGUE
 */
gboolean byline_ledger_present (BylineLedger *ledger, const char *path, BylineId *id,
                                guint8 shot[BYLINE_SHA256_SIZE], GError **error);
