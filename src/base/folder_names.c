#include "base/folder_names.h"

#include <string.h>
#include <sys/stat.h>

/* Reading a folder is worth it from so many questions in a row on, and so many names for each. */
#define FIRST_READING 8
#define NAMES_A_QUESTION 64

/* A name that comes while the clock of the file system stands still does not change the folder's
 * time: FAT's stands still for two seconds. */
#define SETTLED_US (4 * G_USEC_PER_SEC)

/* Not all file systems that are made of programs give folders a time. */
#define BELIEVED_US (10 * G_USEC_PER_SEC)

/* The folder that this thread asked about last. */
typedef struct {
  char *folder;
  char *ending;
  guint asked, next_reading; /* how often in a row; when to read it */
  gint64 read_us;            /* when it was read; 0: it was not, or has such names, or too many */
  dev_t device;
  ino_t inode;
  struct timespec changed;
} Known;

static void
forget (Known *known)
{
  g_clear_pointer (&known->folder, g_free);
  g_clear_pointer (&known->ending, g_free);
}

static void
free_known (gpointer data)
{
  forget (data);
  g_free (data);
}

static Known *
mine (void)
{
  static GPrivate last = G_PRIVATE_INIT (free_known);

  if (g_private_get (&last) == NULL)
    g_private_set (&last, g_new0 (Known, 1));
  return g_private_get (&last);
}

static gboolean
has_ending (const char *name, const char *ending)
{
  const gsize length = strlen (name), wanted = strlen (ending);

  return length >= wanted && g_ascii_strcasecmp (name + length - wanted, ending) == 0;
}

/* Returns: whether all names were read, and none has the ending */
static gboolean
read_names (const Known *known)
{
  g_autoptr (GDir) folder = g_dir_open (known->folder, 0, NULL);
  const char *name = NULL;
  guint left = known->asked * NAMES_A_QUESTION;

  if (folder == NULL)
    return FALSE;
  while ((name = g_dir_read_name (folder)) != NULL)
    if (has_ending (name, known->ending) || left-- == 0)
      return FALSE;
  return TRUE;
}

static void
read_folder (Known *known, const struct stat *now)
{
  const gint64 time = g_get_real_time ();
  const gint64 changed =
      (gint64) now->st_mtim.tv_sec * G_USEC_PER_SEC + now->st_mtim.tv_nsec / 1000;

  known->next_reading = 2 * known->asked;
  known->device = now->st_dev;
  known->inode = now->st_ino;
  known->changed = now->st_mtim;
  if (changed < time - SETTLED_US && read_names (known))
    known->read_us = time;
}

static gboolean
is_as_read (const Known *known, const struct stat *now)
{
  const gint64 age = g_get_real_time () - known->read_us;

  return age >= 0 && age < BELIEVED_US && now->st_dev == known->device &&
         now->st_ino == known->inode && now->st_mtim.tv_sec == known->changed.tv_sec &&
         now->st_mtim.tv_nsec == known->changed.tv_nsec;
}

/* Returns: the length of the folder's name in @path, 0 for the working folder */
static gsize
folder_length (const char *path)
{
  const char *slash = strrchr (path, '/');

  return slash != NULL ? (gsize) (slash - path) + 1 : 0;
}

static gboolean
is_same (const Known *known, const char *path, gsize length, const char *ending)
{
  if (known->folder == NULL || !g_str_equal (known->ending, ending))
    return FALSE;
  return length == 0 ? g_str_equal (known->folder, ".")
                     : strncmp (known->folder, path, length) == 0 && known->folder[length] == '\0';
}

static void
begin (Known *known, const char *path, gsize length, const char *ending)
{
  forget (known);
  *known = (Known){ .folder = length == 0 ? g_strdup (".") : g_strndup (path, length),
                    .ending = g_strdup (ending),
                    .next_reading = FIRST_READING };
}

gboolean
byline_folder_lacks (const char *path, const char *ending)
{
  Known *known = mine ();
  const gsize length = folder_length (path);
  struct stat now;

  if (!is_same (known, path, length, ending))
    begin (known, path, length, ending);
  known->asked++;
  if (known->read_us == 0 && known->asked < known->next_reading)
    return FALSE;
  if (stat (known->folder, &now) != 0)
    return FALSE;
  if (known->read_us != 0 && is_as_read (known, &now))
    return TRUE;
  known->read_us = 0;
  if (known->asked >= known->next_reading)
    read_folder (known, &now);
  return known->read_us != 0;
}
