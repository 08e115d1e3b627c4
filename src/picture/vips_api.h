#pragma once

#include <vips/vips.h>

/* What this stage calls of libvips. */
#define BYLINE_VIPS_CALLS(X)                                                                       \
  X (area_unref)                                                                                   \
  X (array_double_new)                                                                             \
  X (autorot)                                                                                      \
  X (block_untrusted_set)                                                                          \
  X (cache_set_max)                                                                                \
  X (colourspace)                                                                                  \
  X (concurrency_set)                                                                              \
  X (copy)                                                                                         \
  X (error_clear)                                                                                  \
  X (flatten)                                                                                      \
  X (heifload)                                                                                     \
  X (heifload_buffer)                                                                              \
  X (icc_transform)                                                                                \
  X (image_copy_memory)                                                                            \
  X (image_get_bands)                                                                              \
  X (image_get_format)                                                                             \
  X (image_get_height)                                                                             \
  X (image_get_typeof)                                                                             \
  X (image_get_width)                                                                              \
  X (image_get_xoffset)                                                                            \
  X (image_get_yoffset)                                                                            \
  X (image_hasalpha)                                                                               \
  X (image_new_from_memory)                                                                        \
  X (image_set_int)                                                                                \
  X (image_write_to_memory)                                                                        \
  X (init)                                                                                         \
  X (jpegload)                                                                                     \
  X (jxlsave_buffer)                                                                               \
  X (operation_block_set)                                                                          \
  X (pngload)                                                                                      \
  X (pngsave_buffer)                                                                               \
  X (resize)                                                                                       \
  X (smartcrop)                                                                                    \
  X (thread_shutdown)                                                                              \
  X (tiffload)                                                                                     \
  X (webpload)

/**
 * BylineVips:
 *
 * libvips, without linking to it: the libraries behind it take a program 30 ms to load, and most
 * runs of ours never meet a picture that needs it.  Each member is the function of that name
 * behind "vips_".
 */
typedef struct {
#define X(name) __typeof__ (vips_##name) *(name);
  BYLINE_VIPS_CALLS (X)
#undef X
  __typeof__ (g_object_unref) *object_unref; /* GObject's */
} BylineVips;

/**
 * byline_vips:
 *
 * Loads and starts libvips when first called.  May be called from any thread.
 *
 * Returns: (transfer none) (nullable): NULL where it is not installed or does not start
 */
const BylineVips *byline_vips (void);

/** Of an image of libvips, which are objects of GObject; nothing of ours links to that. */
void byline_vips_unref (VipsImage *image);

/* libvips has no autoptrs of its own. */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VipsImage, byline_vips_unref)
