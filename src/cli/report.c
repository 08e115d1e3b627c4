#include "cli/report.h"

#include "base/hash.h"
#include "base/json.h"
#include "cli/command.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct _BylineReport {
  char *path;
  int fd;
  gint64 synced_us; /* when what was written was last brought to the disk */
  GString *line;
};

/* @lines: (nullable) */
static void
lines_json (BylineJson *json, const char *name, const GPtrArray *lines)
{
  if (lines == NULL || lines->len == 0)
    return;
  byline_json_begin_array (json, name);
  for (guint i = 0; i < lines->len; i++)
    byline_json_string (json, NULL, g_ptr_array_index (lines, i));
  byline_json_end_array (json);
}

static void
copy_json (BylineJson *json, const BylineIngestCopy *copy)
{
  g_autofree char *sha256 =
      copy->sha256 != NULL ? byline_hex (copy->sha256, BYLINE_SHA256_SIZE) : NULL;

  byline_json_begin_object (json, NULL);
  byline_json_string (json, "folder", copy->folder);
  byline_json_string (json, "outcome", byline_outcome_name (copy->outcome));
  byline_json_string (json, "path", copy->path);
  byline_json_string (json, "sha256", sha256);
  if (copy->outcome == BYLINE_OUTCOME_COPIED)
    byline_json_string (json, "verify", byline_verify_name (copy->verify));
  byline_json_string (json, "error", copy->error != NULL ? copy->error->message : NULL);
  byline_json_end_object (json);
}

/* Nothing was brought anywhere: the photo failed before, or is a second of its picture. */
static void
copies_json (BylineJson *json, const BylineIngestItem *item)
{
  if (item->n_copies == 0)
    return;
  byline_json_begin_array (json, "copies");
  for (guint i = 0; i < item->n_copies; i++)
    copy_json (json, &item->copies[i]);
  byline_json_end_array (json);
}

static void
plan_json (BylineJson *json, const BylineIngestPlanned *planned)
{
  byline_json_begin_object (json, "plan");
  byline_json_int (json, "capture", planned->capture);
  byline_json_bool (json, "companion", planned->companion);
  byline_json_string (json, "taken", planned->taken);
  byline_json_string (json, "zone", byline_zone_from_name (planned->zone));
  byline_json_int (json, "shift", planned->shift_s);
  byline_json_int (json, "name", planned->name_number);
  byline_json_end_object (json);
}

void
byline_ingest_item_json (GString *out, const BylineIngestItem *item)
{
  BylineJson json = BYLINE_JSON_INIT (out);
  g_autofree char *id = item->id != NULL ? byline_id_to_string (item->id) : NULL;
  g_autofree char *shot = item->shot != NULL ? byline_hex (item->shot, BYLINE_SHA256_SIZE) : NULL;

  byline_json_begin_object (&json, NULL);
  byline_json_string (&json, "source", item->source);
  byline_json_string (&json, "outcome", byline_outcome_name (item->outcome));
  byline_json_string (&json, "path", item->path);
  byline_json_string (&json, "id", id);
  byline_json_string (&json, "sha256", shot);
  byline_json_int (&json, "bytes", (gint64) item->size);
  plan_json (&json, &item->planned);
  lines_json (&json, "cut", item->cut);
  lines_json (&json, "notes", item->notes);
  copies_json (&json, item);
  if (item->damage != NULL)
    byline_json_string (&json, "damage", item->damage->message);
  byline_json_string (&json, "error", item->error != NULL ? item->error->message : NULL);
  byline_json_end_object (&json);
  g_string_append_c (out, '\n');
}

static gboolean
throw_write (const char *path, GError **error)
{
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_WRITE, "cannot write the report %s: %s", path,
               g_strerror (errno));
  return FALSE;
}

static gboolean
is_beneath (const char *path, const char *folder)
{
  const gsize n = strlen (folder);

  return strncmp (path, folder, n) == 0 &&
         (path[n] == '/' || path[n] == '\0' || (n > 0 && folder[n - 1] == '/'));
}

/* Whether the report's folder is one of the sources, links followed. */
static gboolean
is_on_card (const char *path, char **sources)
{
  g_autofree char *folder = g_path_get_dirname (path);
  char real[PATH_MAX], source[PATH_MAX];

  if (realpath (folder, real) == NULL)
    return FALSE;
  for (guint i = 0; sources[i] != NULL; i++)
    if (g_file_test (sources[i], G_FILE_TEST_IS_DIR) && realpath (sources[i], source) != NULL &&
        is_beneath (real, source))
      return TRUE;
  return FALSE;
}

BylineReport *
byline_report_open (const char *path, char **sources, GError **error)
{
  BylineReport *report = NULL;
  int fd;

  if (is_on_card (path, sources)) {
    byline_usage (error, "the report %s would be written into a source, which is only read", path);
    return NULL;
  }
  fd = g_open (path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (fd < 0) {
    throw_write (path, error);
    return NULL;
  }
  report = g_new0 (BylineReport, 1);
  report->path = g_strdup (path);
  report->fd = fd;
  report->line = g_string_new (NULL);
  report->synced_us = g_get_monotonic_time ();
  return report;
}

static gboolean
sync_report (BylineReport *report, GError **error)
{
  report->synced_us = g_get_monotonic_time ();
  /* A report into a pipe or /dev/null has no disk to wait for. */
  if (fdatasync (report->fd) == 0 || errno == EINVAL || errno == EROFS)
    return TRUE;
  return throw_write (report->path, error);
}

gboolean
byline_report_append (BylineReport *report, const BylineIngestItem *item, GError **error)
{
  gsize done = 0;

  g_string_truncate (report->line, 0);
  byline_ingest_item_json (report->line, item);
  while (done < report->line->len) {
    const ssize_t n = write (report->fd, report->line->str + done, report->line->len - done);

    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return throw_write (report->path, error);
    done += (gsize) n;
  }
  if (g_get_monotonic_time () - report->synced_us < G_USEC_PER_SEC)
    return TRUE;
  return sync_report (report, error);
}

gboolean
byline_report_close (BylineReport *report, GError **error)
{
  g_autoptr (BylineReport) closing = report;

  return sync_report (closing, error);
}

void
byline_report_free (BylineReport *report)
{
  if (report == NULL)
    return;
  close (report->fd);
  g_string_free (report->line, TRUE);
  g_free (report->path);
  g_free (report);
}
