#include "check/json_ld.h"

#include "base/json_read.h"

#include <string.h>

#define OBJECTS_MAX 10000

void
byline_page_data_free (gpointer data)
{
  BylinePageData *one = data;

  g_ptr_array_unref (one->names);
  g_free (one->credit);
  g_free (one);
}

static gboolean
is_image (const BylineJsonObject *object)
{
  g_auto (GStrv) types = byline_json_values (object, "@type");

  return types != NULL && g_strv_contains ((const char *const *) types, "ImageObject");
}

static void
add_object (GPtrArray *data, const BylineJsonObject *object, guint line)
{
  static const char *const links[] = { "contentUrl", "url", "thumbnailUrl", "@id" };
  BylinePageData *one = NULL;

  if (!is_image (object) || data->len >= OBJECTS_MAX)
    return;
  one = g_new0 (BylinePageData, 1);
  one->names = g_ptr_array_new_with_free_func (g_free);
  one->credit = g_strdup (byline_json_text (object, "creditText"));
  one->line = line;
  for (guint i = 0; i < G_N_ELEMENTS (links); i++) {
    g_auto (GStrv) values = byline_json_values (object, links[i]);

    for (guint k = 0; values != NULL && values[k] != NULL; k++)
      byline_page_add_name (one->names, values[k]);
  }
  g_ptr_array_add (data, one);
}

/* An article's picture is within the article, and all of a page's things may be in one graph. */
static void
add_with_inner (GPtrArray *data, const BylineJsonObject *object, guint line)
{
  static const char *const members[] = { "@graph", "image", "primaryImageOfPage", "mainEntity" };

  add_object (data, object, line);
  for (guint i = 0; i < G_N_ELEMENTS (members); i++) {
    g_autoptr (GPtrArray) inner = byline_json_objects (object, members[i]);

    for (guint k = 0; k < inner->len; k++)
      add_with_inner (data, inner->pdata[k], line); /* as deep as JSON may be: 16 */
  }
}

void
byline_page_read_json_ld (GPtrArray *data, const char *text, guint line)
{
  g_autofree char *whole = NULL;
  g_autoptr (BylineJsonObject) object = NULL;

  while (g_ascii_isspace (*text))
    text++;
  if (*text == '[') { /* several things without a graph */
    whole = g_strdup_printf ("{\"@graph\":%s}", text);
    text = whole;
  }
  object = byline_json_read (text, strlen (text), NULL);
  if (object != NULL)
    add_with_inner (data, object, line);
}
