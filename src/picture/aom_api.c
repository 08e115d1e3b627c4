#include "picture/aom_api.h"

#include "picture/library.h"

#include <pthread.h>

#define SONAME "libaom.so.3"

static BylineAom aom; /* filled once, then only read */
static gboolean loaded;

static void
load_once (void)
{
  const BylineCallName calls[] = {
#define X(name) { "aom_codec_" #name, &aom.name },
    BYLINE_AOM_CALLS (X)
#undef X
  };

  loaded = byline_library_load (SONAME, calls, G_N_ELEMENTS (calls));
}

const BylineAom *
byline_aom (void)
{
  static pthread_once_t once = PTHREAD_ONCE_INIT;

  pthread_once (&once, load_once);
  return loaded ? &aom : NULL;
}
