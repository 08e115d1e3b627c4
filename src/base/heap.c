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

/* A huge page cannot replace small ones that are used: from the first that is not.  What lies
 * before it is left unused, so that what is asked for next lies there. */
static void
use_huge_pages (guintptr from, guintptr until)
{
  const guintptr huge = (from + FIRST + HEADER + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;

  if (madvise ((gpointer) huge, until - huge, MADV_HUGEPAGE) == 0)
    unused = malloc (huge - from - HEADER);
}

void
byline_heap_prepare (void)
{
  guintptr from = 0;
  guintptr until = 0;
  void *first = NULL;

  mallopt (M_MMAP_THRESHOLD, (int) (32 * MIB)); /* the most that glibc takes */
  mallopt (M_TRIM_THRESHOLD, (int) (512 * MIB));
  mallopt (M_TOP_PAD, (int) AHEAD);
  first = malloc (FIRST);
  from = (guintptr) first;
  until = (guintptr) sbrk (0);
  free (first);
  if (first != NULL && from + AHEAD < until &&
      until - from < 2 * AHEAD) /* else it lies elsewhere */
    use_huge_pages (from, until);
}
