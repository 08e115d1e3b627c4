#include "check/report.h"

#include "base/distance.h"
#include "base/textfile.h"

#include <byline/error.h>

#include <string.h>

#define POLICY_MAX ((gsize) 64 * 1024)

#define WARNING BYLINE_SEVERITY_WARNING
#define ERROR BYLINE_SEVERITY_ERROR

const BylineRuleInfo byline_rules[BYLINE_N_RULES] = {
  [BYLINE_RULE_NO_CREDIT] = { "no-credit", ERROR, "The photo has no credit line",
                              "Nothing can be printed under it.  byline set credit=… writes it." },
  [BYLINE_RULE_NO_CREATOR] = { "no-creator", WARNING, "Nobody is named who made it",
                               "The creator is who made the photo, never who is to be printed." },
  [BYLINE_RULE_NO_COPYRIGHT] = { "no-copyright", WARNING, "There is no copyright notice",
                                 "Whoever finds the photo elsewhere cannot tell whose it is." },
  [BYLINE_RULE_NO_DESCRIPTION] = { "no-description", WARNING, "There is no description",
                                   "A caption says who, what, where and when." },
  [BYLINE_RULE_NO_ALT_TEXT] = { "no-alt-text", WARNING, "There is no alternative text",
                                "People who do not see the picture are told nothing (IPTC alt "
                                "text, "
                                "accessibility)." },
  [BYLINE_RULE_NO_LICENCE_URL] = { "no-licence-url", WARNING,
                                   "Neither rights-url nor licensor-url leads anywhere",
                                   "Search engines show a \"Licensable\" badge only with one of "
                                   "them." },
  [BYLINE_RULE_UNKNOWN_CREDIT] = { "unknown-credit", WARNING,
                                   "The credit is none of the library's credit lines",
                                   "Only where the library knows credit lines.  byline credits add "
                                   "or alias makes it known; byline set corrects the photo." },
  [BYLINE_RULE_CREDIT_NOT_CANONICAL] = { "credit-not-canonical", WARNING,
                                         "The credit line is written in another way",
                                         "byline credits --fix writes the canonical form into all "
                                         "photos." },
  [BYLINE_RULE_CREDIT_IS_CREATOR] = { "credit-is-creator", WARNING,
                                      "Credit and creator say the same",
                                      "Often one was copied into the other.  An agency or a site "
                                      "is "
                                      "a credit, a person is a creator." },
  [BYLINE_RULE_LAYERS_DISAGREE] = { "layers-disagree", ERROR, "EXIF, IIM and XMP differ",
                                    "Which one is read depends on the program.  byline show "
                                    "--layers shows them, byline set makes them agree." },
  [BYLINE_RULE_IIM_TRUNCATED] = { "iim-truncated", WARNING, "IIM has only the beginning",
                                  "IIM's fields are short; programs that read nothing else show a "
                                  "part of the text.  A shorter text helps; of a credit line, a "
                                  "short form (byline credits edit NAME iim=…)." },
  [BYLINE_RULE_IIM_CHARSET] = { "iim-charset", WARNING, "IIM does not say what its text is in",
                                "The charset was guessed; other programs guess otherwise.  Writing "
                                "the field again makes it UTF-8, and says so (1:90)." },
  [BYLINE_RULE_MOJIBAKE] = { "mojibake", WARNING, "The text was decoded wrongly once",
                             "It is UTF-8 that some program took for another charset and wrote as "
                             "that." },
  [BYLINE_RULE_EMBARGOED] = { "embargoed", ERROR, "The photo is under embargo",
                              "It is not to be published before the time in its field embargo." },
  [BYLINE_RULE_EXPIRED] = { "expired", ERROR, "The rights have expired",
                            "It is not to be published since the time in its field expires." },
  [BYLINE_RULE_RENDITION_NO_CREDIT] = { "rendition-no-credit", ERROR,
                                        "The rendition has lost its credit",
                                        "A program that came after byline has dropped it.  Make it "
                                        "anew with byline thumbs." },
  [BYLINE_RULE_RENDITION_PRIVATE] = { "rendition-private", ERROR,
                                      "The rendition says what is private",
                                      "Position, serial numbers, owner's name, MakerNotes, faces, "
                                      "previews and editing history do not belong on a page." },
  [BYLINE_RULE_PAGE_NO_CREDIT] = { "page-no-credit", ERROR, "No credit is seen at the picture",
                                   "A reader looks for it in the figcaption, or right after the "
                                   "picture." },
  [BYLINE_RULE_PAGE_CREDIT_DIFFERS] = { "page-credit-differs", ERROR,
                                        "The page credits somebody else than the photo does",
                                        "The photo's credit line and what stands at the picture "
                                        "are "
                                        "not the same." },
  [BYLINE_RULE_PAGE_NO_ALT] = { "page-no-alt", WARNING, "The picture has no alternative text",
                                "An img needs alt=\"…\" (WCAG 1.1.1)." },
  [BYLINE_RULE_PAGE_JSONLD_DIFFERS] = { "page-jsonld-differs", ERROR,
                                        "JSON-LD credits somebody else than the photo does",
                                        "Search engines read creditText of the ImageObject." },
  [BYLINE_RULE_PAGE_NOT_OURS] = { "page-not-ours", WARNING,
                                  "A picture without a credit is no photo of the library",
                                  "Nobody can tell whose it is.  Small pictures and drawings are "
                                  "left out." },
};

static const char *const severities[] = { "off", "warning", "error" };

const char *
byline_severity_name (BylineSeverity severity)
{
  return severities[severity];
}

gboolean
byline_severity_parse (const char *name, BylineSeverity *severity, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (severities); i++)
    if (strcmp (severities[i], name) == 0) {
      *severity = (BylineSeverity) i;
      return TRUE;
    }
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE, "“%s” is not off, warning or error", name);
  return FALSE;
}

gboolean
byline_rule_parse (const char *id, BylineRule *rule, GError **error)
{
  const char *best = NULL;
  guint least = G_MAXUINT;

  for (guint i = 0; i < BYLINE_N_RULES; i++) {
    const guint d = byline_distance (id, byline_rules[i].id);

    if (d == 0) {
      *rule = (BylineRule) i;
      return TRUE;
    }
    if (d < least) {
      least = d;
      best = byline_rules[i].id;
    }
  }
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE, "there is no rule “%s”; did you mean “%s”?",
               id, best);
  return FALSE;
}

void
byline_policy_init (BylinePolicy *policy)
{
  for (guint i = 0; i < BYLINE_N_RULES; i++)
    policy->severity[i] = byline_rules[i].severity;
}

static gboolean
read_line (BylinePolicy *policy, char *line, GError **error)
{
  char *comment = strchr (line, '#');
  char *equals;
  BylineRule rule;

  if (comment != NULL)
    *comment = '\0';
  g_strstrip (line);
  if (*line == '\0')
    return TRUE;
  equals = strchr (line, '=');
  if (equals == NULL) {
    g_set_error_literal (error, BYLINE_ERROR, BYLINE_ERROR_USAGE,
                         "a line is RULE = off, warning or error");
    return FALSE;
  }
  *equals = '\0';
  return byline_rule_parse (g_strchomp (line), &rule, error) &&
         byline_severity_parse (g_strchug (equals + 1), &policy->severity[rule], error);
}

gboolean
byline_policy_load (BylinePolicy *policy, const char *path, GError **error)
{
  g_autofree char *text = byline_text_file_read (path, POLICY_MAX, "policy", error);
  g_auto (GStrv) lines = text != NULL ? g_strsplit (text, "\n", -1) : NULL;

  if (lines == NULL)
    return FALSE;
  for (guint i = 0; lines[i] != NULL; i++)
    if (!read_line (policy, lines[i], error)) {
      g_prefix_error (error, "%s, line %u: ", path, i + 1);
      return FALSE;
    }
  return TRUE;
}

void
byline_check_report (const BylineCheck *check, BylineFinding finding)
{
  finding.severity = check->policy->severity[finding.rule];
  if (finding.severity != BYLINE_SEVERITY_OFF)
    check->found (&finding, check->user_data);
}
