#pragma once

#include <byline/metadata.h>

G_BEGIN_DECLS

/*
 * When a photo may be published.  The file says so itself, in the fields embargo and expires
 * (PRISM Usage Rights 2.1: pur:embargoDate, pur:expirationDate), so that it holds wherever the
 * photo goes.  A day, month or year stands for its first moment where an embargo ends, and for
 * its last where rights expire; a time without a zone is local.
 */

/** @us: (out): when the embargo ends, microseconds since 1970, UTC.  Returns: FALSE without one */
gboolean byline_rights_embargo (const BylineMetadata *metadata, gint64 *us);
/** @us: (out): when the rights have ended.  Returns: FALSE where they never do */
gboolean byline_rights_expire (const BylineMetadata *metadata, gint64 *us);

/**
 * byline_rights_allow:
 * @path: for the message
 *
 * May it be published now?
 *
 * Returns: FALSE with BYLINE_ERROR_REFUSED, saying until or since when not
 */
gboolean byline_rights_allow (const BylineMetadata *metadata, const char *path, GError **error);

G_END_DECLS
