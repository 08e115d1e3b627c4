#pragma once

#include "base/json_read.h"

/**
 * BylineMarkup:
 *
 * A template for what thumbs publishes, of the Mustache language (mustache(5)) without partials,
 * lambdas and changed delimiters.  It is text with places for values; it cannot read files, run
 * programs or go on for ever, so that one from anybody can be tried.  docs/templates.md is its
 * description.
 */
typedef struct _BylineMarkup BylineMarkup;

/** The most that a template may have, be nested and give. */
#define BYLINE_MARKUP_MAX ((gsize) 1024 * 1024)
#define BYLINE_MARKUP_DEPTH 16
#define BYLINE_MARKUP_OUTPUT_MAX ((gsize) 256 * 1024 * 1024)

/**
 * byline_markup_parse:
 * @text: UTF-8
 * @name: of the file, for messages; its ending says how values are escaped: .json, .yaml, .yml,
 *   .toml and .js as in strings of JSON, .csv as in fields in quotes, .txt not at all, any other as
 * in HTML;
 *   ".mustache" behind it is passed over
 *
 * Returns: (transfer full): NULL with BYLINE_ERROR_USAGE, "NAME:LINE: what is wrong"
 */
BylineMarkup *byline_markup_parse (const char *text, const char *name, GError **error);
void byline_markup_free (BylineMarkup *markup); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineMarkup, byline_markup_free)

/** Returns: (transfer full): the template with @data's values; NULL with BYLINE_ERROR_REFUSED for
 *   one that gives more than BYLINE_MARKUP_OUTPUT_MAX, or takes too many steps to */
char *byline_markup_render (const BylineMarkup *markup, const BylineJsonObject *data,
                            GError **error);
