#include "picture/jpeg_source.h"

#include <string.h>

#include <jerror.h>

enum { WINDOW_SIZE = 128 * 1024 };

const guint8 *
byline_jpeg_source_more (BylineJpegSource *source, const guint8 **at)
{
  struct jpeg_source_mgr *manager = &source->manager;
  gsize left = (gsize) (manager->next_input_byte + manager->bytes_in_buffer - *at);
  gsize n = (gsize) MIN (source->end - source->next, WINDOW_SIZE - left);

  if (left < BYLINE_JPEG_SOURCE_AHEAD && n > 0 && source->error == NULL) {
    memmove (source->window, *at, left);
    *at = source->window;
    if (byline_input_read (source->input, source->next, source->window + left, n, &source->error)) {
      source->next += n;
      left += n;
    }
  }
  manager->next_input_byte = *at;
  manager->bytes_in_buffer = left;
  return *at + left;
}

static void
start (j_decompress_ptr jpeg G_GNUC_UNUSED)
{
}

/* Where the file ends too early libjpeg is given an end marker, and its warning is judged. */
static boolean
fill (j_decompress_ptr jpeg)
{
  static const JOCTET end_marker[] = { 0xff, JPEG_EOI };
  BylineJpegSource *source = (BylineJpegSource *) (void *) jpeg->src;
  const guint8 *at = jpeg->src->next_input_byte + jpeg->src->bytes_in_buffer;

  source->manager.next_input_byte = at;
  source->manager.bytes_in_buffer = 0;
  if (byline_jpeg_source_more (source, &at) > at)
    return TRUE;
  if (source->error != NULL)
    ERREXIT (jpeg, JERR_FILE_READ);
  WARNMS (jpeg, JWRN_JPEG_EOF);
  source->manager.next_input_byte = end_marker;
  source->manager.bytes_in_buffer = sizeof end_marker;
  return TRUE;
}

static void
skip (j_decompress_ptr jpeg, long n_bytes)
{
  BylineJpegSource *source = (BylineJpegSource *) (void *) jpeg->src;
  guint64 n = (guint64) MAX (n_bytes, 0);
  guint64 here = MIN (n, source->manager.bytes_in_buffer);

  source->manager.next_input_byte += here;
  source->manager.bytes_in_buffer -= here;
  source->next += MIN (n - here, source->end - source->next);
}

void
byline_jpeg_source_init (BylineJpegSource *source, BylineInput *input, guint64 offset,
                         guint64 length)
{
  *source = (BylineJpegSource){
    .input = input, .start = offset, .end = offset + length, .window = g_malloc (WINDOW_SIZE)
  };
  source->manager.init_source = source->manager.term_source = start;
  source->manager.fill_input_buffer = fill;
  source->manager.skip_input_data = skip;
  source->manager.resync_to_restart = jpeg_resync_to_restart;
  byline_jpeg_source_rewind (source);
}

void
byline_jpeg_source_rewind (BylineJpegSource *source)
{
  source->next = source->start;
  source->manager.next_input_byte = source->window;
  source->manager.bytes_in_buffer = 0;
  g_clear_error (&source->error);
}

void
byline_jpeg_source_clear (BylineJpegSource *source)
{
  g_clear_pointer (&source->window, g_free);
  g_clear_error (&source->error);
}
