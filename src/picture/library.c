#include "picture/library.h"

#include <dlfcn.h>
#include <string.h>

/* POSIX has dlsym() give a data pointer, which C does not let one cast to a function's. */
static gboolean
find (void *library, const BylineCallName *call)
{
  void *symbol = dlsym (library, call->name);

  memcpy (call->function, &symbol, sizeof symbol);
  return symbol != NULL;
}

gboolean
byline_library_load (const char *soname, const BylineCallName *calls, guint n_calls)
{
  void *library = dlopen (soname, RTLD_NOW | RTLD_LOCAL);

  for (guint i = 0; library != NULL && i < n_calls; i++)
    if (!find (library, &calls[i]))
      return FALSE;
  return library != NULL;
}
