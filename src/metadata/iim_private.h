#pragma once

#include "metadata/iim.h"

/* What iim.c keeps, iim_read.c reads and iim_write.c changes. */

enum {
  BYLINE_IIM_ENVELOPE = 1,    /* record */
  BYLINE_IIM_APPLICATION = 2, /* record */
  BYLINE_IIM_CHARSET = 90,    /* 1:90 */
  BYLINE_IIM_VERSION = 0,     /* 2:00 */
  BYLINE_IIM_DATE = 55,       /* 2:55, CCYYMMDD */
  BYLINE_IIM_TIME = 60,       /* 2:60, HHMMSS±HHMM */
};

typedef struct {
  guint8 record, number;
  guint8 n_length; /* octets of an extended dataset's length; 0: a standard one */
  GBytes *value;
} BylineDataset;

struct _BylineIim {
  GArray *datasets; /* of BylineDataset, in file order */
  GBytes *tail;     /* behind the last one */
};

static inline BylineDataset *
byline_iim_dataset (const BylineIim *iim, guint index)
{
  return &g_array_index (iim->datasets, BylineDataset, index);
}

/** Returns: the index of the first @record:@number; -1 if there is none */
int byline_iim_find (const BylineIim *iim, guint8 record, guint8 number);

/** Where a new @record:@number goes: in order, before the first that is greater. */
guint byline_iim_place (const BylineIim *iim, guint8 record, guint8 number);

/** How the texts of a block are encoded. */
typedef struct {
  gboolean utf8;        /* 1:90 says so */
  const char *declared; /* another charset that 1:90 says; NULL if none */
  const char *legacy;   /* for text that is not UTF-8 though nothing else is declared */
  gboolean guessed;     /* whether that is a guess */
} BylineIimCharset;

/** @legacy: (nullable): what a person says old texts are in; NULL guesses by looking at them */
void byline_iim_charset (const BylineIim *iim, const char *legacy, BylineIimCharset *charset);

/** Is it a dataset of record 2 whose value is text? */
gboolean byline_iim_is_text (const BylineDataset *dataset);

/**
 * byline_iim_text:
 * @assumed: (out) (nullable): the charset the text was taken to be in, where that is not what it
 *   should be in
 *
 * Returns: (transfer full): UTF-8; NULL with an error of byline_charset_decode()
 */
char *byline_iim_text (const BylineDataset *dataset, const BylineIimCharset *charset,
                       const char **assumed, GError **error);
