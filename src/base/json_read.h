#pragma once

#include <byline/error.h>

/**
 * BylineJsonObject:
 *
 * A JSON object (RFC 8259) that was read.  Immutable; those within it live as long as the one on
 * top.
 */
typedef struct _BylineJsonObject BylineJsonObject;

/** Returns: (transfer full): NULL with BYLINE_ERROR_MALFORMED where @text is no object, is no
 *   UTF-8 or is nested deeper than anything that byline writes; the message is about the place */
BylineJsonObject *byline_json_read (const char *text, gsize length, GError **error);
void byline_json_object_free (BylineJsonObject *object); /* NULL is a no-op; only the one on top */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineJsonObject, byline_json_object_free)

gboolean byline_json_has (const BylineJsonObject *object, const char *name);
/** Returns: (transfer none) (nullable): the member, if it is a string */
const char *byline_json_text (const BylineJsonObject *object, const char *name);
/** Returns: (transfer none) (nullable): the member, if it is an object */
const BylineJsonObject *byline_json_inner (const BylineJsonObject *object, const char *name);
/** Returns: (transfer container) (element-type BylineJsonObject): the member, if it is an object,
 *   or those objects that are in it, if it is an array */
GPtrArray *byline_json_objects (const BylineJsonObject *object, const char *name);
/** Returns: (transfer full): the members' names, in their order */
char **byline_json_names (const BylineJsonObject *object);
/** Returns: (transfer full): a string or number as one value, an array of them as many, null as
 *   none; NULL where the member is anything else */
char **byline_json_values (const BylineJsonObject *object, const char *name);
