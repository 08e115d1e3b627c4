#include "check/owner.h"
#include "check/report.h"

#include "credit/spelling.h"

#include <byline/credit.h>

#include <string.h>

/* A picture, and what its photo says. */
typedef struct {
  const BylineCheck *check;
  const BylinePage *page;
  const BylinePagePicture *picture;
  BylineMetadata *of_file;        /* of the rendition, where that can be read */
  BylineEntry *owner;             /* nullable */
  const BylineMetadata *metadata; /* nullable: the owner's, else the rendition's */
} Seen;

static void
seen_clear (Seen *seen)
{
  g_clear_pointer (&seen->of_file, byline_metadata_free);
  g_clear_pointer (&seen->owner, byline_entry_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Seen, seen_clear)

static void
tell (const Seen *seen, BylineRule rule, BylineField field, const char *message, const char *fix)
{
  byline_check_report (seen->check, (BylineFinding){ .rule = rule,
                                                     .page = seen->page->name,
                                                     .line = seen->picture->line,
                                                     .picture = seen->picture->src,
                                                     .field = field,
                                                     .message = message,
                                                     .fix = fix });
}

/* Credits ------------------------------------------------------------------------------------- */

/* Does @key begin with @spelling, and go on with another word at most? */
static gboolean
begins_with (const char *key, const char *spelling)
{
  const gsize length = strlen (spelling);

  return length > 0 && strncmp (key, spelling, length) == 0 &&
         !g_unichar_isalnum (g_utf8_get_char (key + length));
}

/* Somewhere in @key, as words of its own. */
static gboolean
has_words (const char *key, const char *spelling)
{
  for (const char *at = strstr (key, spelling); at != NULL && *spelling != '\0';
       at = strstr (at + 1, spelling)) {
    const char *before = at > key ? g_utf8_find_prev_char (key, at) : NULL;

    if ((before == NULL || !g_unichar_isalnum (g_utf8_get_char (before))) &&
        begins_with (at, spelling))
      return TRUE;
  }
  return FALSE;
}

typedef gboolean (*Compare) (const char *key, const char *spelling);

static gboolean
is_spelling (const char *key, const char *text, Compare compare)
{
  g_autofree char *spelling = byline_credit_key (text);

  return compare (key, spelling);
}

/* Is @text, by @compare, a way to write @credit? */
static gboolean
says (const BylineCheck *check, const char *text, const char *credit, Compare compare)
{
  g_autofree char *key = byline_credit_key (text);
  const BylineCreditLine *line =
      check->credits != NULL ? byline_credit_lines_find (check->credits, credit) : NULL;
  GHashTableIter iter;
  gpointer printed;

  if (is_spelling (key, credit, compare))
    return TRUE;
  if (line == NULL)
    return FALSE;
  if (is_spelling (key, line->name, compare))
    return TRUE;
  for (guint i = 0; i < line->aliases->len; i++)
    if (is_spelling (key, line->aliases->pdata[i], compare))
      return TRUE;
  g_hash_table_iter_init (&iter, line->print);
  while (g_hash_table_iter_next (&iter, NULL, &printed))
    if (is_spelling (key, printed, compare))
      return TRUE;
  return FALSE;
}

/* Returns: (transfer full) (nullable): what the page says is the credit */
static char *
stated (const BylinePagePicture *picture)
{
  g_auto (GStrv) lines = g_strsplit (picture->caption, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++) {
    const char *credit = byline_credit_stated (lines[i]);

    if (credit != NULL && *credit != '\0')
      return g_strstrip (g_strdup (credit));
  }
  if (picture->credit != NULL && *picture->credit != '\0')
    return g_strdup (byline_credit_bare (picture->credit));
  return NULL;
}

static void
check_credit (const Seen *seen, const char *credit)
{
  g_autofree char *said = stated (seen->picture);
  g_autofree char *line = byline_credit_lines_print (seen->check->credits, credit, NULL);
  g_autofree char *message = NULL;
  g_autofree char *fix = g_strdup_printf ("write “%s” there", line);

  if (said != NULL && says (seen->check, said, credit, begins_with))
    return;
  if (said != NULL) {
    message = g_strdup_printf ("the page credits “%s”, the photo “%s”", said, credit);
    tell (seen, BYLINE_RULE_PAGE_CREDIT_DIFFERS, BYLINE_FIELD_CREDIT, message, fix);
  } else if (!says (seen->check, seen->picture->caption, credit, has_words)) {
    message = g_strdup_printf ("no credit is seen; the photo's is “%s”", credit);
    tell (seen, BYLINE_RULE_PAGE_NO_CREDIT, BYLINE_FIELD_CREDIT, message, fix);
  }
}

static void
check_any_credit (const Seen *seen)
{
  g_autofree char *said = stated (seen->picture);

  if (said == NULL && !seen->picture->small && seen->owner != NULL)
    tell (seen, BYLINE_RULE_PAGE_NO_CREDIT, BYLINE_FIELD_CREDIT,
          "no credit is seen, and the photo has none", NULL);
  else if (said == NULL && !seen->picture->small)
    tell (seen, BYLINE_RULE_PAGE_NOT_OURS, BYLINE_N_FIELDS,
          "no credit is seen, and it is no photo of the library", NULL);
}

/* The rest ------------------------------------------------------------------------------------ */

static void
check_alt (const Seen *seen)
{
  const char *text =
      seen->metadata != NULL ? byline_metadata_text (seen->metadata, BYLINE_FIELD_ALT_TEXT) : NULL;
  g_autofree char *fix = text != NULL ? g_strdup_printf ("alt=\"%s\"", text) : NULL;

  if (seen->picture->alt == NULL)
    tell (seen, BYLINE_RULE_PAGE_NO_ALT, BYLINE_FIELD_ALT_TEXT, "no alt attribute", fix);
  else if (seen->metadata != NULL && *seen->picture->alt == '\0')
    tell (seen, BYLINE_RULE_PAGE_NO_ALT, BYLINE_FIELD_ALT_TEXT,
          "alt is empty, as if the photo were a decoration", fix);
}

static gboolean
is_about (const BylinePageData *data, const BylinePagePicture *picture)
{
  for (guint i = 0; i < data->names->len; i++)
    if (g_ptr_array_find_with_equal_func (picture->names, data->names->pdata[i], g_str_equal, NULL))
      return TRUE;
  return FALSE;
}

static void
check_data (const Seen *seen, const GPtrArray *data, const char *credit)
{
  for (guint i = 0; i < data->len; i++) {
    const BylinePageData *one = data->pdata[i];
    g_autofree char *message = NULL;

    if (one->credit == NULL || !is_about (one, seen->picture) ||
        says (seen->check, one->credit, credit, begins_with))
      continue;
    message = g_strdup_printf ("JSON-LD credits “%s”, the photo “%s”", one->credit, credit);
    tell (seen, BYLINE_RULE_PAGE_JSONLD_DIFFERS, BYLINE_FIELD_CREDIT, message, NULL);
  }
}

/* Renditions that lie beside the page are looked into; what is not there is the web server's. */
static void
check_files (Seen *seen)
{
  const GPtrArray *names = seen->picture->names;

  for (guint i = 0; seen->page->folder != NULL && i < names->len; i++) {
    g_autofree char *path = g_build_filename (seen->page->folder, names->pdata[i], NULL);

    if (!byline_check_is_rendition (path) || !g_file_test (path, G_FILE_TEST_IS_REGULAR) ||
        !byline_check_rendition (seen->check, path, NULL))
      continue;
    if (seen->of_file == NULL)
      seen->of_file = byline_photo_read (path, NULL);
  }
}

static gboolean
check_picture (const BylineCheck *check, BylineCatalogue *catalogue, const BylinePage *page,
               const BylinePagePicture *picture, const GPtrArray *data, GError **error)
{
  g_auto (Seen) seen = { .check = check, .page = page, .picture = picture };
  const char *credit = NULL;

  if (!byline_page_owner (check, catalogue, picture->names, &seen.owner, error))
    return FALSE;
  check_files (&seen);
  seen.metadata = seen.owner != NULL ? seen.owner->metadata : seen.of_file;
  if (seen.metadata != NULL)
    credit = byline_metadata_text (seen.metadata, BYLINE_FIELD_CREDIT);
  if (credit != NULL)
    check_credit (&seen, credit);
  else
    check_any_credit (&seen);
  if (credit != NULL)
    check_data (&seen, data, credit);
  check_alt (&seen);
  return TRUE;
}

gboolean
byline_check_page (const BylineCheck *check, BylineCatalogue *catalogue, const BylinePage *page,
                   GError **error)
{
  g_auto (BylinePageContents) contents = { NULL, NULL };

  if (!byline_page_parse (page, &contents, error))
    return FALSE;
  for (guint i = 0; i < contents.pictures->len; i++)
    if (!check_picture (check, catalogue, page, contents.pictures->pdata[i], contents.data, error))
      return FALSE;
  return TRUE;
}
