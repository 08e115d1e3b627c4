#pragma once

#include <glib.h>

#include <aom/aom_codec.h>
/* Its checks of types are functions that call the library, which we are not linked to. */
#undef AOM_CTRL_USE_TYPE
#define AOM_CTRL_USE_TYPE(id, type)

#include <aom/aom_encoder.h>
#include <aom/aomcx.h>

/* What this stage calls of libaom. */
#define BYLINE_AOM_CALLS(X)                                                                        \
  X (av1_cx)                                                                                       \
  X (control)                                                                                      \
  X (destroy)                                                                                      \
  X (enc_config_default)                                                                           \
  X (enc_init_ver)                                                                                 \
  X (encode)                                                                                       \
  X (get_cx_data)

/**
 * BylineAom:
 *
 * libaom, without linking to it: like libvips (vips_api.h), most runs never need it.  Each member
 * is the function of that name behind "aom_codec_".
 */
typedef struct {
#define X(name) __typeof__ (aom_codec_##name) *(name);
  BYLINE_AOM_CALLS (X)
#undef X
} BylineAom;

/** May be called from any thread.  Returns: (transfer none) (nullable): NULL where it is not
 * installed */
const BylineAom *byline_aom (void);
