#pragma once

#include "catalogue/sqlite-glib.h"

/** In the file's header, so that file(1) and we know a catalogue from any other database: "byln".
 */
#define BYLINE_APPLICATION_ID 0x62796C6E

/** The schema that this byline makes and needs. */
int byline_schema_current (void);

/** @old: (out): is it a catalogue of an older schema, which has to be upgraded? */
gboolean byline_schema_is_old (sqlite3 *db, gboolean *old, GError **error);

/**
 * byline_schema_upgrade:
 *
 * Brings an empty database, or a catalogue of any released schema, to the current one, in one
 * transaction: afterwards it is current or as it was.
 *
 * Returns: FALSE with BYLINE_ERROR_NEWER_SCHEMA, _BUSY, or _CATALOGUE, also for a database that
 * is something else
 */
gboolean byline_schema_upgrade (sqlite3 *db, GError **error);
