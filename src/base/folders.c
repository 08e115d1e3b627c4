#include "base/folders.h"
#include "base/newfile.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static gboolean
fail (const char *folder, const char *what, GError **error)
{
  int errnum = errno;

  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_WRITE, "%s: %s: %s", folder, what,
               g_strerror (errnum));
  return FALSE;
}

gboolean
byline_sync_folder (int folder_fd)
{
  int result;

  do
    result = fsync (folder_fd);
  while (result < 0 && errno == EINTR);
  /* Some file systems keep folders in order by themselves and know no fsync of them. */
  return result == 0 || errno == EINVAL || errno == ENOSYS || errno == EBADF || errno == ENOTSUP;
}

/* Returns: FALSE with errno */
static gboolean
sync_named (const char *folder)
{
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean done = fd >= 0 && byline_sync_folder (fd);
  int errnum = errno;

  if (fd >= 0)
    close (fd);
  errno = errnum;
  return done;
}

gboolean
byline_sync_folder_named (const char *folder, GError **error)
{
  return sync_named (folder) || fail (folder, "cannot sync the folder", error);
}

static gboolean
make_one (const char *folder, GError **error)
{
  g_autofree char *parent = g_path_get_dirname (folder);
  struct stat now;

  if (mkdir (folder, 0777) == 0)
    return sync_named (parent) || fail (folder, "cannot sync the folder it is in", error);

  int errnum = errno;
  if (stat (folder, &now) == 0 && S_ISDIR (now.st_mode))
    return TRUE;
  errno = errnum == EEXIST ? ENOTDIR : errnum;
  return fail (folder, "cannot make the folder", error);
}

gboolean
byline_make_folders (const char *folder, GError **error)
{
  g_autofree char *path = g_strdup (folder);

  if (g_file_test (folder, G_FILE_TEST_IS_DIR))
    return TRUE;
  for (char *slash = strchr (path + strspn (path, "/"), '/'); slash != NULL;
       slash = strchr (slash + 1, '/')) {
    *slash = '\0';
    if (slash[-1] != '\0' && !make_one (path, error))
      return FALSE;
    *slash = '/';
  }
  return make_one (path, error);
}
