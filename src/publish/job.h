#pragma once

#include <byline/publish.h>

/**
 * BylinePublishJob:
 *
 * One photo on its way to the page.  Fields are filled from top to bottom; when @error is set,
 * everything below the step that failed is still empty.
 */
typedef struct _BylinePublishJob {
  const BylinePublishPhoto *photo;      /* in */
  const BylineRenditionSpec *spec;      /* in */
  guint64 fields;                       /* in: that go out; bit 1 << BylineField */
  const char *folder;                   /* in: absolute */
  gboolean force;                       /* in: whatever its rights say */
  gboolean allow_uncredited;            /* in */
  const char *legacy_charset;           /* in: nullable */
  char *name;                           /* in: from byline_publish_name() */
  GHashTable *known;                    /* in: owned, nullable: from byline_site_known() */
  gboolean recorded;                    /* in: a catalogue is told of the renditions */
  gboolean placeholders;                /* in: one is wanted */
  const GPtrArray *group;               /* in: this and the run's other jobs of the same name */
  BylineMetadata *read;                 /* what the file says, where the caller did not say it */
  const BylineMetadata *metadata;       /* the caller's or @read */
  BylineId id;                          /* the picture's */
  const struct _BylinePublishJob *twin; /* nullable: earlier photo with the same picture */
  BylineFocus focus;                    /* where crops are wanted */
  GPtrArray *renditions;                /* of BylinePublished */
  BylinePlaceholder placeholder;        /* where it was wanted */
  GError *error;                        /* why there are none; names the photo */
  gboolean refused; /* may not be published, which is no doubt about what is there */
  gboolean finished, failed;
} BylinePublishJob;

/**
 * byline_publish_job_work:
 *
 * Makes what is missing of the photo's renditions.  The jobs of a group are worked on in turn,
 * because two photos with the same name and picture share their files; other groups may run beside.
 */
void byline_publish_job_work (BylinePublishJob *job);

/** Frees what @job holds but for the id, which later twins compare with. */
void byline_publish_job_clear (BylinePublishJob *job);
