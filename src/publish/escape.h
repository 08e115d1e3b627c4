#pragma once

#include <glib.h>

/*
 * Text from photos on its way into a page.  It is hostile until it has been through here: invalid
 * UTF-8 is replaced, control characters and noncharacters are dropped.
 */

/** Appends @text as it stands between tags; line breaks become <br>.  NULL appends nothing. */
void byline_html_text (GString *html, const char *text);

/** The same, line breaks as spaces: for titles and the credit. */
void byline_html_line (GString *html, const char *text);

/** Appends ` name="text"`, line breaks as spaces.  @text NULL appends nothing, "" an empty one. */
void byline_html_attribute (GString *html, const char *name, const char *text);

/** Is @url (nullable) absolute, well formed, and of http or https?  Nothing else becomes a link. */
gboolean byline_html_is_link (const char *url);

/** Returns: (transfer full): a file name as a relative link */
char *byline_html_link (const char *file_name);
