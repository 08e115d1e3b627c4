#include "picture/vips_api.h"

#include "picture/library.h"

#include <pthread.h>

#define SONAME "libvips.so.42"

static gboolean
load (BylineVips *vips)
{
  const BylineCallName calls[] = {
#define X(name) { "vips_" #name, &vips->name },
    BYLINE_VIPS_CALLS (X)
#undef X
        { "g_object_unref", &vips->object_unref },
  };

  return byline_library_load (SONAME, calls, G_N_ELEMENTS (calls));
}

static void
drop_message (const char *domain G_GNUC_UNUSED, GLogLevelFlags level G_GNUC_UNUSED,
              const char *message G_GNUC_UNUSED, gpointer user_data G_GNUC_UNUSED)
{
}

/* One photo a thread is faster than many threads a photo, and nothing is ever decoded twice. */
static gboolean
start (BylineVips *vips)
{
  if (!load (vips) || vips->init ("byline") != 0)
    return FALSE;
  vips->concurrency_set (1);
  vips->cache_set_max (0);
  vips->block_untrusted_set (TRUE);
  vips->operation_block_set ("VipsForeignSaveJxl", FALSE); /* of pictures we made ourselves */
  g_log_set_handler ("VIPS", G_LOG_LEVEL_WARNING, drop_message, NULL);
  return TRUE;
}

static BylineVips vips; /* filled once, then only read */
static gboolean started;

static void
start_once (void)
{
  started = start (&vips);
}

void
byline_vips_unref (VipsImage *image)
{
  vips.object_unref (image); /* there is one: so libvips is started */
}

const BylineVips *
byline_vips (void)
{
  static pthread_once_t once = PTHREAD_ONCE_INIT; /* not GOnce: ThreadSanitizer knows this one */

  pthread_once (&once, start_once);
  return started ? &vips : NULL;
}
