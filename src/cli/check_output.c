#include "cli/check_output.h"

#include "base/json.h"
#include "cli/photo_output.h"
#include "cli/table.h"
#include "cli/terminal.h"

#include <string.h>

#define SARIF_SCHEMA "https://json.schemastore.org/sarif-2.1.0.json"

static const char *
subject_of (const BylineFinding *finding)
{
  return finding->page != NULL ? finding->page : finding->photo;
}

/* Text ---------------------------------------------------------------------------------------- */

static void
finding_text (BylineOutput *output, const BylineFinding *finding)
{
  GString *text = output->text;

  byline_safe_append (text, subject_of (finding));
  if (finding->line > 0)
    g_string_append_printf (text, ":%u", finding->line);
  g_string_append_printf (text, ": %s: ", byline_severity_name (finding->severity));
  if (finding->picture != NULL) {
    byline_safe_append (text, finding->picture);
    g_string_append (text, ": ");
  }
  byline_safe_append (text, finding->message);
  g_string_append_printf (text, " [%s]\n", byline_rules[finding->rule].id);
  if (finding->fix != NULL) {
    g_string_append (text, "  ");
    byline_safe_append (text, finding->fix);
    g_string_append_c (text, '\n');
  }
}

/* JSON ---------------------------------------------------------------------------------------- */

static void
finding_json (BylineOutput *output, const BylineFinding *finding)
{
  BylineJson json = BYLINE_JSON_INIT (output->text);

  byline_json_begin_object (&json, NULL);
  byline_json_string (&json, finding->page != NULL ? "page" : "photo", subject_of (finding));
  if (finding->page != NULL) {
    byline_json_int (&json, "line", finding->line);
    byline_json_string (&json, "picture", finding->picture);
  }
  byline_json_string (&json, "rule", byline_rules[finding->rule].id);
  byline_json_string (&json, "severity", byline_severity_name (finding->severity));
  byline_json_string (&json, "field",
                      finding->field < BYLINE_N_FIELDS ? byline_fields[finding->field].name : NULL);
  byline_json_string (&json, "message", finding->message);
  byline_json_string (&json, "fix", finding->fix);
  byline_json_int (&json, "version", BYLINE_OUTPUT_VERSION);
  byline_json_end_object (&json);
  g_string_append_c (output->text, '\n');
}

/* SARIF --------------------------------------------------------------------------------------- */

static void
text_object (BylineJson *json, const char *name, const char *text)
{
  byline_json_begin_object (json, name);
  byline_json_string (json, "text", text);
  byline_json_end_object (json);
}

static void
rule_sarif (BylineJson *json, const BylineRuleInfo *rule)
{
  byline_json_begin_object (json, NULL);
  byline_json_string (json, "id", rule->id);
  text_object (json, "shortDescription", rule->summary);
  text_object (json, "fullDescription", rule->explanation);
  byline_json_begin_object (json, "defaultConfiguration");
  byline_json_string (json, "level", byline_severity_name (rule->severity));
  byline_json_end_object (json);
  byline_json_end_object (json);
}

/* Results are appended one by one: what begins here byline_check_output_end() ends. */
static void
begin_sarif (BylineOutput *output)
{
  g_autoptr (GString) head = g_string_new (NULL);
  BylineJson json = BYLINE_JSON_INIT (head);

  byline_json_begin_object (&json, NULL);
  byline_json_string (&json, "$schema", SARIF_SCHEMA);
  byline_json_string (&json, "version", "2.1.0");
  byline_json_begin_array (&json, "runs");
  byline_json_begin_object (&json, NULL);
  byline_json_begin_object (&json, "tool");
  byline_json_begin_object (&json, "driver");
  byline_json_string (&json, "name", "byline");
  byline_json_string (&json, "version", BYLINE_VERSION);
  byline_json_begin_array (&json, "rules");
  for (guint i = 0; i < BYLINE_N_RULES; i++)
    rule_sarif (&json, &byline_rules[i]);
  byline_json_end_array (&json);
  byline_json_end_object (&json);
  byline_json_end_object (&json);
  byline_json_begin_array (&json, "results");
  g_string_append (output->text, head->str);
}

/* A path as a URI reference: absolute ones with their scheme. */
static char *
uri_of (const char *path)
{
  g_autofree char *escaped = g_uri_escape_bytes ((const guint8 *) path, strlen (path), "/");

  return g_path_is_absolute (path) ? g_strconcat ("file://", escaped, NULL)
                                   : g_steal_pointer (&escaped);
}

static void
location_sarif (BylineJson *json, const BylineFinding *finding)
{
  g_autofree char *uri = uri_of (subject_of (finding));

  byline_json_begin_array (json, "locations");
  byline_json_begin_object (json, NULL);
  byline_json_begin_object (json, "physicalLocation");
  byline_json_begin_object (json, "artifactLocation");
  byline_json_string (json, "uri", uri);
  byline_json_end_object (json);
  if (finding->line > 0) {
    byline_json_begin_object (json, "region");
    byline_json_int (json, "startLine", finding->line);
    byline_json_end_object (json);
  }
  byline_json_end_object (json);
  byline_json_end_object (json);
  byline_json_end_array (json);
}

static void
finding_sarif (BylineOutput *output, const BylineFinding *finding, gboolean first)
{
  BylineJson json = BYLINE_JSON_INIT (output->text);
  g_autofree char *message =
      g_strdup_printf ("%s%s%s", finding->picture != NULL ? finding->picture : "",
                       finding->picture != NULL ? ": " : "", finding->message);

  g_string_append (output->text, first ? "\n" : ",\n");
  byline_json_begin_object (&json, NULL);
  byline_json_string (&json, "ruleId", byline_rules[finding->rule].id);
  byline_json_int (&json, "ruleIndex", finding->rule);
  byline_json_string (&json, "level", byline_severity_name (finding->severity));
  text_object (&json, "message", message);
  location_sarif (&json, finding);
  byline_json_end_object (&json);
}

/* All of them --------------------------------------------------------------------------------- */

void
byline_check_output_begin (BylineOutput *output, BylineCheckForm form)
{
  if (form == BYLINE_CHECK_SARIF)
    begin_sarif (output);
}

void
byline_check_output_finding (BylineOutput *output, BylineCheckForm form,
                             const BylineFinding *finding, gboolean first)
{
  if (form == BYLINE_CHECK_SARIF)
    finding_sarif (output, finding, first);
  else if (form == BYLINE_CHECK_JSON)
    finding_json (output, finding);
  else
    finding_text (output, finding);
  byline_output_end_record (output);
}

void
byline_check_output_end (BylineOutput *output, BylineCheckForm form)
{
  if (form == BYLINE_CHECK_SARIF)
    g_string_append (output->text, "]}]}\n");
}

static void
rule_json (BylineOutput *output, BylineRule rule, const BylinePolicy *policy)
{
  BylineJson json = BYLINE_JSON_INIT (output->text);

  byline_json_begin_object (&json, NULL);
  byline_json_string (&json, "rule", byline_rules[rule].id);
  byline_json_string (&json, "severity", byline_severity_name (policy->severity[rule]));
  byline_json_string (&json, "summary", byline_rules[rule].summary);
  byline_json_string (&json, "explanation", byline_rules[rule].explanation);
  byline_json_int (&json, "version", BYLINE_OUTPUT_VERSION);
  byline_json_end_object (&json);
  g_string_append_c (output->text, '\n');
  byline_output_end_record (output);
}

void
byline_check_output_rules (BylineOutput *output, const BylinePolicy *policy, gboolean json)
{
  g_auto (BylineTable) table = { NULL, NULL, 0 };

  byline_table_init (&table, output, 3);
  for (guint i = 0; i < BYLINE_N_RULES; i++) {
    if (json) {
      rule_json (output, (BylineRule) i, policy);
      continue;
    }
    byline_table_cell (&table, byline_rules[i].id);
    byline_table_cell (&table, byline_severity_name (policy->severity[i]));
    byline_table_cell (&table, byline_rules[i].summary);
    byline_table_end_row (&table);
  }
}
