#pragma once

#include <byline/credit.h>

/** Where a photo goes, before anybody looks whether the name is free.  Strings owned. */
typedef struct {
  char *folder; /* relative to the library */
  char *stem;
  char *ending; /* ".JPG" */
} BylineNames;

void byline_names_clear (BylineNames *names);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BylineNames, byline_names_clear)

/**
 * byline_names_make:
 * @metadata: what the card's file says
 * @edit: (nullable): templates speak of the fields as they will be
 * @card_name: "IMG_0001.JPG"
 * @seq: from 1
 */
void byline_names_make (BylineNames *names, const BylineTemplate *folder,
                        const BylineTemplate *name, const BylineMetadata *metadata,
                        const BylineEdit *edit, const char *job, const char *card_name, guint seq);
