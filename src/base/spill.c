#include "base/spill.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define MIB ((gsize) 1024 * 1024)
/* So much is never let go: a run of some ten thousand files needs no file. */
#define KEPT (8 * MIB)
/* More than this of files mapped in, ours and libraries, and ours go. */
#define MAPPED_MAX (48 * MIB)
#define CHUNK (4 * MIB)
#define FIRST_CHUNK (64 * (gsize) 1024)
#define ALIGNMENT ((gsize) 16)
/* How often it is looked how much that is: so few items cannot touch very much. */
#define LOOK_EVERY 64u

typedef struct {
  char *memory;
  gsize size;
  gboolean in_file;
} Chunk;

struct _BylineSpill {
  pthread_mutex_t mutex; /* not GMutex: ThreadSanitizer knows this one */
  GArray *chunks;        /* of Chunk */
  gsize used;            /* of the last chunk */
  gsize taken;           /* by all chunks */
  int fd;                /* the file; -1: none yet */
  gboolean no_file;      /* and none to be had */
  off_t file_size;
  int statm_fd; /* what of the process is in memory; -1: nobody says */
  atomic_uint tended;
};

BylineSpill *
byline_spill_new (void)
{
  BylineSpill *spill = g_new0 (BylineSpill, 1);

  pthread_mutex_init (&spill->mutex, NULL);
  spill->chunks = g_array_new (FALSE, FALSE, sizeof (Chunk));
  spill->fd = spill->statm_fd = -1;
  return spill;
}

void
byline_spill_free (BylineSpill *spill)
{
  if (spill == NULL)
    return;
  for (guint i = 0; i < spill->chunks->len; i++) {
    const Chunk *chunk = &g_array_index (spill->chunks, Chunk, i);

    munmap (chunk->memory, chunk->size);
  }
  if (spill->fd >= 0)
    close (spill->fd);
  if (spill->statm_fd >= 0)
    close (spill->statm_fd);
  g_array_unref (spill->chunks);
  pthread_mutex_destroy (&spill->mutex);
  g_free (spill);
}

/* In memory a file system of its own (tmpfs) would be no better than ours. */
static int
open_file (void)
{
  const char *named = g_getenv ("TMPDIR");
  const int flags = O_TMPFILE | O_RDWR | O_CLOEXEC;
  int fd = named != NULL && *named != '\0' ? open (named, flags, 0600) : -1;

  return fd >= 0 ? fd : open ("/var/tmp", flags, 0600);
}

/* The room is asked for before it is used: a disk that is full must not show when it is written to.
 * Returns: NULL where it cannot be had */
static char *
map_file (BylineSpill *spill, gsize size)
{
  char *memory;

  if (spill->fd < 0 && !spill->no_file) {
    spill->fd = open_file ();
    spill->no_file = spill->fd < 0;
    spill->statm_fd = open ("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  }
  if (spill->no_file || posix_fallocate (spill->fd, spill->file_size, (off_t) size) != 0)
    return NULL;
  memory = mmap (NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, spill->fd, spill->file_size);
  if (memory == MAP_FAILED)
    return NULL;
  spill->file_size += (off_t) size;
  return memory;
}

static void
add_chunk (BylineSpill *spill, gsize wanted)
{
  const gsize page = (gsize) sysconf (_SC_PAGESIZE);
  const gsize usual = MIN (MAX (spill->taken, FIRST_CHUNK), CHUNK);
  Chunk chunk = { .size = (MAX (wanted, usual) + page - 1) / page * page };

  if (spill->taken + chunk.size > KEPT)
    chunk.memory = map_file (spill, chunk.size);
  chunk.in_file = chunk.memory != NULL;
  if (!chunk.in_file) {
    chunk.memory =
        mmap (NULL, chunk.size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (chunk.memory == MAP_FAILED)
      g_error ("%" G_GSIZE_FORMAT " bytes cannot be had", chunk.size); /* as GLib says it */
  }
  spill->taken += chunk.size;
  spill->used = 0;
  g_array_append_val (spill->chunks, chunk);
}

static char *
take (BylineSpill *spill, gsize size, gsize alignment)
{
  const Chunk *last = NULL;
  gsize begin;
  char *memory;

  pthread_mutex_lock (&spill->mutex);
  begin = (spill->used + alignment - 1) / alignment * alignment;
  if (spill->chunks->len > 0)
    last = &g_array_index (spill->chunks, Chunk, spill->chunks->len - 1);
  if (last == NULL || size > last->size || begin > last->size - size) {
    add_chunk (spill, size);
    last = &g_array_index (spill->chunks, Chunk, spill->chunks->len - 1);
    begin = 0;
  }
  spill->used = begin + size;
  memory = last->memory + begin;
  pthread_mutex_unlock (&spill->mutex);
  return memory;
}

gpointer
byline_spill_take (BylineSpill *spill, gsize size)
{
  return take (spill, size, ALIGNMENT);
}

char *
byline_spill_text (BylineSpill *spill, const char *text, gsize length)
{
  char *copy = take (spill, length + 1, 1);

  memcpy (copy, text, length);
  return copy;
}

/* Returns: octets of files that are mapped in; all there are where nobody says */
static gsize
mapped_in (const BylineSpill *spill)
{
  char text[128] = { 0 };
  const gssize n = pread (spill->statm_fd, text, sizeof text - 1, 0);
  const char *shared = n > 0 ? strchr (text, ' ') : NULL; /* size resident shared … */

  shared = shared != NULL ? strchr (shared + 1, ' ') : NULL;
  return shared != NULL
             ? (gsize) g_ascii_strtoull (shared, NULL, 10) * (gsize) sysconf (_SC_PAGESIZE)
             : G_MAXSIZE;
}

/* The pages stay what they are; only this process does not hold on to them any more. */
static void
let_go (const BylineSpill *spill)
{
  for (guint i = 0; i < spill->chunks->len; i++) {
    const Chunk *chunk = &g_array_index (spill->chunks, Chunk, i);

    if (chunk->in_file)
      (void) madvise (chunk->memory, chunk->size, MADV_DONTNEED);
  }
}

void
byline_spill_tend (BylineSpill *spill)
{
  if (atomic_fetch_add (&spill->tended, 1) % LOOK_EVERY != 0)
    return;
  pthread_mutex_lock (&spill->mutex);
  if (spill->fd >= 0 && mapped_in (spill) > MAPPED_MAX)
    let_go (spill);
  pthread_mutex_unlock (&spill->mutex);
}
