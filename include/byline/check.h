#pragma once

#include <byline/catalogue.h>
#include <byline/credit_lines.h>
#include <byline/publish.h>

G_BEGIN_DECLS

/** What can be wrong with a photo, a rendition or a page.  byline_rules[] describes each. */
typedef enum {
  BYLINE_RULE_NO_CREDIT,
  BYLINE_RULE_NO_CREATOR,
  BYLINE_RULE_NO_COPYRIGHT,
  BYLINE_RULE_NO_DESCRIPTION,
  BYLINE_RULE_NO_ALT_TEXT,
  BYLINE_RULE_NO_LICENCE_URL,
  BYLINE_RULE_UNKNOWN_CREDIT,
  BYLINE_RULE_CREDIT_NOT_CANONICAL,
  BYLINE_RULE_CREDIT_IS_CREATOR,
  BYLINE_RULE_LAYERS_DISAGREE,
  BYLINE_RULE_IIM_TRUNCATED,
  BYLINE_RULE_IIM_CHARSET,
  BYLINE_RULE_MOJIBAKE,
  BYLINE_RULE_EMBARGOED,
  BYLINE_RULE_EXPIRED,
  BYLINE_RULE_RENDITION_NO_CREDIT,
  BYLINE_RULE_RENDITION_PRIVATE,
  BYLINE_RULE_PAGE_NO_CREDIT,
  BYLINE_RULE_PAGE_CREDIT_DIFFERS,
  BYLINE_RULE_PAGE_NO_ALT,
  BYLINE_RULE_PAGE_JSONLD_DIFFERS,
  BYLINE_RULE_PAGE_NOT_OURS,
  BYLINE_N_RULES
} BylineRule;

typedef enum { BYLINE_SEVERITY_OFF, BYLINE_SEVERITY_WARNING, BYLINE_SEVERITY_ERROR } BylineSeverity;

/** Returns: (transfer none): "off", "warning" or "error" */
const char *byline_severity_name (BylineSeverity severity);
/** Returns: FALSE with BYLINE_ERROR_USAGE for another word */
gboolean byline_severity_parse (const char *name, BylineSeverity *severity, GError **error);

/** Static. */
typedef struct {
  const char *id;          /* "no-credit": part of the interface */
  BylineSeverity severity; /* unless a policy says otherwise */
  const char *summary;     /* one line, no full stop */
  const char *explanation; /* why it matters and what helps, some lines */
} BylineRuleInfo;

extern const BylineRuleInfo byline_rules[BYLINE_N_RULES];

/** Returns: FALSE with BYLINE_ERROR_USAGE, naming the nearest */
gboolean byline_rule_parse (const char *id, BylineRule *rule, GError **error);

/** How much each rule counts. */
typedef struct {
  BylineSeverity severity[BYLINE_N_RULES];
} BylinePolicy;

void byline_policy_init (BylinePolicy *policy);
/**
 * byline_policy_load:
 * @path: lines "RULE = off", "RULE = warning" or "RULE = error"; "#" begins a comment
 *
 * Changes @policy where the file says so.
 *
 * Returns: FALSE with BYLINE_ERROR_NOT_FOUND, or _USAGE naming file and line
 */
gboolean byline_policy_load (BylinePolicy *policy, const char *path, GError **error);

/** One thing that is wrong.  Borrowed by callbacks. */
typedef struct {
  BylineRule rule;
  BylineSeverity severity; /* never OFF */
  const char *photo;       /* path of the photo or rendition; NULL for a page's */
  const char *page;        /* nullable: name of the page */
  guint line;              /* of the page, from 1; 0 where not known */
  const char *picture;     /* nullable: of a page, the picture's src */
  BylineField field;       /* BYLINE_N_FIELDS: none */
  const char *message;     /* one line */
  const char *fix;         /* nullable: a command for the shell, or what to write */
} BylineFinding;

/** What to check with.  Borrowed. */
typedef struct {
  const BylinePolicy *policy;
  const BylineCreditLines *credits; /* nullable: no credit line is known */
  const GPtrArray *profiles;        /* of BylineProfile, nullable: what renditions were made by */
  void (*found) (const BylineFinding *finding, gpointer user_data);
  gpointer user_data;
} BylineCheck;

/** @metadata: as the file or the catalogue has it */
void byline_check_photo (const BylineCheck *check, const char *path,
                         const BylineMetadata *metadata);

/** Is this the name of a rendition, NAME-WIDTHw-HASH.EXT? */
gboolean byline_check_is_rendition (const char *path);

/** Looks into a rendition: does it still have its credit, and nothing private?
 *  Returns: FALSE with an error of byline_photo_read() */
gboolean byline_check_rendition (const BylineCheck *check, const char *path, GError **error);

/** A published page.  Borrowed. */
typedef struct {
  const char *name; /* for findings */
  const char *html;
  gsize length;       /* at most BYLINE_PAGE_MAX */
  const char *folder; /* nullable: where relative links lead, so that renditions are looked into */
} BylinePage;

#define BYLINE_PAGE_MAX ((gsize) 16 * 1024 * 1024)

/**
 * byline_check_page:
 * @catalogue: (nullable): of the photos that are on the page
 *
 * Finds every picture of the page (img, srcset, picture) and its photo: by the rendition's file
 * name, whose hash tells photos of one name apart, else by the name alone.  Then looks for the
 * credit that a reader sees, in the figcaption or right after the picture, for the alternative
 * text, and for what JSON-LD says of the picture.  Nothing is fetched.
 *
 * Returns: FALSE with BYLINE_ERROR_MALFORMED for what is no page or too large, _BUSY or _CATALOGUE
 */
gboolean byline_check_page (const BylineCheck *check, BylineCatalogue *catalogue,
                            const BylinePage *page, GError **error);

G_END_DECLS
