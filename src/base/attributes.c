#include "base/attributes.h"

#include <errno.h>
#include <string.h>
#include <sys/xattr.h>
#include <unistd.h>

#define ACL "system.posix_acl_access"
/* Linux stops at 64 KiB for names and for each value; this is for file systems that do not. */
#define MAX_BYTES ((gssize) 1024 * 1024)

/* What a new group must not get from the old one's rights: no more than anybody has. */
static mode_t
without_group (mode_t mode)
{
  return (mode & ~(mode_t) S_IRWXG) | (mode & S_IRWXG & ((mode & S_IRWXO) << 3));
}

mode_t
byline_attributes_copy_owner (int fd, const struct stat *wanted)
{
  mode_t mode = wanted->st_mode & 07777;
  struct stat now;

  if (fstat (fd, &now) < 0)
    return (mode_t) -1;
  if (now.st_uid == wanted->st_uid && now.st_gid == wanted->st_gid)
    return mode;
  if (fchown (fd, wanted->st_uid, wanted->st_gid) == 0)
    return mode;
  if (errno != EPERM || geteuid () == 0)
    return (mode_t) -1;

  /* Only root gives files away; a file in a shared folder becomes its editor's, in the same
   * group if the editor is in it, and never runs as somebody else. */
  mode &= 0777;
  if (now.st_gid == wanted->st_gid || fchown (fd, (uid_t) -1, wanted->st_gid) == 0)
    return mode;
  return errno == EPERM ? without_group (mode) : (mode_t) -1;
}

/* Returns: (transfer full): names, each ended by a zero; NULL with errno */
static GByteArray *
list_names (int fd)
{
  for (guint tries = 0; tries < 5; tries++) { /* others may be adding some */
    gssize room = flistxattr (fd, NULL, 0);
    g_autoptr (GByteArray) names = g_byte_array_new ();
    gssize size;

    if (room > MAX_BYTES)
      errno = E2BIG;
    if (room < 0 || room > MAX_BYTES)
      return NULL;
    g_byte_array_set_size (names, (guint) room);
    size = room > 0 ? flistxattr (fd, (char *) names->data, (gsize) room) : 0;
    if (size >= 0) {
      g_byte_array_set_size (names, (guint) size);
      g_byte_array_append (names, (const guint8 *) "", 1); /* even if the last one has no end */
      return g_steal_pointer (&names);
    }
    if (errno != ERANGE)
      return NULL;
  }
  return NULL;
}

/* The kernel gives labels of its own to a new file and lets only root set them. */
static gboolean
is_ours_to_set (const char *name)
{
  return g_str_has_prefix (name, "user.") || strcmp (name, ACL) == 0;
}

static gboolean
copy_one (int fd, int from, const char *name)
{
  gssize size = fgetxattr (from, name, NULL, 0);
  g_autofree void *value = NULL;

  if (size < 0 || size > MAX_BYTES)
    return !is_ours_to_set (name) || errno == ENODATA;
  value = g_malloc ((gsize) size + 1);
  size = fgetxattr (from, name, value, (gsize) size + 1);
  if (size < 0)
    return !is_ours_to_set (name) || errno == ENODATA;
  return fsetxattr (fd, name, value, (gsize) size, 0) == 0 || !is_ours_to_set (name);
}

gboolean
byline_attributes_copy_extended (int fd, int from)
{
  g_autoptr (GByteArray) names = list_names (from);
  gboolean has_acl = FALSE;

  if (names == NULL)
    return errno == ENOTSUP || errno == ENOSYS;
  for (gsize at = 0; at + 1 < names->len;) {
    const char *name = (const char *) names->data + at;

    at += strlen (name) + 1;
    if (!copy_one (fd, from, name))
      return FALSE;
    has_acl = has_acl || strcmp (name, ACL) == 0;
  }
  if (!has_acl && fremovexattr (fd, ACL) < 0 && errno != ENODATA && errno != ENOTSUP)
    return FALSE;
  return TRUE;
}
