#include "ingest/heads.h"

#include "base/workers.h"
#include "container/container.h"
#include "container/quicktime.h"
#include "metadata/live.h"
#include "metadata/rewrite.h"

typedef struct {
  const BylineRow *captures; /* of BylineCapture */
  const BylineNaming *naming;
  BylineNameTexts *texts;
  BylineLive *live;
  guint next, done;
} Heads;

typedef struct {
  BylineCapture *capture;
  const BylineNaming *naming;
  BylineBound bound;
  char *
      live; /* nullable: what the first of its files says that says with what it belongs together */
} HeadsJob;

/* Returns: (transfer full) (nullable): what the file says of itself; NULL with its error or, if it
 * is no photo to us, as a companion: what is broken may still be mended, and the card is going to
 * be formatted */
static BylineMetadata *
read_head (BylineCardFile *file, char **live)
{
  g_autofree char *path = byline_card_file_path (file);
  g_autoptr (GError) local = NULL;
  g_autoptr (BylineInput) input = byline_input_open (path, &file->problem);
  g_autoptr (BylineContainer) container = NULL;
  GBytes *exif;

  if (input == NULL || byline_card_kind_is_companion (file->kind)) {
    if (input != NULL && file->kind == BYLINE_CARD_VIDEO && *live == NULL)
      *live = byline_quicktime_content_id (input);
    return NULL;
  }
  container = byline_container_open (input, &local);
  if (container != NULL) {
    exif = byline_container_part (container, BYLINE_PART_EXIF);
    if (exif != NULL && *live == NULL)
      *live = byline_live_photo_id (exif);
    return byline_metadata_read_parts (container);
  }
  file->companion = file->kind != BYLINE_CARD_OTHER && byline_error_is_damage (local);
  file->damaged = file->companion;
  if (!file->companion || file->kind != BYLINE_CARD_RAW ||
      !g_error_matches (local, BYLINE_ERROR, BYLINE_ERROR_UNSUPPORTED)) /* new cameras' files */
    file->problem = g_steal_pointer (&local);
  return NULL;
}

/* The small JPEG beside a video says when and with what it was taken. */
static BylineMetadata *
read_preview (const BylineCardFile *file)
{
  g_autofree char *path = byline_card_file_path (file);

  return file->kind == BYLINE_CARD_PREVIEW && file->problem == NULL ? byline_photo_read (path, NULL)
                                                                    : NULL;
}

static void
work (gpointer data)
{
  HeadsJob *job = data;
  const BylineCapture *capture = job->capture;
  g_autoptr (BylineMetadata) metadata = NULL;

  for (guint i = 0; i < capture->n_files; i++) {
    BylineCardFile *file = capture->files[i];
    g_autoptr (BylineMetadata) said = NULL;

    file->companion = byline_card_kind_is_companion (file->kind);
    if (file->problem == NULL)
      said = read_head (file, &job->live);
    if (metadata == NULL)
      metadata = g_steal_pointer (&said);
  }
  for (guint i = 0; i < capture->n_files && metadata == NULL; i++)
    metadata = read_preview (capture->files[i]);
  byline_names_bind (job->capture, job->naming, metadata, &job->bound);
}

static gpointer
next (gpointer user_data)
{
  Heads *heads = user_data;
  HeadsJob *job;

  if (heads->next == heads->captures->len)
    return NULL;
  job = g_new0 (HeadsJob, 1);
  job->capture = g_ptr_array_index (heads->captures, heads->next++);
  job->naming = heads->naming;
  return job;
}

static void
done (gpointer data, gpointer user_data)
{
  HeadsJob *job = data;
  Heads *heads = user_data;
  const BylineNaming *naming = heads->naming;

  byline_names_settle (job->capture, &job->bound, heads->texts);
  byline_bound_clear (&job->bound);
  if (job->live != NULL)
    byline_live_note (heads->live, job->capture, job->live);
  g_free (job->live);
  g_free (job);
  heads->done++;
  byline_spill_tend (heads->texts->spill);
  if (naming->looked != NULL)
    naming->looked (heads->done, heads->captures->len, naming->looked_data);
}

gboolean
byline_heads_read (const BylineCaptures *captures, const BylineNaming *naming,
                   BylineNameTexts *texts, BylineLive *live, guint n_threads,
                   BylineCancellable *cancellable)
{
  static const BylineWorkers workers = { next, work, done };
  Heads heads = { .captures = captures->all, .naming = naming, .texts = texts, .live = live };

  byline_workers_run (&workers, n_threads, &heads, cancellable);
  return heads.next == captures->all->len;
}
