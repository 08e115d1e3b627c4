#include "metadata/iim_private.h"

#include <byline/error.h>

#include <string.h>

#define TAG_MARKER 0x1c
#define HEADER 5
#define EXTENDED 0x8000
#define MAX_LENGTH_OCTETS 4 /* 4 GiB is enough for a value */
#define MAX_DATASETS 65536  /* a megabyte of nothing but keywords has fewer */

static void
clear_dataset (gpointer data)
{
  BylineDataset *dataset = data;

  g_bytes_unref (dataset->value);
}

static GArray *
datasets_new (void)
{
  GArray *datasets = g_array_new (FALSE, FALSE, sizeof (BylineDataset));

  g_array_set_clear_func (datasets, clear_dataset);
  return datasets;
}

BylineIim *
byline_iim_new (void)
{
  BylineIim *iim = g_new0 (BylineIim, 1);

  iim->datasets = datasets_new ();
  iim->tail = g_bytes_new (NULL, 0);
  return iim;
}

void
byline_iim_free (BylineIim *iim)
{
  if (iim == NULL)
    return;
  g_array_unref (iim->datasets);
  g_bytes_unref (iim->tail);
  g_free (iim);
}

/* Reads the dataset at @at. Returns: the octets it takes up; 0 if the block ends before it does */
static gsize
parse_one (GArray *datasets, GBytes *block, gsize at)
{
  gsize size;
  const guint8 *bytes = g_bytes_get_data (block, &size);
  const guint8 *here = bytes + at;
  gsize left = size - at, length;
  BylineDataset dataset = { 0 };

  if (left < HEADER)
    return 0;
  dataset.record = here[1];
  dataset.number = here[2];
  length = (gsize) here[3] << 8 | here[4];
  if (length & EXTENDED) {
    gsize n = length & ~(gsize) EXTENDED;

    if (n == 0 || n > MAX_LENGTH_OCTETS || left < HEADER + n)
      return 0;
    length = 0;
    for (gsize i = 0; i < n; i++)
      length = length << 8 | here[HEADER + i];
    dataset.n_length = (guint8) n;
  }
  if (length > left - HEADER - dataset.n_length)
    return 0;
  dataset.value = g_bytes_new_from_bytes (block, at + HEADER + dataset.n_length, length);
  g_array_append_val (datasets, dataset);
  return HEADER + dataset.n_length + length;
}

/* Returns: where the last dataset ends; -1 with an error */
static gssize
parse_all (GArray *datasets, GBytes *block, GError **error)
{
  gsize size, at = 0;
  const guint8 *bytes = g_bytes_get_data (block, &size);

  while (at < size && bytes[at] == TAG_MARKER) {
    gsize taken = datasets->len < MAX_DATASETS ? parse_one (datasets, block, at) : 0;

    if (taken == 0) {
      g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_MALFORMED,
                   "IIM block: the dataset at octet %" G_GSIZE_FORMAT " is cut off, or too many",
                   at);
      return -1;
    }
    at += taken;
  }
  if (at == 0 && size > 0 && bytes[0] != 0) {
    g_set_error_literal (error, BYLINE_ERROR, BYLINE_ERROR_MALFORMED,
                         "IIM block: it does not begin with a dataset");
    return -1;
  }
  return (gssize) at;
}

BylineIim *
byline_iim_parse (GBytes *block, GError **error)
{
  g_autoptr (GArray) datasets = datasets_new ();
  gssize end = parse_all (datasets, block, error);
  BylineIim *iim;

  if (end < 0)
    return NULL;
  iim = g_new0 (BylineIim, 1);
  iim->datasets = g_steal_pointer (&datasets);
  iim->tail = g_bytes_new_from_bytes (block, (gsize) end, g_bytes_get_size (block) - (gsize) end);
  return iim;
}

gsize
byline_iim_tail_size (const BylineIim *iim)
{
  return g_bytes_get_size (iim->tail);
}

static void
append_bytes (GByteArray *out, GBytes *bytes)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  if (size > 0)
    g_byte_array_append (out, data, (guint) size);
}

GBytes *
byline_iim_serialise (const BylineIim *iim)
{
  GByteArray *out = g_byte_array_new ();

  for (guint i = 0; i < iim->datasets->len; i++) {
    const BylineDataset *dataset = byline_iim_dataset (iim, i);
    gsize length = g_bytes_get_size (dataset->value);
    gsize field = dataset->n_length > 0 ? (gsize) EXTENDED | dataset->n_length : length;
    guint8 header[HEADER + MAX_LENGTH_OCTETS] = { TAG_MARKER, dataset->record, dataset->number,
                                                  (guint8) (field >> 8), (guint8) field };

    for (guint n = 0; n < dataset->n_length; n++)
      header[HEADER + n] = (guint8) (length >> (8 * (dataset->n_length - 1 - n)));
    g_byte_array_append (out, header, HEADER + (guint) dataset->n_length);
    append_bytes (out, dataset->value);
  }
  append_bytes (out, iim->tail);
  return g_byte_array_free_to_bytes (out);
}

int
byline_iim_find (const BylineIim *iim, guint8 record, guint8 number)
{
  for (guint i = 0; i < iim->datasets->len; i++) {
    const BylineDataset *dataset = byline_iim_dataset (iim, i);

    if (dataset->record == record && dataset->number == number)
      return (int) i;
  }
  return -1;
}

guint
byline_iim_place (const BylineIim *iim, guint8 record, guint8 number)
{
  guint at = 0;

  while (at < iim->datasets->len) {
    const BylineDataset *dataset = byline_iim_dataset (iim, at);

    if (dataset->record > record || (dataset->record == record && dataset->number > number))
      break;
    at++;
  }
  return at;
}

gboolean
byline_iim_is_empty (const BylineIim *iim)
{
  for (guint i = 0; i < iim->datasets->len; i++) {
    const BylineDataset *dataset = byline_iim_dataset (iim, i);
    gboolean says_how = dataset->number == 0 || (dataset->record == BYLINE_IIM_ENVELOPE &&
                                                 dataset->number == BYLINE_IIM_CHARSET);

    if (!says_how || dataset->record > BYLINE_IIM_APPLICATION)
      return FALSE;
  }
  return TRUE;
}
