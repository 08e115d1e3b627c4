#pragma once

#include <byline/config.h>
#include <byline/credit_lines.h>
#include <byline/photo.h>
#include <byline/rendition.h>
#include <byline/renditions.h>

#include <byline/cancellable.h>

G_BEGIN_DECLS

/**
 * BylineProfile:
 *
 * What a site wants of each photo, under one name: [profile NAME] of the configuration.  "web" is
 * there without any; what a profile does not say is as in "web" built in.  Do not copy: @spec
 * points into it.
 */
typedef struct {
  char *name;
  int widths[16];
  BylineFormat formats[BYLINE_N_FORMATS];
  BylineRatio crops[8];
  BylineRenditionSpec spec; /* of @widths, @formats and @crops */
  guint64 fields;           /* that go out; bit 1 << BylineField */
} BylineProfile;

/**
 * byline_profile_load:
 * @name: (nullable): NULL: "web"
 *
 * Returns: (transfer full): NULL with BYLINE_ERROR_USAGE for a name that is none, naming those
 *   there are, or a value that is wrong
 */
BylineProfile *byline_profile_load (const BylineConfig *config, const char *name, GError **error);
void byline_profile_free (BylineProfile *profile); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineProfile, byline_profile_free)

/** Words as a config or a command line has them, NULL-terminated; FALSE with BYLINE_ERROR_USAGE
 *  naming the wrong one. */
gboolean byline_profile_set_sizes (BylineProfile *profile, const char *const *widths,
                                   GError **error);
gboolean byline_profile_set_formats (BylineProfile *profile, const char *const *names,
                                     GError **error);
gboolean byline_profile_set_crops (BylineProfile *profile, const char *const *ratios,
                                   GError **error);
gboolean byline_profile_set_fields (BylineProfile *profile, const char *const *names,
                                    GError **error);

/** A photo to publish.  Strings owned by the caller. */
typedef struct {
  const char *path;               /* to read it by */
  const BylineId *id;             /* nullable: found by reading the picture */
  const BylineMetadata *metadata; /* nullable: read from the file */
} BylinePublishPhoto;

/** One file on the page. */
typedef struct {
  char *path; /* absolute */
  char *name; /* of the file, as links name it */
  BylineFormat format;
  BylineRatio crop; /* 0:0: the whole picture; those come first */
  int width, height;
  guint64 bytes;
  gboolean made;    /* FALSE: was there and is right */
  gboolean encoded; /* its pixels were made now; FALSE: at most its metadata */

  /* for the catalogue, where there is one */
  gboolean known;                     /* it has all this already */
  BylineFileStamp stamp;              /* of the file as it is now */
  guint8 sum[BYLINE_RENDITION_SUM];   /* of the whole file */
  guint8 words[BYLINE_RENDITION_SUM]; /* of the metadata in it */
  BylinePlaceholder placeholder;      /* known for the smallest only */
} BylinePublished;

/** One photo's renditions, or why there are none.  Borrowed by callbacks. */
typedef struct {
  const char *source;             /* the photo's path */
  const BylineId *id;             /* NULL where it could not be found */
  const BylineMetadata *metadata; /* what goes on the page; NULL where it could not be read */
  const GPtrArray *renditions;    /* of BylinePublished, by width, then format; NULL if none */
  BylinePlaceholder placeholder;  /* all zero if it was not asked for */
  const char *page;               /* nullable: of the photo, as links in the folder name it */
  const char *line;               /* nullable: the credit line to print, if not the usual one */
  const GError *error;            /* nullable; the message names the source */
} BylinePublishItem;

typedef struct {
  const char *folder;         /* made if missing */
  BylineCatalogue *catalogue; /* nullable: of the photos' library, open for writing: is told of each
                                 rendition, and asked instead of looking into each */
  const char *profile;        /* nullable: by what name the catalogue knows @spec and @fields */
  BylineRenditionSpec spec;
  guint64 fields;        /* that go out; bit 1 << BylineField; 0: byline_publish_fields() */
  gboolean placeholders; /* items have theirs; with @html, @manifest and @catalogue always */
  gboolean html;         /* NAME.html a photo, and index.html */
  const char *title;     /* of the index page; nullable */
  const char *manifest;  /* nullable: a JSON file of all that was published; docs/output.md */
  const char *base_url;  /* nullable: where a browser finds the folder; for manifest and template */
  const char *template_file; /* nullable: filled with the manifest's data; docs/templates.md */
  const char *template_out;  /* what it becomes; with @template_file */
  const BylineCreditLines *credits; /* nullable: what to print for a credit */
  const char *lang;                 /* nullable: of the pages, BCP 47: which line that is */
  gboolean force;                   /* photos under embargo, and those whose time is over, too */
  gboolean prune; /* remove renditions and pages of byline's that are of none of @photos, unless
                     some photo failed, but for its rights or credit; those that the catalogue knows
                     for another profile's stay */
  void (*pruned) (const char *path, gpointer user_data); /* nullable */
  gboolean allow_uncredited;                             /* photos without a credit too */
  const char *legacy_charset; /* nullable: as byline_photo_read_as() takes it */
  guint n_threads;            /* 0: one a core */
  void (*item) (const BylinePublishItem *item, gpointer user_data); /* in the photos' order */
  gpointer user_data; /* callbacks come on the calling thread */
} BylinePublishRequest;

/**
 * byline_publish:
 *
 * Photos under embargo, those whose time is over and those without a credit fail with
 * BYLINE_ERROR_REFUSED, unless @request says otherwise.
 *
 * Renditions of @photos with their credit and rights fields, and nothing private, in
 * @request's folder: NAME-WIDTHw-HASH.EXT, crops NAME-WIDTHw-16x9-HASH.EXT, each under a temporary
 * name first; one that is there and right is not made again, one whose fields alone have changed is
 * not encoded again.  Pages are written only where they differ; one that somebody else made is
 * never replaced, a photo's page then takes another name.
 *
 * Returns: FALSE if the run as a whole failed (_WRITE, of which no item tells again, _CANCELLED,
 *   _USAGE for a @spec without widths or formats, _EXISTS for an index.html or a
 *   manifest that is not byline's, _BUSY or _CATALOGUE where the catalogue could not be told of
 *   what was made, which the next run makes good);
 *   failed photos are items
 */
gboolean byline_publish (const BylinePublishPhoto *photos, guint n_photos,
                         const BylinePublishRequest *request, BylineCancellable *cancellable,
                         GError **error);

/** The fields that go out in renditions where nobody says otherwise; bit 1 << BylineField. */
guint64 byline_publish_fields (void);

/** Returns: (transfer full): the `<figure>` of a photo, all text escaped */
char *byline_publish_figure (const BylinePublishItem *item);

G_END_DECLS
