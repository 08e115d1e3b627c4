#include "ingest/walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Cards are three deep; this only ends what never should have begun. */
#define MAX_DEPTH 64

/* A folder still to look into. */
typedef struct {
  char *path;
  guint depth;
} Folder;

/* What a file or folder is, whichever way leads to it. */
typedef struct {
  guint64 device, inode;
} Identity;

typedef struct {
  BylineCard *card;
  guint source;
  GQueue folders;         /* of Folder */
  GHashTable *seen;       /* of Identity */
  gboolean has_named;     /* one of the sources is a file */
  GHashTable *by_path;    /* path → BylineCardFolder */
  GHashTable *named_from; /* folder of a file named as a source → number of that source + 1 */
} Walk;

static void
free_folder (gpointer data)
{
  Folder *folder = data;

  g_free (folder->path);
  g_free (folder);
}

static void
free_card_folder (gpointer data)
{
  BylineCardFolder *folder = data;

  g_free (folder->path);
  g_free (folder->above);
  g_free (folder);
}

static BylineCard *
new_card (void)
{
  BylineCard *card = g_new0 (BylineCard, 1);

  card->folders = g_ptr_array_new_with_free_func (free_card_folder);
  card->spill = byline_spill_new ();
  card->records = byline_blocks_new (sizeof (BylineCardFile), card->spill);
  return card;
}

void
byline_card_free (BylineCard *card)
{
  if (card == NULL)
    return;
  for (guint i = 0; i < byline_blocks_length (card->records); i++) {
    g_clear_error (&((BylineCardFile *) byline_blocks_at (card->records, i))->problem);
    byline_spill_tend (card->spill);
  }
  g_ptr_array_unref (card->folders);
  byline_blocks_free (card->records);
  byline_spill_free (card->spill);
  g_free (card);
}

static void
clear_walk (Walk *walk)
{
  g_queue_clear_full (&walk->folders, free_folder);
  g_clear_pointer (&walk->named_from, g_hash_table_unref);
  g_clear_pointer (&walk->by_path, g_hash_table_unref);
  g_clear_pointer (&walk->seen, g_hash_table_unref);
  g_clear_pointer (&walk->card, byline_card_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Walk, clear_walk)

char *
byline_card_file_path (const BylineCardFile *file)
{
  return g_build_filename (file->folder->path, file->name, NULL);
}

static guint
hash_identity (gconstpointer key)
{
  const Identity *identity = key;

  return (guint) (identity->inode * 2654435761u + identity->device);
}

static gboolean
same_identity (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, sizeof (Identity)) == 0;
}

/* Returns: FALSE if it was met before.  To a file without a second name, of folders that are looked
 * into once, leads one way only: a million of them need not be kept in mind. */
static gboolean
is_first_meeting (Walk *walk, const struct stat *stat)
{
  const Identity identity = { stat->st_dev, stat->st_ino };

  if (S_ISREG (stat->st_mode) && stat->st_nlink <= 1 && !walk->has_named)
    return TRUE;

  return g_hash_table_add (walk->seen, g_memdup2 (&identity, sizeof identity));
}

/* Order --------------------------------------------------------------------------------------- */

/* Returns: the number that @n digits from @at on make; BYLINE_NO_NUMBER if they are not all digits
 */
static guint
read_digits (const char *at, guint n)
{
  guint number = 0;

  for (guint i = 0; i < n; i++) {
    if (!g_ascii_isdigit (at[i]))
      return BYLINE_NO_NUMBER;
    number = number * 10 + (guint) g_ascii_digit_value (at[i]);
  }
  return number;
}

/* "100CANON": three digits and five more. */
static guint
folder_number (const char *name)
{
  return strlen (name) == 8 ? read_digits (name, 3) : BYLINE_NO_NUMBER;
}

/* "IMG_0001": four letters and four digits. */
static guint
file_number (const char *stem, gsize length)
{
  return length == 8 ? read_digits (stem + 4, 4) : BYLINE_NO_NUMBER;
}

static int
compare_numbers (guint a, guint b)
{
  return (a > b) - (a < b);
}

static int
compare_folders (gconstpointer left, gconstpointer right)
{
  const BylineCardFolder *a = *(const BylineCardFolder *const *) left;
  const BylineCardFolder *b = *(const BylineCardFolder *const *) right;
  int order = compare_numbers (a->source, b->source);

  if (order == 0)
    order = strcmp (a->above, b->above);
  if (order == 0)
    order = compare_numbers (a->number, b->number);
  return order != 0 ? order : strcmp (a->path, b->path);
}

/* Files of one capture have stems that FAT, where cards live, takes for the same.  What is to be
 * compared of a stem stands behind the name where it is not simply its ASCII letters in lower case.
 */
static char *
fold_stem (const char *name, gsize length)
{
  g_autofree char *stem = g_strndup (name, length);
  g_autofree char *valid = g_utf8_make_valid (stem, -1);
  g_autofree char *folded = g_utf8_casefold (valid, -1);

  return g_utf8_normalize (folded, -1, G_NORMALIZE_NFC);
}

/* Returns: (transfer full) */
static char *
key_of (const BylineCardFile *file)
{
  return file->has_key ? g_strdup (file->name + strlen (file->name) + 1)
                       : g_ascii_strdown (file->name, file->stem);
}

static int
compare_stems (const BylineCardFile *a, const BylineCardFile *b)
{
  g_autofree char *one = NULL;
  g_autofree char *other = NULL;

  if (!a->has_key && !b->has_key) {
    const int order = g_ascii_strncasecmp (a->name, b->name, MIN (a->stem, b->stem));

    return order != 0 ? order : compare_numbers (a->stem, b->stem);
  }
  one = key_of (a);
  other = key_of (b);
  return strcmp (one, other);
}

gboolean
byline_card_file_same_stem (const BylineCardFile *a, const BylineCardFile *b)
{
  return compare_stems (a, b) == 0;
}

/* Of one folder. */
static int
compare_files (gconstpointer left, gconstpointer right)
{
  const BylineCardFile *a = *(const BylineCardFile *const *) left;
  const BylineCardFile *b = *(const BylineCardFile *const *) right;
  int order = compare_numbers (a->number, b->number);

  if (order == 0)
    order = compare_stems (a, b);
  if (order == 0)
    order = (a->kind > b->kind) - (a->kind < b->kind);
  return order != 0 ? order : strcmp (a->name, b->name);
}

/* Folder by folder: only so much of a million files is looked at at once. */
static void
sort_files (BylineCard *card)
{
  const guint n = byline_blocks_length (card->records);
  guint begin = 0;

  card->files = byline_row_new (card->spill, n);
  card->files->len = n;
  g_ptr_array_sort (card->folders, compare_folders);
  for (guint i = 0; i < card->folders->len; i++) {
    BylineCardFolder *folder = g_ptr_array_index (card->folders, i);

    folder->filled = begin;
    begin += folder->n_files;
  }
  for (guint i = 0; i < n; i++) {
    BylineCardFile *file = byline_blocks_at (card->records, i);

    card->files->pdata[file->folder->filled++] = file;
    byline_spill_tend (card->spill);
  }
  for (guint i = 0; i < card->folders->len; i++) {
    const BylineCardFolder *folder = g_ptr_array_index (card->folders, i);

    qsort (card->files->pdata + folder->filled - folder->n_files, folder->n_files,
           sizeof (gpointer), compare_files);
    byline_spill_tend (card->spill);
  }
}

/* Finding ------------------------------------------------------------------------------------- */

static BylineCardFolder *
card_folder (Walk *walk, const char *path)
{
  BylineCardFolder *folder = g_hash_table_lookup (walk->by_path, path);
  g_autofree char *name = NULL;

  if (folder != NULL)
    return folder;
  name = g_path_get_basename (path);
  folder = g_new0 (BylineCardFolder, 1);
  folder->path = g_strdup (path);
  folder->above = g_path_get_dirname (path);
  folder->source = walk->source;
  folder->number = folder_number (name);
  g_ptr_array_add (walk->card->folders, folder);
  g_hash_table_insert (walk->by_path, folder->path, folder);
  return folder;
}

/* Returns: (transfer none): the name, with its key behind it where it has one */
static const char *
keep_name (Walk *walk, const char *name, gsize stem, bool *has_key)
{
  g_autofree char *key = NULL;
  g_autoptr (GString) both = NULL;

  *has_key = !g_str_is_ascii (name);
  if (!*has_key)
    return byline_spill_text (walk->card->spill, name, strlen (name));
  key = fold_stem (name, stem);
  both = g_string_new (name);
  g_string_append_c (both, '\0');
  g_string_append (both, key);
  return byline_spill_text (walk->card->spill, both->str, both->len);
}

static BylineCardFile *
add_file (Walk *walk, const char *path, guint64 size)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  const BylineCardName parts = byline_card_name (name);
  BylineCardFile *file = byline_blocks_add (walk->card->records);
  BylineCardFolder *in;
  bool has_key;

  in = card_folder (walk, folder);
  in->n_files++;
  file->folder = in;
  file->name = keep_name (walk, name, parts.stem, &has_key);
  file->has_key = has_key;
  file->size = size;
  file->kind = (guint8) parts.kind;
  file->stem = parts.stem;
  file->number = file_number (name, parts.stem);
  byline_spill_tend (walk->card->spill);
  return file;
}

static void
set_unreadable (GError **error, const char *path, const char *why)
{
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_UNREADABLE, "%s: %s", path, why);
}

/* A folder we cannot see into may hold photos: it is reported like one that failed. */
static void
add_failure (Walk *walk, const char *path, const char *why)
{
  set_unreadable (&add_file (walk, path, 0)->problem, path, why);
}

static void
add_folder (Walk *walk, const char *path, const struct stat *stat, guint depth)
{
  Folder *folder;

  if (depth > MAX_DEPTH) {
    add_failure (walk, path, "too many folders inside one another");
    return;
  }
  if (!is_first_meeting (walk, stat))
    return;
  folder = g_new0 (Folder, 1);
  folder->path = g_strdup (path);
  folder->depth = depth;
  g_queue_push_tail (&walk->folders, folder);
}

/* MISC holds what a camera prints from and how it is set up (DPOF, DCF); elsewhere it is a name
 * like any other. */
static gboolean
is_beside_dcim (int folder_fd)
{
  struct stat dcim;

  return fstatat (folder_fd, "DCIM", &dcim, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR (dcim.st_mode);
}

/* Folders that systems put on cards and disks. */
static gboolean
is_system_folder (const char *name, int folder_fd)
{
  static const char *const names[] = { "System Volume Information", "$RECYCLE.BIN", "@eaDir",
                                       "__MACOSX" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_ascii_strcasecmp (name, names[i]) == 0)
      return TRUE;
  return strcmp (name, "MISC") == 0 && is_beside_dcim (folder_fd);
}

/* Takes what it is; whatever is not taken is counted. */
static gboolean
take (Walk *walk, const char *path, const char *name, const struct stat *stat, guint depth,
      int folder_fd)
{
  if (S_ISDIR (stat->st_mode) && !is_system_folder (name, folder_fd)) {
    add_folder (walk, path, stat, depth + 1);
    return TRUE;
  }
  if (!S_ISREG (stat->st_mode) || byline_card_name (name).kind == BYLINE_CARD_OTHER)
    return FALSE;
  if (is_first_meeting (walk, stat))
    add_file (walk, path, (guint64) stat->st_size);
  return TRUE;
}

static void
look_at (Walk *walk, const Folder *folder, int folder_fd, const char *name)
{
  g_autofree char *path = NULL;
  struct stat stat;

  if (strcmp (name, ".") == 0 || strcmp (name, "..") == 0)
    return;
  path = g_build_filename (folder->path, name, NULL);
  if (*name != '.' && fstatat (folder_fd, name, &stat, AT_SYMLINK_NOFOLLOW) < 0)
    add_failure (walk, path, g_strerror (errno));
  else if (*name == '.' || !take (walk, path, name, &stat, folder->depth, folder_fd))
    walk->card->left_out++;
}

/* Returns: 0 or errno */
static int
look_into (Walk *walk, const Folder *folder)
{
  DIR *dir = opendir (folder->path);
  const struct dirent *entry;
  int errnum;

  if (dir == NULL)
    return errno;
  while (errno = 0, (entry = readdir (dir)) != NULL) /* NOLINT(concurrency-mt-unsafe) */
    look_at (walk, folder, dirfd (dir), entry->d_name);
  errnum = errno;
  closedir (dir);
  return errnum;
}

/* Files named one by one out of one folder are one source: "DCIM/100CANON/IMG_00*" is a shoot. */
static void
add_named_file (Walk *walk, const char *path, const struct stat *stat)
{
  g_autofree char *folder = g_path_get_dirname (path);
  const guint own = walk->source;
  const guint first = GPOINTER_TO_UINT (g_hash_table_lookup (walk->named_from, folder));

  if (!is_first_meeting (walk, stat))
    return;
  if (first != 0)
    walk->source = first - 1;
  else
    g_hash_table_insert (walk->named_from, g_steal_pointer (&folder), GUINT_TO_POINTER (own + 1));
  add_file (walk, path, (guint64) stat->st_size);
  walk->source = own;
}

static gboolean
walk_source (Walk *walk, const char *source, GError **error)
{
  g_autofree char *path = g_canonicalize_filename (source, NULL);
  struct stat top;
  Folder *folder;

  if (stat (path, &top) < 0) {
    set_unreadable (error, path, g_strerror (errno));
    return FALSE;
  }
  if (!S_ISDIR (top.st_mode)) {
    add_named_file (walk, path, &top);
    return TRUE;
  }
  add_folder (walk, path, &top, 0);
  while ((folder = g_queue_pop_head (&walk->folders)) != NULL) {
    guint depth = folder->depth;
    int errnum = look_into (walk, folder);

    if (errnum != 0 && depth > 0)
      add_failure (walk, folder->path, g_strerror (errnum));
    free_folder (folder);
    if (errnum != 0 && depth == 0) {
      set_unreadable (error, path, g_strerror (errnum));
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
names_a_file (const char *const *sources)
{
  for (; *sources != NULL; sources++)
    if (g_file_test (*sources, G_FILE_TEST_EXISTS) && !g_file_test (*sources, G_FILE_TEST_IS_DIR))
      return TRUE;
  return FALSE;
}

BylineCard *
byline_walk (const char *const *sources, GError **error)
{
  g_auto (Walk) walk = { .folders = G_QUEUE_INIT };

  walk.card = new_card ();
  walk.has_named = names_a_file (sources);
  walk.seen = g_hash_table_new_full (hash_identity, same_identity, g_free, NULL);
  walk.by_path = g_hash_table_new (g_str_hash, g_str_equal);
  walk.named_from = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; sources[i] != NULL; i++) {
    walk.source = i;
    if (!walk_source (&walk, sources[i], error))
      return NULL;
  }
  sort_files (walk.card);
  return g_steal_pointer (&walk.card);
}
