#include "publish/focus.h"

#include "container/container.h"
#include "metadata/xmp_regions.h"
#include "picture/orient.h"

#include <byline/field.h>

static BylineFocus
upright (BylineFocus stored, int orientation)
{
  BylineTurn turn = byline_turn_of (orientation);
  double x = turn.mirror_x ? 1 - stored.x : stored.x;
  double y = turn.mirror_y ? 1 - stored.y : stored.y;

  return (BylineFocus){ TRUE, turn.transpose ? y : x, turn.transpose ? x : y };
}

static BylineFocus
from_regions (const char *path, int orientation)
{
  g_autoptr (BylineInput) input = byline_input_open (path, NULL);
  g_autoptr (BylineContainer) container =
      input != NULL ? byline_container_open (input, NULL) : NULL;
  GBytes *packet = container != NULL ? byline_container_part (container, BYLINE_PART_XMP) : NULL;
  BylineFocus focus = { 0 };

  if (packet != NULL)
    focus.known =
        byline_xmp_regions_focus (packet, byline_container_width (container),
                                  byline_container_height (container), &focus.x, &focus.y);
  return focus.known ? upright (focus, orientation) : focus;
}

BylineFocus
byline_publish_focus (const char *path, const BylineMetadata *metadata, int orientation)
{
  const char *said = byline_metadata_text (metadata, BYLINE_FIELD_FOCUS);
  BylineFocus focus = { 0 };

  if (said != NULL && byline_focus_parse (said, &focus.x, &focus.y)) {
    focus.known = TRUE;
    return focus;
  }
  return from_regions (path, orientation);
}
