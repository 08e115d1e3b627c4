#pragma once

#include <byline/metadata.h>

/* What reconcile.c settles and metadata.c keeps. */

/** Believe what @layer says. */
void byline_metadata_believe (BylineMetadata *metadata, BylineField field, BylineLayer layer);

/** Believe @layer's value in the default language, and XMP's in the others. */
void byline_metadata_believe_langs (BylineMetadata *metadata, BylineField field, BylineLayer layer);
