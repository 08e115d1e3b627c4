#pragma once

#include <byline/catalogue.h>

/** A file that lies in the library's folder. */
typedef struct {
  char *path; /* relative to the library */
  BylineFileStamp stamp;
  gboolean has_sidecar; /* an XMP file beside it may be its own */
} BylineSurveyFile;

/** What is there, by folder and name. */
typedef struct {
  GPtrArray *files;    /* of BylineSurveyFile; XMP files are not among them */
  GPtrArray *problems; /* of GError: folders that could not be looked into */
} BylineSurvey;

void byline_survey_clear (BylineSurvey *survey);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BylineSurvey, byline_survey_clear)

/**
 * byline_survey:
 *
 * Lists the regular files below @library.  Left out is what is hidden, .byline among it, and other
 * libraries within; symbolic links are not followed.  No file is opened.
 *
 * Returns: FALSE with BYLINE_ERROR_UNREADABLE for @library itself
 */
gboolean byline_survey (const char *library, BylineSurvey *survey, GError **error);
