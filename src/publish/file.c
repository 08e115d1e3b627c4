#include "publish/file.h"

#include "base/hash.h"
#include "base/newfile.h"
#include "container/wrap.h"
#include "edit/look.h"
#include "publish/html.h"
#include "publish/manifest.h"

#include <string.h>
#include <sys/stat.h>

BylinePublished *
byline_published_new (const char *folder, char *name, BylineFormat format, const BylineSize *size)
{
  BylinePublished *file = g_new0 (BylinePublished, 1);

  file->path = g_build_filename (folder, name, NULL);
  file->name = name;
  file->format = format;
  file->crop = size->crop;
  file->width = size->width;
  return file;
}

void
byline_published_free (BylinePublished *file)
{
  if (file == NULL)
    return;
  g_free (file->path);
  g_free (file->name);
  g_free (file);
}

/* @parts as a file of @format has them, borrowed.  Every part that the format can hold is set, so
 * that what was there before goes. */
static BylineNewParts
parts_for (BylineFormat format, const BylineNewParts *parts)
{
  BylineNewParts wanted = *parts;

  for (guint i = 0; i < BYLINE_N_PARTS; i++)
    wanted.part[i].set = TRUE;
  if (format != BYLINE_FORMAT_JPEG) { /* has no place for IIM */
    wanted.part[BYLINE_PART_PHOTOSHOP].set = FALSE;
    wanted.part[BYLINE_PART_PHOTOSHOP].bytes = NULL;
  }
  return wanted;
}

static gboolean
has_parts (const BylineContainer *container, const BylineNewParts *wanted)
{
  for (guint i = 0; i < BYLINE_N_PARTS; i++) {
    GBytes *has = byline_container_part (container, (BylinePart) i);
    GBytes *wants = wanted->part[i].bytes;

    if ((has == NULL) != (wants == NULL) || (has != NULL && !g_bytes_equal (has, wants)))
      return FALSE;
  }
  return TRUE;
}

/* Of @wanted, part by part with their lengths, so that nothing can pass for something else. */
static void
hash_words (const BylineNewParts *wanted, guint8 words[BYLINE_RENDITION_SUM])
{
  g_autoptr (BylineHash) hash = byline_hash_new ();
  guint8 sha256[BYLINE_SHA256_SIZE];

  for (guint i = 0; i < BYLINE_N_PARTS; i++) {
    GBytes *part = wanted->part[i].bytes;
    gsize size = 0;
    const void *bytes = part != NULL ? g_bytes_get_data (part, &size) : NULL;
    g_autofree char *length = g_strdup_printf ("%u %" G_GSIZE_FORMAT "\n", i, size);

    byline_hash_update (hash, length, strlen (length));
    byline_hash_update (hash, bytes, size);
  }
  byline_hash_finish (hash, sha256);
  memcpy (words, sha256, BYLINE_RENDITION_SUM);
}

static gboolean
stamp_of (const char *path, BylineFileStamp *stamp)
{
  struct stat now;

  if (stat (path, &now) != 0 || !S_ISREG (now.st_mode))
    return FALSE;
  *stamp = byline_look_stamp (&now);
  return TRUE;
}

/* Returns: FALSE where it cannot be read */
static gboolean
sum_of (BylineInput *input, guint8 sum[BYLINE_RENDITION_SUM])
{
  guint8 sha256[BYLINE_SHA256_SIZE];

  if (input == NULL || !byline_look_hash (input, sha256, NULL))
    return FALSE;
  memcpy (sum, sha256, BYLINE_RENDITION_SUM);
  return TRUE;
}

/* @file just as it is @known. */
static BylineFileState
take_known (BylinePublished *file, const BylineRenditionRecord *known,
            const guint8 words[BYLINE_RENDITION_SUM])
{
  file->height = known->height;
  file->bytes = known->stamp.size;
  file->stamp = known->stamp;
  file->placeholder = known->placeholder;
  memcpy (file->sum, known->sum, sizeof file->sum);
  memcpy (file->words, known->words, sizeof file->words);
  file->known = memcmp (known->words, words, BYLINE_RENDITION_SUM) == 0;
  return file->known ? BYLINE_FILE_RIGHT : BYLINE_FILE_OTHER_FIELDS;
}

static BylineFileState
look_inside (BylinePublished *file, const BylineNewParts *wanted,
             const BylineRenditionRecord *known)
{
  const guint not_ours = BYLINE_CAUTION_C2PA | BYLINE_CAUTION_EXTENDED_XMP |
                         BYLINE_CAUTION_SEVERAL_EXIF | BYLINE_CAUTION_SEVERAL_XMP |
                         BYLINE_CAUTION_MPF;
  g_autoptr (BylineInput) input = byline_input_open (file->path, NULL);
  g_autoptr (BylineContainer) container =
      input != NULL ? byline_container_open (input, NULL) : NULL;
  guint8 sum[BYLINE_RENDITION_SUM];

  if (container == NULL || byline_container_format (container) != file->format ||
      byline_container_width (container) != file->width ||
      byline_container_height (container) <= 0 ||
      (byline_container_cautions (container) & not_ours) != 0)
    return BYLINE_FILE_MISSING;
  if (known != NULL && (!sum_of (input, sum) || memcmp (sum, known->sum, sizeof sum) != 0))
    return BYLINE_FILE_MISSING;
  file->height = byline_container_height (container);
  file->bytes = byline_input_size (input);
  return has_parts (container, wanted) ? BYLINE_FILE_RIGHT : BYLINE_FILE_OTHER_FIELDS;
}

BylineFileState
byline_publish_file_look (BylinePublished *file, const BylineNewParts *parts,
                          const BylineRenditionRecord *known)
{
  BylineNewParts wanted = parts_for (file->format, parts);
  guint8 words[BYLINE_RENDITION_SUM];
  BylineFileStamp stamp;

  if (known == NULL || known->width != file->width || known->format != file->format)
    return look_inside (file, &wanted, NULL);
  hash_words (&wanted, words);
  if (stamp_of (file->path, &stamp) && byline_look_same (&stamp, &known->stamp))
    return take_known (file, known, words);
  return look_inside (file, &wanted, known);
}

/* The stamp first: should somebody write into the file meanwhile, it is looked into again. */
void
byline_publish_file_note (BylinePublished *file, const BylineNewParts *parts)
{
  BylineNewParts wanted = parts_for (file->format, parts);
  g_autoptr (BylineInput) input = NULL;

  if (!stamp_of (file->path, &file->stamp))
    return;
  input = byline_input_open (file->path, NULL);
  if (!sum_of (input, file->sum))
    memset (file->sum, 0, sizeof file->sum);
  hash_words (&wanted, file->words);
}

/* @input's picture with @parts in it, under @file's name.  @like: (nullable): gives the mode */
static gboolean
put (BylinePublished *file, BylineInput *input, const BylineNewParts *parts, BylineInput *like,
     GError **error)
{
  BylineNewParts wanted = parts_for (file->format, parts);
  g_autoptr (BylineContainer) container = byline_container_open (input, error);
  g_autoptr (BylineSplice) splice = NULL;
  g_autoptr (BylineNewFile) fresh = NULL;

  if (container == NULL)
    return FALSE;
  splice = byline_container_wrap (container, &wanted, error);
  if (splice == NULL)
    return FALSE;
  fresh = byline_new_file_create (file->path, error);
  if (fresh == NULL || (like != NULL && !byline_new_file_copy_attributes (fresh, like, error)) ||
      !byline_splice_write (splice, input, fresh, error))
    return FALSE;
  file->bytes = byline_new_file_size (fresh);
  file->made = TRUE;
  file->known = FALSE;
  return byline_new_file_commit (fresh, BYLINE_COMMIT_REPLACE, error);
}

gboolean
byline_publish_file_rewrite (BylinePublished *file, const BylineNewParts *parts, GError **error)
{
  g_autoptr (BylineInput) input = byline_input_open (file->path, error);

  return input != NULL && put (file, input, parts, input, error);
}

gboolean
byline_publish_file_make (BylinePublished *file, const BylineNewParts *parts,
                          const BylineRendition *rendition, const char *source, GError **error)
{
  g_autoptr (BylineInput) input = NULL;

  if (rendition->format != file->format || rendition->width != file->width) {
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_MALFORMED,
                 "%s: the picture is not as large as its header says", source);
    return FALSE;
  }
  input = byline_input_new (rendition->bytes, source);
  file->height = rendition->height;
  file->encoded = TRUE;
  return put (file, input, parts, NULL, error);
}

/* @is_ours: is asked of the head of what is there */
static gboolean
is_free (const char *path, const BylineId *id,
         gboolean (*is_ours) (const char *head, gsize length, const BylineId *id))
{
  g_autoptr (BylineInput) input = NULL;
  const guint8 *head;
  gsize length;

  if (!g_file_test (path, G_FILE_TEST_EXISTS) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
    return TRUE;
  input = byline_input_open (path, NULL);
  if (input == NULL)
    return FALSE;
  length = (gsize) MIN (byline_input_size (input), BYLINE_HTML_HEAD_MAX);
  head = byline_input_peek (input, 0, length, NULL);
  return head != NULL && is_ours ((const char *) head, length, id);
}

gboolean
byline_publish_page_is_free (const char *path, const BylineId *id)
{
  return is_free (path, id, byline_html_is_ours);
}

static gboolean
is_manifest (const char *head, gsize length, const BylineId *id G_GNUC_UNUSED)
{
  return byline_manifest_is_ours (head, length);
}

gboolean
byline_publish_manifest_is_free (const char *path)
{
  return is_free (path, NULL, is_manifest);
}

static gboolean
is_there (const char *path, const char *text)
{
  gsize length = strlen (text);
  g_autoptr (BylineInput) input = byline_input_open (path, NULL);
  g_autoptr (GBytes) has = NULL;

  if (input == NULL || byline_input_size (input) != length)
    return FALSE;
  has = byline_input_copy (input, 0, length, NULL);
  return has != NULL && memcmp (g_bytes_get_data (has, NULL), text, length) == 0;
}

/* @may: nothing of somebody else's is there */
static gboolean
put_text (const char *path, const char *text, gboolean may, GError **error)
{
  g_autoptr (BylineNewFile) file = NULL;

  if (is_there (path, text))
    return TRUE;
  if (!may) {
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_EXISTS,
                 "%s: is there and is not byline's; left as it is", path);
    return FALSE;
  }
  file = byline_new_file_create (path, error);
  return file != NULL && byline_new_file_write (file, text, strlen (text), error) &&
         byline_new_file_commit (file, BYLINE_COMMIT_REPLACE, error);
}

gboolean
byline_publish_page (const char *path, const char *html, const BylineId *id, GError **error)
{
  return put_text (path, html, byline_publish_page_is_free (path, id), error);
}

gboolean
byline_publish_manifest (const char *path, const char *manifest, GError **error)
{
  return put_text (path, manifest, byline_publish_manifest_is_free (path), error);
}

static gboolean
is_picture (const char *path)
{
  g_autoptr (BylineInput) input = byline_input_open (path, NULL);
  g_autoptr (BylineContainer) container =
      input != NULL ? byline_container_open (input, NULL) : NULL;

  return container != NULL;
}

gboolean
byline_publish_text (const char *path, const char *text, GError **error)
{
  return put_text (path, text, !is_picture (path), error);
}
