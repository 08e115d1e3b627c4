#pragma once

#include <byline/catalogue.h>

/*
 * A contact sheet: one page that stands alone, its small pictures within it, to be printed or sent
 * around.  Every picture has its credit line under it.
 */

/** @title: (nullable) */
void byline_sheet_begin (GString *html, const char *title);

/**
 * byline_sheet_photo:
 * @path: of the photo's file
 *
 * Appends one photo.  What it looks like is made of the file, what it says is @entry's.
 *
 * Returns: FALSE with an error of byline_renditions_make(), and nothing is appended
 */
gboolean byline_sheet_photo (GString *html, const BylineEntry *entry, const char *path,
                             GError **error);

void byline_sheet_end (GString *html);
