#include "cli/photos.h"

#include <byline/query.h>

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* A list of ten million paths is a mistake or an attack. */
#define LIST_MAX ((gsize) 1024 * 1024 * 1024)

typedef struct {
  BylineCall *call;
  GPtrArray *photos;
  GHashTable *seen; /* nullable: canonical paths named so far */
} Collection;

static void
photo_free (gpointer data)
{
  BylinePhotoArg *photo = data;

  g_free (photo->path);
  g_free (photo);
}

static void
take_photo (Collection *into, char *path, const BylineEntry *entry)
{
  BylinePhotoArg *photo = NULL;

  if (into->seen != NULL && !g_hash_table_add (into->seen, g_canonicalize_filename (path, NULL))) {
    g_free (path);
    return;
  }
  photo = g_new0 (BylinePhotoArg, 1);
  photo->path = path;
  if (entry != NULL) {
    photo->catalogued = TRUE;
    photo->id = entry->id;
    photo->stamp = entry->stamp;
  }
  g_ptr_array_add (into->photos, photo);
}

static gboolean
looks_like_id (const char *text)
{
  gsize n = 0;

  while (g_ascii_isxdigit (text[n]))
    n++;
  return text[n] == '\0' && n >= 4 && n <= 2 * (gsize) BYLINE_ID_SIZE;
}

/* Not a file: perhaps an id. */
static gboolean
take_by_id (Collection *into, const char *argument, GError **error)
{
  BylineCatalogue *catalogue = byline_call_catalogue (into->call, BYLINE_CATALOGUE_READ, error);
  g_autoptr (BylineEntry) entry = NULL;

  if (catalogue == NULL)
    return FALSE;
  entry = byline_catalogue_resolve (catalogue, argument, error);
  if (entry == NULL)
    return FALSE;
  take_photo (into, byline_call_path (into->call, entry->path), entry);
  return TRUE;
}

/* Errors that are about the catalogue end the run; the others are about this photo alone. */
static gboolean
is_fatal (const GError *error)
{
  return g_error_matches (error, BYLINE_ERROR, BYLINE_ERROR_BUSY) ||
         g_error_matches (error, BYLINE_ERROR, BYLINE_ERROR_CATALOGUE) ||
         g_error_matches (error, BYLINE_ERROR, BYLINE_ERROR_NEWER_SCHEMA);
}

static gboolean
take_argument (Collection *into, const char *argument, GError **error)
{
  g_autoptr (GError) problem = NULL;

  /* A path that is not there is left to the command: its reader has the better message. */
  if (!looks_like_id (argument) || g_access (argument, F_OK) == 0) {
    take_photo (into, g_strdup (argument), NULL);
    return TRUE;
  }
  if (take_by_id (into, argument, &problem))
    return TRUE;
  if (is_fatal (problem)) {
    g_propagate_error (error, g_steal_pointer (&problem));
    return FALSE;
  }
  g_prefix_error (&problem, "%s: no such file, nor an id: ", argument);
  byline_call_failed (into->call, problem);
  return TRUE;
}

static gboolean
read_all (int fd, GByteArray *bytes)
{
  guint8 piece[64 * 1024];
  ssize_t n;

  while ((n = read (fd, piece, sizeof piece)) != 0) {
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return FALSE;
    if (bytes->len + (gsize) n > LIST_MAX) {
      errno = EFBIG;
      return FALSE;
    }
    g_byte_array_append (bytes, piece, (guint) n);
  }
  return TRUE;
}

static gboolean
read_list (const char *file, GByteArray *bytes, GError **error)
{
  const gboolean is_stdin = g_str_equal (file, "-");
  const int fd = is_stdin ? STDIN_FILENO : g_open (file, O_RDONLY | O_CLOEXEC, 0);
  gboolean ok;

  errno = fd < 0 ? errno : 0;
  ok = fd >= 0 && read_all (fd, bytes);
  if (!ok)
    byline_usage (error, "cannot read the list %s: %s", file, g_strerror (errno));
  if (fd >= 0 && !is_stdin)
    close (fd);
  return ok;
}

static gboolean
take_list (Collection *into, const char *file, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  const char *next, *end;

  if (!read_list (file, bytes, error))
    return FALSE;
  g_byte_array_append (bytes, (const guint8 *) "", 1); /* the last name may lack its NUL */
  next = (const char *) bytes->data;
  end = next + bytes->len - 1;
  for (; next < end; next += strlen (next) + 1) {
    if (*next == '\0')
      return byline_usage (error, "%s: an empty name in the list", file);
    take_photo (into, g_strdup (next), NULL);
  }
  return TRUE;
}

static gboolean
found (const BylineEntry *entry, gpointer user_data)
{
  Collection *into = user_data;

  take_photo (into, byline_call_path (into->call, entry->path), entry);
  return TRUE;
}

static gboolean
take_query (Collection *into, const char *text, GError **error)
{
  g_autoptr (BylineQuery) query = byline_query_parse (text, error);
  BylineCatalogue *catalogue;

  if (query == NULL)
    return FALSE;
  catalogue = byline_call_catalogue (into->call, BYLINE_CATALOGUE_READ, error);
  if (catalogue == NULL)
    return FALSE;
  return byline_query_run (query, catalogue, BYLINE_SORT_TAKEN_OLDEST, 0, 0, found, into, error);
}

GPtrArray *
byline_photos_resolve (BylineCall *call, const BylinePhotoOptions *options, char **args,
                       gboolean each_once, GError **error)
{
  g_autoptr (GPtrArray) photos = g_ptr_array_new_with_free_func (photo_free);
  g_autoptr (GHashTable) seen =
      each_once ? g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL) : NULL;
  Collection into = { call, photos, seen };

  if (args[0] == NULL && options->query == NULL && options->files0_from == NULL) {
    byline_usage (error, "no photo named");
    return NULL;
  }
  for (guint i = 0; args[i] != NULL; i++)
    if (!take_argument (&into, args[i], error))
      return NULL;
  if (options->files0_from != NULL && !take_list (&into, options->files0_from, error))
    return NULL;
  if (options->query != NULL && !take_query (&into, options->query, error))
    return NULL;
  if (photos->len == 0 && options->query != NULL && call->exit == BYLINE_EXIT_DONE)
    call->exit = BYLINE_EXIT_NO;
  return g_steal_pointer (&photos);
}

static gboolean
is_unchanged (const char *path, const BylineFileStamp *stamp)
{
  struct stat now;

  return stat (path, &now) == 0 && stamp->size == (guint64) now.st_size &&
         stamp->inode == now.st_ino &&
         stamp->mtime_ns ==
             now.st_mtim.tv_sec * G_GINT64_CONSTANT (1000000000) + now.st_mtim.tv_nsec &&
         stamp->ctime_ns ==
             now.st_ctim.tv_sec * G_GINT64_CONSTANT (1000000000) + now.st_ctim.tv_nsec;
}

/* Looks a plain path up, if it lies in the library. */
static gboolean
look_up (BylineCall *call, BylinePhotoArg *photo)
{
  BylineCatalogue *catalogue = NULL;
  g_autofree char *absolute = NULL;
  g_autoptr (BylineEntry) entry = NULL;
  const char *library;
  gsize n;

  if (!call->no_library) {
    byline_call_prefer_library (call, photo->path);
    catalogue = byline_call_catalogue (call, BYLINE_CATALOGUE_READ, NULL);
  }
  call->no_library = catalogue == NULL;
  if (catalogue == NULL)
    return FALSE;
  library = byline_catalogue_library (catalogue);
  n = strlen (library);
  absolute = g_canonicalize_filename (photo->path, NULL);
  if (strncmp (absolute, library, n) != 0 || absolute[n] != '/')
    return FALSE;
  entry = byline_catalogue_get_by_path (catalogue, absolute + n + 1, NULL);
  if (entry == NULL)
    return FALSE;
  photo->id = entry->id;
  photo->stamp = entry->stamp;
  photo->catalogued = TRUE;
  return TRUE;
}

const BylineId *
byline_photo_known_id (BylineCall *call, BylinePhotoArg *photo)
{
  if (!photo->catalogued && !look_up (call, photo))
    return NULL;
  return is_unchanged (photo->path, &photo->stamp) ? &photo->id : NULL;
}
