#pragma once

#include <byline/publish.h>

/*
 * What was published, for programs that make pages of their own: one JSON document, a photo a line.
 * docs/output.md describes it.
 */

void byline_manifest_begin (GString *manifest);

/**
 * byline_manifest_photo:
 * @fields: that go out; bit 1 << BylineField
 * @base_url: (nullable): where the folder's files are found; NULL: links are relative to it
 *
 * Appends a photo with its renditions.  Of where the photo lies only the file's name is said.
 */
void byline_manifest_photo (GString *manifest, const BylinePublishItem *item, guint64 fields,
                            const char *base_url);

void byline_manifest_end (GString *manifest);

/** Does a file that begins with @head come from byline_manifest_begin()? */
gboolean byline_manifest_is_ours (const char *head, gsize length);
