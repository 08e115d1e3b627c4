#include "base/heap.h"

#include <glib.h>
#include <malloc.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define MIB ((gsize) 1024 * 1024)

/* Addresses alone, until they are used: it holds the pages of a catalogue's cache and what stands
 * beside them. */
#define AHEAD (256 * MIB)

/* Of x86-64 and of most others; where they are larger, it does no harm. */
#define HUGE_PAGE (2 * MIB)

/* Larger than what the heap has left at the start of a program, so that it must grow. */
#define FIRST (MIB / 4)

/* What the allocator writes behind a piece. */
#define HEADER 64

/* Named, or the compiler leaves the call out. */
static void *volatile unused;

/* A huge page cannot replace small ones that are used: asks for them from the first that is not.
 * Returns: how far behind @first that is; 0 if there are none */
static gsize
ask_for_huge_pages (char *first, const char *end)
{
  const gsize until = (guintptr) first < (guintptr) end ? (gsize) (end - first) : 0;
  const gsize touched = FIRST + HEADER;
  const gsize from = touched + HUGE_PAGE - ((guintptr) first + touched) % HUGE_PAGE;

  if (until <= AHEAD || until >= 2 * AHEAD) /* it lies elsewhere */
    return 0;
  return madvise (first + from, until - from, MADV_HUGEPAGE) == 0 ? from : 0;
}

void
byline_heap_prepare (void)
{
  char *first = NULL;
  gsize huge = 0;

  mallopt (M_MMAP_THRESHOLD, (int) (32 * MIB)); /* the most that glibc takes */
  mallopt (M_TRIM_THRESHOLD, (int) (512 * MIB));
  mallopt (M_TOP_PAD, (int) AHEAD);
  first = malloc (FIRST);
  if (first != NULL)
    huge = ask_for_huge_pages (first, sbrk (0));
  free (first);
  /* What lies before them is left unused, so that what is asked for next lies there. */
  if (huge > 0)
    unused = malloc (huge - HEADER);
}
