#pragma once

#include "container/bmff.h"

/** What HEIF calls an item: a picture, a tile of one, metadata. */
typedef struct {
  guint32 id;
  guint32 type;       /* 'hvc1', 'grid', 'Exif', 'mime' … */
  gboolean is_xmp;    /* 'mime' of application/rdf+xml */
  GArray *extents;    /* of BylineRange, in the file; NULL: its place is not told */
  GArray *derived;    /* of guint32: the items it is made of ("dimg"), in order; NULL: none */
  guint32 describes;  /* the item it is the metadata of ("cdsc"); 0: none */
  GArray *properties; /* of guint16: one-based indices into the properties; NULL: none */
} BylineHeifItem;

/** The items of a "meta" box (ISO/IEC 14496-12, 8.11; ISO/IEC 23008-12, 9.3). */
typedef struct {
  guint32 primary;    /* its id; 0: none */
  GArray *items;      /* of BylineHeifItem, in the file's order */
  GHashTable *by_id;  /* of guint + 1: the place in items */
  GArray *properties; /* of BylineBox: what "ipco" has, offsets in the file */
} BylineHeif;

/** Returns: (transfer full): NULL with _MALFORMED if the box cannot be followed, or a read error */
BylineHeif *byline_heif_items (BylineInput *input, const BylineBox *meta, GError **error);
void byline_heif_free (BylineHeif *heif); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineHeif, byline_heif_free)

/** Returns: (transfer none) (nullable) */
const BylineHeifItem *byline_heif_item (const BylineHeif *heif, guint32 id);
/** The item's property @index, counted from 0.  Returns: (transfer none) (nullable): behind the
 * last */
const BylineBox *byline_heif_property (const BylineHeif *heif, const BylineHeifItem *item,
                                       guint index);
