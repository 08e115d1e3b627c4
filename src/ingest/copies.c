#include "ingest/copies.h"

#include "base/folders.h"
#include "ingest/copy.h"

#include <byline/error.h>

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* More of one name than this in a backup is somebody else's folder. */
#define MAX_SAME_NAME 1000

void
byline_copies_clear (BylineCopies *copies)
{
  for (guint i = 0; i < copies->n; i++) {
    byline_new_file_free (copies->copies[i].file);
    g_free (copies->copies[i].path);
    g_clear_error (&copies->copies[i].error);
  }
  g_clear_pointer (&copies->copies, g_free);
  copies->n = 0;
}

gboolean
byline_copy_job_try (BylineCopyJob *copy)
{
  if (byline_destination_usable (copy->destination, &copy->error))
    return TRUE;
  copy->outcome = BYLINE_OUTCOME_FAILED;
  copy->given_up = TRUE;
  return FALSE;
}

gboolean
byline_copies_wanted (const BylineCopies *copies)
{
  for (guint i = 0; i < copies->n; i++)
    if (copies->copies[i].outcome == BYLINE_OUTCOME_PLANNED)
      return TRUE;
  return FALSE;
}

static char *
absolute (const BylineCopyJob *copy)
{
  return g_build_filename (byline_destination_folder (copy->destination), copy->path, NULL);
}

static void
have_copy (const BylineCopies *copies, BylineCopyJob *copy)
{
  copy->outcome = BYLINE_OUTCOME_COPIED;
  memcpy (copy->sha256, copies->sha256, sizeof copy->sha256);
}

/* Takes @error. */
static void
fail_copy (BylineCopyJob *copy, GError *error, guint64 bytes)
{
  copy->given_up = byline_destination_failed (copy->destination, error, bytes);
  g_clear_pointer (&copy->file, byline_new_file_free);
  copy->outcome = BYLINE_OUTCOME_FAILED;
  copy->error = error;
}

/* Backups ------------------------------------------------------------------------------------- */

/* "2025/IMG_0001-2.JPG" */
static char *
numbered (const char *path, guint number)
{
  const char *slash = strrchr (path, '/');
  const char *name = slash != NULL ? slash + 1 : path;
  const char *dot = strrchr (name, '.');
  const int stem = (int) (dot != NULL && dot != name ? (gsize) (dot - path) : strlen (path));

  return number == 1 ? g_strdup (path)
                     : g_strdup_printf ("%.*s-%u%s", stem, path, number, path + stem);
}

/* A run that died may have renamed the file and not synced the folder. */
static gboolean
sync_folder_of (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean synced = fd >= 0 && byline_sync_folder (fd);

  if (fd >= 0)
    close (fd);
  return synced;
}

gboolean
byline_copies_hash (BylineCopies *copies, const BylineCopySource *source, GError **error)
{
  copies->hashed =
      copies->hashed || byline_copy_write (source->splice, source->input, &(BylineSinks){ .n = 0 },
                                           copies->sha256, copies->cancellable, error);
  return copies->hashed;
}

gboolean
byline_copies_are_like (BylineCopies *copies, const char *path)
{
  g_autoptr (BylineInput) there = byline_input_open (path, NULL);
  g_autoptr (BylineInput) again = NULL;

  if (there == NULL || byline_input_size (there) != copies->size)
    return FALSE;
  again = byline_copy_read_back (byline_input_fd (there), path, copies->sha256, copies->cancellable,
                                 NULL);
  if (again == NULL || !sync_folder_of (path))
    return FALSE;
  copies->verified_us = g_get_real_time ();
  return TRUE;
}

/* The first name that nobody has, or that has this very file, left by a run that died. */
static gboolean
choose_name (BylineCopies *copies, BylineCopyJob *copy, const char *path,
             const BylineCopySource *source, GError **error)
{
  for (guint number = 1; number <= MAX_SAME_NAME; number++) {
    g_autofree char *there = NULL;

    g_free (copy->path);
    copy->path = numbered (path, number);
    there = absolute (copy);
    if (g_access (there, F_OK) < 0)
      return TRUE;
    if (!byline_copies_hash (copies, source, error))
      return FALSE;
    if (byline_copies_are_like (copies, there)) {
      have_copy (copies, copy);
      return TRUE;
    }
  }
  fail_copy (copy,
             g_error_new (BYLINE_ERROR, BYLINE_ERROR_EXISTS, "%s/%s: too many files of that name",
                          byline_destination_folder (copy->destination), path),
             0);
  return TRUE;
}

static gboolean
is_known (BylineLedger *ledger, const BylineCopies *copies, BylineCopyJob *copy,
          const guint8 shot[BYLINE_SHA256_SIZE], const char *place)
{
  g_auto (BylineCopy) known = { 0 };

  if (!byline_ledger_find (ledger, shot, byline_destination_folder (copy->destination), place,
                           copies->verify == BYLINE_VERIFY_NONE, &known))
    return FALSE;
  copy->path = g_steal_pointer (&known.path);
  copy->outcome = BYLINE_OUTCOME_PRESENT;
  memcpy (copy->sha256, known.sha256, sizeof copy->sha256);
  return TRUE;
}

static void
sweep (const BylineCopyJob *copy, const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *there =
      g_build_filename (byline_destination_folder (copy->destination), folder, NULL);

  byline_destination_sweep (copy->destination, there);
}

gboolean
byline_copies_find_backups (BylineCopies *copies, BylineLedger *ledger,
                            const guint8 shot[BYLINE_SHA256_SIZE], const char *path,
                            gboolean own_place, const BylineCopySource *source, GError **error)
{
  for (guint i = 0; i < copies->n; i++) {
    BylineCopyJob *copy = &copies->copies[i];

    if (!byline_destination_is_backup (copy->destination) ||
        copy->outcome == BYLINE_OUTCOME_FAILED || !byline_copy_job_try (copy))
      continue;
    sweep (copy, path);
    if (!is_known (ledger, copies, copy, shot, own_place ? path : NULL) &&
        !choose_name (copies, copy, path, source, error))
      return FALSE;
  }
  return TRUE;
}

/* Making -------------------------------------------------------------------------------------- */

void
byline_copies_begin (BylineCopies *copies, const char *path)
{
  for (guint i = 0; i < copies->n; i++) {
    BylineCopyJob *copy = &copies->copies[i];

    if (!byline_copy_job_try (copy))
      continue;
    copy->outcome = BYLINE_OUTCOME_PLANNED;
    copy->path = g_strdup (path);
    sweep (copy, path);
  }
}

static gboolean
is_in_folder (const BylineNewFile *file, const char *path)
{
  g_autofree char *here = g_path_get_dirname (byline_new_file_temporary (file));
  g_autofree char *there = g_path_get_dirname (path);

  return g_str_equal (here, there);
}

void
byline_copies_settle_names (BylineCopies *copies)
{
  for (guint i = 0; i < copies->n; i++) {
    BylineCopyJob *copy = &copies->copies[i];
    g_autofree char *path = copy->file != NULL ? absolute (copy) : NULL;
    g_autofree char *name = path != NULL ? g_path_get_basename (path) : NULL;

    if (copy->file == NULL)
      continue;
    if (copy->outcome == BYLINE_OUTCOME_PLANNED && is_in_folder (copy->file, path)) {
      byline_new_file_rename (copy->file, name);
      continue;
    }
    g_clear_pointer (&copy->file, byline_new_file_free);
    copy->checked = FALSE;
  }
}

static void
begin (BylineCopyJob *copy)
{
  g_autofree char *path = absolute (copy);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  if (byline_make_folders (folder, &error))
    copy->file = byline_new_file_create (path, &error);
  if (copy->file == NULL)
    fail_copy (copy, g_steal_pointer (&error), 0);
}

/* Returns: how many were begun; @sinks has the place of each copy */
static guint
begin_all (BylineCopies *copies, BylineSink *sinks, BylineCopyJob **owners)
{
  guint n = 0;

  for (guint i = 0; i < copies->n; i++) {
    BylineCopyJob *copy = &copies->copies[i];

    if (copy->outcome != BYLINE_OUTCOME_PLANNED || copy->file != NULL)
      continue;
    begin (copy);
    if (copy->file == NULL)
      continue;
    sinks[n].file = copy->file;
    owners[n++] = copy;
  }
  return n;
}

gboolean
byline_copies_write (BylineCopies *copies, const BylineCopySource *source, GError **error)
{
  g_autofree BylineSink *sinks = g_new0 (BylineSink, copies->n);
  g_autofree BylineCopyJob **owners = g_new0 (BylineCopyJob *, copies->n);
  const guint n = begin_all (copies, sinks, owners);
  gboolean read =
      n == 0 ||
      byline_copy_write (source->splice, source->input, &(BylineSinks){ sinks, n, &copies->moved },
                         copies->hashed ? NULL : copies->sha256, copies->cancellable, error);

  copies->hashed = copies->hashed || (n > 0 && read);
  for (guint i = 0; i < n; i++) {
    if (sinks[i].error == NULL)
      byline_new_file_copy_times (sinks[i].file, source->input, &sinks[i].error);
    if (sinks[i].error != NULL)
      fail_copy (owners[i], sinks[i].error, copies->size);
  }
  return read;
}

/* By the name it was to have: its temporary one is gone when a person reads it. */
static void
name_integrity (const BylineCopyJob *copy, GError **error)
{
  g_autofree char *path = absolute (copy);

  g_clear_error (error);
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_INTEGRITY,
               "%s: the disk does not give back what was written; it is not kept", path);
}

static BylineInput *
check_one (BylineCopies *copies, BylineCopyJob *copy)
{
  const guint8 *wanted = copies->verify != BYLINE_VERIFY_NONE ? copies->sha256 : NULL;
  g_autoptr (GError) error = NULL;
  BylineInput *back = byline_copy_read_new (copy->file, wanted, copies->cancellable, &error);

  if (back == NULL && g_error_matches (error, BYLINE_ERROR, BYLINE_ERROR_INTEGRITY))
    name_integrity (copy, &error);
  if (back == NULL)
    fail_copy (copy, g_steal_pointer (&error), copies->size);
  else if (wanted != NULL)
    copies->verified_us = g_get_real_time ();
  copy->checked = back != NULL;
  return back;
}

BylineInput *
byline_copies_check (BylineCopies *copies)
{
  BylineInput *first = NULL;

  for (guint i = 0; i < copies->n; i++) {
    BylineCopyJob *copy = &copies->copies[i];
    BylineInput *back = copy->file != NULL && !copy->checked ? check_one (copies, copy) : NULL;

    if (first == NULL)
      first = back;
    else
      byline_input_free (back);
  }
  return first;
}

void
byline_copies_drop (BylineCopies *copies, const GError *why)
{
  for (guint i = 0; i < copies->n; i++)
    if (copies->copies[i].outcome == BYLINE_OUTCOME_PLANNED)
      fail_copy (&copies->copies[i], g_error_copy (why), 0);
}

/* Committing ---------------------------------------------------------------------------------- */

/* Returns: (transfer full): the next path for a copy whose name was taken meanwhile */
static char *
next_path (const BylineCopyJob *copy, const char *first, guint number, BylineRename rename,
           gpointer user_data, GError **error)
{
  if (!byline_destination_is_backup (copy->destination))
    return rename (user_data, error);
  if (number <= MAX_SAME_NAME)
    return numbered (first, number);
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_EXISTS, "%s: too many files of that name", first);
  return NULL;
}

static gboolean
put_under_name (BylineCopyJob *copy, BylineRename rename, gpointer user_data, GError **error)
{
  g_autofree char *first = g_strdup (copy->path);

  for (guint number = 2;; number++) {
    g_autoptr (GError) local = NULL;
    g_autofree char *name = NULL;
    char *path;

    if (byline_new_file_put (copy->file, BYLINE_COMMIT_NEW, &local))
      return TRUE;
    if (!g_error_matches (local, BYLINE_ERROR, BYLINE_ERROR_EXISTS)) {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
    path = next_path (copy, first, number, rename, user_data, error);
    if (path == NULL)
      return FALSE;
    g_free (copy->path);
    copy->path = path;
    name = g_path_get_basename (path);
    byline_new_file_rename (copy->file, name);
  }
}

void
byline_copies_commit (BylineCopies *copies, BylineRename rename, gpointer user_data)
{
  for (guint i = 0; i < copies->n; i++) {
    BylineCopyJob *copy = &copies->copies[i];
    GError *error = NULL;

    if (copy->file == NULL)
      continue;
    if (!put_under_name (copy, rename, user_data, &error)) {
      fail_copy (copy, error, copies->size);
      continue;
    }
    g_clear_pointer (&copy->file, byline_new_file_free);
    have_copy (copies, copy);
    copy->made = copy->unsettled = TRUE;
  }
}

static void
free_failure (gpointer error)
{
  if (error != NULL)
    g_error_free (error);
}

BylineSynced *
byline_synced_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_failure);
}

/* Returns: (transfer none) (nullable): why it cannot be synced */
static const GError *
sync_once (BylineSynced *synced, const char *folder)
{
  gpointer error = NULL;
  GError *failure = NULL;

  if (g_hash_table_lookup_extended (synced, folder, NULL, &error))
    return error;
  byline_sync_folder_named (folder, &failure);
  g_hash_table_insert (synced, g_strdup (folder), failure);
  return failure;
}

void
byline_copies_settle (BylineCopies *copies, BylineSynced *synced)
{
  for (guint i = 0; i < copies->n; i++) {
    BylineCopyJob *copy = &copies->copies[i];
    g_autofree char *path = copy->unsettled ? absolute (copy) : NULL;
    g_autofree char *folder = path != NULL ? g_path_get_dirname (path) : NULL;
    const GError *failure = folder != NULL ? sync_once (synced, folder) : NULL;

    if (!copy->unsettled)
      continue;
    copy->unsettled = FALSE;
    if (failure == NULL) {
      byline_destination_took (copy->destination, copies->size);
      continue;
    }
    (void) g_unlink (path); /* better none than one that may be gone tomorrow */
    copy->made = FALSE;
    fail_copy (copy,
               g_error_new (failure->domain, failure->code, "%s: its name would not last: %s", path,
                            failure->message),
               copies->size);
  }
}
