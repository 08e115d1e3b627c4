#pragma once

#include <vips/vips.h>

/* libvips has no autoptrs of its own. */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VipsImage, g_object_unref)
