#include "picture/vips_api.h"

#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

#define SONAME "libvips.so.42"

/* POSIX has dlsym() give a data pointer, which C does not let one cast to a function's. */
static gboolean
find (void *library, const char *name, void *function)
{
  void *symbol = dlsym (library, name);

  memcpy (function, &symbol, sizeof symbol);
  return symbol != NULL;
}

static gboolean
find_all (void *library, BylineVips *vips)
{
  const struct {
    const char *name;
    void *function;
  } calls[] = {
#define X(name) { "vips_" #name, &vips->name },
    BYLINE_VIPS_CALLS (X)
#undef X
  };

  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    if (!find (library, calls[i].name, calls[i].function))
      return FALSE;
  return TRUE;
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
  void *library = dlopen (SONAME, RTLD_NOW | RTLD_LOCAL);

  if (library == NULL || !find_all (library, vips) || vips->init ("byline") != 0)
    return FALSE;
  vips->concurrency_set (1);
  vips->cache_set_max (0);
  vips->block_untrusted_set (TRUE);
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

const BylineVips *
byline_vips (void)
{
  static pthread_once_t once = PTHREAD_ONCE_INIT; /* not GOnce: ThreadSanitizer knows this one */

  pthread_once (&once, start_once);
  return started ? &vips : NULL;
}
