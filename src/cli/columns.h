#pragma once

#include "base/json.h"

#include <byline/catalogue.h>

/** What one column of an answer shows: a field, in one language or the default one, or a fact. */
typedef struct {
  char *name;        /* as it was asked for: "description@kk" */
  BylineField field; /* BYLINE_N_FIELDS: a fact */
  char *lang;        /* nullable */
  guint fact;        /* a row of the table in columns.c */
} BylineColumn;

/** A photo to take it from.  All borrowed. */
typedef struct {
  const BylineEntry *entry;
  const char *path; /* how to open it from here */
} BylineColumnPhoto;

/**
 * byline_columns_parse:
 * @list: names with commas between them
 *
 * Returns: (transfer full): of BylineColumn; NULL with BYLINE_ERROR_USAGE
 */
GPtrArray *byline_columns_parse (const char *list, GError **error);

/** Returns: (transfer full): the value as it is, "" for none; several have "; " between them */
char *byline_column_value (const BylineColumn *column, const BylineColumnPhoto *photo);

/** Appends it as a member of an object, as show --json writes it; nothing where there is none. */
void byline_column_append_json (BylineJson *json, const BylineColumn *column,
                                const BylineColumnPhoto *photo);
