#include "metadata/exif.h"

#include "metadata/charset.h"
#include "metadata/tiff.h"
#include "metadata/values.h"

#include <libexif/exif-data.h>

#include <math.h>
#include <string.h>

/* No camera's block is larger; libexif itself looks at 64 KB. */
#define MAX_BLOCK ((gsize) 16 << 20)

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExifData, exif_data_unref)

typedef enum {
  ARTIST,
  COPYRIGHT,
  DESCRIPTION,
  RATING,
  MAKE,
  MODEL,
  ORIENTATION,
  TIME,
  SUB_SECONDS,
  ZONE,
  SERIAL,
  LENS,
  LATITUDE_REF,
  LATITUDE,
  LONGITUDE_REF,
  LONGITUDE,
  GPS_TIME,
  GPS_DAY,
  N_WANTED
} Wanted;

/* All that byline reads of a block (Exif 2.32; Rating is Microsoft's). */
/* clang-format off */
static const struct {
  ExifIfd ifd;
  guint16 tag;
} wanted[] = {
  [ARTIST]        = { EXIF_IFD_0,    0x013b },
  [COPYRIGHT]     = { EXIF_IFD_0,    0x8298 },
  [DESCRIPTION]   = { EXIF_IFD_0,    0x010e },
  [RATING]        = { EXIF_IFD_0,    0x4746 },
  [MAKE]          = { EXIF_IFD_0,    0x010f },
  [MODEL]         = { EXIF_IFD_0,    0x0110 },
  [ORIENTATION]   = { EXIF_IFD_0,    0x0112 },
  [TIME]          = { EXIF_IFD_EXIF, 0x9003 },
  [SUB_SECONDS]   = { EXIF_IFD_EXIF, 0x9291 },
  [ZONE]          = { EXIF_IFD_EXIF, 0x9011 },
  [SERIAL]        = { EXIF_IFD_EXIF, 0xa431 },
  [LENS]          = { EXIF_IFD_EXIF, 0xa434 },
  [LATITUDE_REF]  = { EXIF_IFD_GPS,  0x0001 },
  [LATITUDE]      = { EXIF_IFD_GPS,  0x0002 },
  [LONGITUDE_REF] = { EXIF_IFD_GPS,  0x0003 },
  [LONGITUDE]     = { EXIF_IFD_GPS,  0x0004 },
  [GPS_TIME]      = { EXIF_IFD_GPS,  0x0007 },
  [GPS_DAY]       = { EXIF_IFD_GPS,  0x001d },
};
/* clang-format on */
G_STATIC_ASSERT (G_N_ELEMENTS (wanted) == N_WANTED);

typedef struct {
  const ExifEntry *entries[N_WANTED]; /* NULL where the block has none */
  ExifByteOrder order;
  BylineMetadata *metadata;
  const char *legacy;  /* what charset text is in that is not UTF-8 */
  const char *assumed; /* what some text was read as; NULL if all was UTF-8 */
} Read;

/* Pruning: libexif copies every value, interprets MakerNotes and unpacks the thumbnail, which takes
 * three times as long as all else.  It is shown a block that has only what is wanted. */

static gboolean
is_wanted (ExifIfd ifd, guint16 tag)
{
  for (guint i = 0; i < N_WANTED; i++)
    if (wanted[i].ifd == ifd && wanted[i].tag == tag)
      return TRUE;
  return ifd == EXIF_IFD_0 && (tag == BYLINE_TIFF_TAG_EXIF_IFD || tag == BYLINE_TIFF_TAG_GPS_IFD);
}

static void
prune_dir (const BylineTiff *tiff, guint8 *bytes, const BylineTiffDir *dir, ExifIfd ifd)
{
  for (guint i = 0; i < dir->n_entries; i++) {
    BylineTiffEntry entry = byline_tiff_entry (tiff, dir, i);

    if (!is_wanted (ifd, entry.tag))
      memset (bytes + entry.at, 0, 4); /* tag and type 0: passed over */
  }
}

static void
prune (guint8 *bytes, gsize size)
{
  static const struct {
    guint16 pointer;
    ExifIfd ifd;
  } subs[] = { { BYLINE_TIFF_TAG_EXIF_IFD, EXIF_IFD_EXIF },
               { BYLINE_TIFF_TAG_GPS_IFD, EXIF_IFD_GPS } };
  BylineTiff tiff;
  BylineTiffDir ifd0, sub;
  BylineTiffEntry pointer;

  if (!byline_tiff_open (&tiff, bytes, size) ||
      !byline_tiff_dir (&tiff, byline_tiff_first (&tiff), &ifd0))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (subs); i++)
    if (byline_tiff_find (&tiff, &ifd0, subs[i].pointer, &pointer) &&
        byline_tiff_dir (&tiff, byline_tiff_number (&tiff, &pointer, 0), &sub))
      prune_dir (&tiff, bytes, &sub, subs[i].ifd);
  prune_dir (&tiff, bytes, &ifd0, EXIF_IFD_0);
  if (ifd0.next != 0) /* the thumbnail's */
    memset (bytes + ifd0.offset + byline_tiff_dir_size (&ifd0) - 4, 0, 4);
}

static ExifData *
load (GBytes *tiff)
{
  static const guint8 prefix[] = { 'E', 'x', 'i', 'f', 0, 0 };
  ExifData *data = exif_data_new ();
  gsize size;
  const guint8 *bytes = g_bytes_get_data (tiff, &size);
  g_autofree guint8 *pruned = g_malloc (sizeof prefix + size);

  memcpy (pruned, prefix, sizeof prefix);
  if (size > 0)
    memcpy (pruned + sizeof prefix, bytes, size);
  prune (pruned + sizeof prefix, size);
  /* Otherwise libexif invents what the standard requires, and drops Rating. */
  exif_data_unset_option (data, EXIF_DATA_OPTION_FOLLOW_SPECIFICATION);
  exif_data_unset_option (data, EXIF_DATA_OPTION_IGNORE_UNKNOWN_TAGS);
  exif_data_load_data (data, pruned, (unsigned int) (sizeof prefix + size));
  return data;
}

/* Decoding */

/* Guesses from all that people write. */
static const char *
guess (const Read *read)
{
  static const Wanted written[] = { ARTIST, COPYRIGHT, DESCRIPTION };
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < G_N_ELEMENTS (written); i++) {
    const ExifEntry *entry = read->entries[written[i]];
    g_autofree char *text = NULL;

    if (entry == NULL || entry->data == NULL)
      continue;
    text = g_strndup ((const char *) entry->data, entry->size);
    if (byline_charset_whole (text, strlen (text)) == 0)
      g_ptr_array_add (texts, g_steal_pointer (&text));
  }
  return byline_charset_choose (texts);
}

static char *
decode_legacy (Read *read, const char *text, gsize length)
{
  char *decoded = NULL;

  if (read->legacy == NULL)
    read->legacy = guess (read);
  read->assumed = read->legacy;
  decoded = byline_charset_decode (text, length, read->legacy, NULL);
  if (decoded != NULL)
    return decoded;
  read->assumed = "windows-1252";
  return byline_charset_western (text, length);
}

/* @size: of a value that libexif neither terminates nor checks.
 * Returns: (transfer full): UTF-8 without blanks around it */
static char *
decode (Read *read, const char *value, gsize size)
{
  const gsize length = strnlen (value, size);
  const gsize whole = byline_charset_whole (value, length);

  return g_strstrip (whole > 0 || length == 0 ? g_strndup (value, whole)
                                              : decode_legacy (read, value, length));
}

/* Returns: (transfer full) (nullable): NULL if the block has none, or it is blank */
static char *
text_of (Read *read, Wanted what)
{
  const ExifEntry *entry = read->entries[what];
  g_autofree char *text = NULL;

  if (entry == NULL || entry->data == NULL)
    return NULL;
  text = decode (read, (const char *) entry->data, entry->size);
  return *text != '\0' ? g_steal_pointer (&text) : NULL;
}

/* For facts, which go straight to people. */
static char *
line_of (Read *read, Wanted what)
{
  char *text = text_of (read, what);

  for (char *c = text; c != NULL && *c != '\0'; c++)
    if (g_ascii_iscntrl (*c))
      *c = ' ';
  return text;
}

/* Returns: FALSE if the block has no whole number there */
static gboolean
number_of (const Read *read, Wanted what, int *number)
{
  const ExifEntry *entry = read->entries[what];

  if (entry == NULL || entry->data == NULL || entry->components < 1)
    return FALSE;
  if (entry->format == EXIF_FORMAT_SHORT && entry->size >= 2)
    *number = exif_get_short (entry->data, read->order);
  else if (entry->format == EXIF_FORMAT_BYTE && entry->size >= 1)
    *number = entry->data[0];
  else
    return FALSE;
  return TRUE;
}

/* Fields */

/* Several names in one string: "; " between them, quotes around one that has that in it or begins
 * with a quote, quotes in such a one doubled (MWG 2.0; exiftool's MWG.pm). */
static void
add_names (Read *read, const char *text)
{
  g_autoptr (GString) name = g_string_new (NULL);
  gboolean quoted = *text == '"';

  for (const char *c = text + quoted; *c != '\0'; c++) {
    if (quoted && c[0] == '"' && c[1] == '"') {
      g_string_append_c (name, *c++);
    } else if (quoted && c[0] == '"') {
      quoted = FALSE;
    } else if (!quoted && c[0] == ';' && c[1] == ' ') {
      byline_metadata_add (read->metadata, BYLINE_FIELD_CREATOR, BYLINE_LAYER_EXIF, NULL,
                           name->str);
      g_string_truncate (name, 0);
      while (c[1] == ' ')
        c++;
      quoted = c[1] == '"';
      c += quoted;
    } else {
      g_string_append_c (name, *c);
    }
  }
  byline_metadata_add (read->metadata, BYLINE_FIELD_CREATOR, BYLINE_LAYER_EXIF, NULL, name->str);
}

char *
byline_exif_join_names (const GPtrArray *values)
{
  g_autoptr (GString) joined = g_string_new (NULL);

  for (guint i = 0; i < values->len; i++) {
    const BylineText *value = g_ptr_array_index (values, i);
    g_autofree char *name = g_strdup (value->text);

    if (name[0] == '"' || strstr (name, "; ") != NULL) {
      g_auto (GStrv) parts = g_strsplit (name, "\"", -1);
      g_autofree char *doubled = g_strjoinv ("\"\"", parts);

      g_free (name);
      name = g_strdup_printf ("\"%s\"", doubled);
    }
    g_string_append_printf (joined, "%s%s", joined->len > 0 ? "; " : "", name);
  }
  return joined->len > 0 ? g_string_free (g_steal_pointer (&joined), FALSE) : NULL;
}

/* The photographer's notice, then, behind a NUL, the editor's: two lines, as exiftool shows them.
 */
static void
add_copyright (Read *read)
{
  const ExifEntry *entry = read->entries[COPYRIGHT];
  g_autofree char *first = text_of (read, COPYRIGHT);
  g_autofree char *second = NULL;
  g_autofree char *both = NULL;
  gsize behind;

  if (entry == NULL || entry->data == NULL)
    return;
  behind = strnlen ((const char *) entry->data, entry->size);
  if (behind + 1 < entry->size)
    second = decode (read, (const char *) entry->data + behind + 1, entry->size - behind - 1);
  both = g_strdup_printf ("%s%s%s", first != NULL ? first : "",
                          first != NULL && second != NULL && *second != '\0' ? "\n" : "",
                          second != NULL ? second : "");
  byline_metadata_add (read->metadata, BYLINE_FIELD_COPYRIGHT, BYLINE_LAYER_EXIF, NULL, both);
}

static void
add_fields (Read *read)
{
  g_autofree char *names = text_of (read, ARTIST);
  g_autofree char *description = text_of (read, DESCRIPTION);
  int rating;

  if (names != NULL)
    add_names (read, names);
  if (description != NULL)
    byline_metadata_add (read->metadata, BYLINE_FIELD_DESCRIPTION, BYLINE_LAYER_EXIF, NULL,
                         description);
  add_copyright (read);
  if (number_of (read, RATING, &rating) && rating <= 5) {
    g_autofree char *text = g_strdup_printf ("%d", rating);

    byline_metadata_add (read->metadata, BYLINE_FIELD_RATING, BYLINE_LAYER_EXIF, NULL, text);
  }
}

/* Time */

/* Appends what the date is still one with. */
static void
refine (GString *iso, const char *lead, const char *text)
{
  gsize before = iso->len;
  BylineDate date;

  if (text == NULL)
    return;
  g_string_append_printf (iso, "%s%s", lead, text);
  if (!byline_date_parse (iso->str, &date))
    g_string_truncate (iso, before);
}

/* "YYYY:MM:DD", where blanks are a month or day that is not known (Exif 2.32, 4.6.5). */
static void
append_day (GString *iso, const char *day)
{
  g_string_append_printf (iso, "%.4s", day);
  if (strncmp (day + 5, "  ", 2) == 0)
    return;
  g_string_append_printf (iso, "-%.2s", day + 5);
  if (strncmp (day + 8, "  ", 2) != 0)
    g_string_append_printf (iso, "-%.2s", day + 8);
}

/* "YYYY:MM:DD HH:MM:SS" and what refines it, as ISO 8601; NULL for a clock that was not set. */
static char *
taken (Read *read)
{
  g_autofree char *time = text_of (read, TIME);
  g_autofree char *fraction = text_of (read, SUB_SECONDS);
  g_autofree char *zone = text_of (read, ZONE);
  g_autoptr (GString) iso = g_string_new (NULL);
  BylineDate date;

  if (time == NULL || strlen (time) < strlen ("YYYY:MM:DD"))
    return NULL;
  append_day (iso, time);
  refine (iso, "T", strlen (time) > 11 ? time + 11 : NULL);
  refine (iso, ".", fraction);
  refine (iso, "", zone);
  return byline_date_parse (iso->str, &date) ? byline_date_format (&date) : NULL;
}

/* Hours, minutes and seconds, three rationals, on a day "YYYY:MM:DD"; both UTC (Exif 2.32, 4.6.6).
 * Returns: (transfer full) (nullable): ISO 8601 */
static char *
fixed (Read *read)
{
  const ExifEntry *entry = read->entries[GPS_TIME];
  g_autofree char *day = text_of (read, GPS_DAY);
  g_autofree char *iso = NULL;
  guint parts[3];
  BylineDate date;

  if (day == NULL || strlen (day) != strlen ("YYYY:MM:DD") || entry == NULL ||
      entry->data == NULL || entry->format != EXIF_FORMAT_RATIONAL || entry->size < 24)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    ExifRational part = exif_get_rational (entry->data + (gsize) i * 8, read->order);

    if (part.denominator == 0 || part.numerator / part.denominator > 59)
      return NULL;
    parts[i] = part.numerator / part.denominator;
  }
  iso = g_strdup_printf ("%.4s-%.2s-%.2sT%02u:%02u:%02uZ", day, day + 5, day + 8, parts[0],
                         parts[1], parts[2]);
  return byline_date_parse (iso, &date) ? g_steal_pointer (&iso) : NULL;
}

/* Facts */

/* Is the model's first word one of the make's ("NIKON CORPORATION", "NIKON D70")? */
static gboolean
says_make (const char *make, const char *model)
{
  g_auto (GStrv) words = g_strsplit (make, " ", -1);
  gsize first = strcspn (model, " ");

  for (guint i = 0; words[i] != NULL; i++)
    if (strlen (words[i]) == first && g_ascii_strncasecmp (words[i], model, first) == 0)
      return TRUE;
  return FALSE;
}

static char *
camera (Read *read)
{
  g_autofree char *make = line_of (read, MAKE);
  g_autofree char *model = line_of (read, MODEL);

  if (make == NULL || (model != NULL && says_make (make, model)))
    return g_steal_pointer (&model);
  return model != NULL ? g_strdup_printf ("%s %s", make, model) : g_steal_pointer (&make);
}

/* Degrees, minutes and seconds of @what, signed by @ref. Returns: FALSE if that is no position */
static gboolean
degrees (Read *read, Wanted ref, Wanted what, double limit, double *result)
{
  const ExifEntry *entry = read->entries[what];
  g_autofree char *half = text_of (read, ref);
  static const double units[] = { 1, 60, 3600 };
  double sum = 0;

  if (half == NULL || strchr (ref == LATITUDE_REF ? "NS" : "EW", half[0]) == NULL)
    return FALSE;
  if (entry == NULL || entry->data == NULL || entry->format != EXIF_FORMAT_RATIONAL ||
      entry->components < 1)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (units) && (i + 1) * 8 <= entry->size; i++) {
    ExifRational part = exif_get_rational (entry->data + (gsize) i * 8, read->order);

    if (part.denominator == 0 && (i == 0 || part.numerator != 0))
      return FALSE;
    if (part.denominator != 0)
      sum += (double) part.numerator / (double) part.denominator / units[i];
  }
  *result = half[0] == 'S' || half[0] == 'W' ? -sum : sum;
  return fabs (sum) <= limit;
}

static void
fill (char **fact, char *value)
{
  if (*fact == NULL)
    *fact = value;
  else
    g_free (value);
}

static void
add_facts (Read *read)
{
  BylineFacts *facts = byline_metadata_facts (read->metadata);
  g_autofree char *time = taken (read);
  double latitude, longitude;
  int orientation;

  fill (&facts->camera, camera (read));
  fill (&facts->lens, line_of (read, LENS));
  fill (&facts->serial, line_of (read, SERIAL));
  if (number_of (read, ORIENTATION, &orientation) && orientation >= 1 && orientation <= 8)
    facts->orientation = orientation;
  if (degrees (read, LATITUDE_REF, LATITUDE, 90, &latitude) &&
      degrees (read, LONGITUDE_REF, LONGITUDE, 180, &longitude)) {
    facts->has_gps = TRUE;
    facts->latitude = latitude;
    facts->longitude = longitude;
  }
  if (time != NULL)
    byline_metadata_add (read->metadata, BYLINE_FIELD_DATE_CREATED, BYLINE_LAYER_EXIF, NULL, time);
  fill (&facts->taken, g_steal_pointer (&time));
  fill (&facts->fixed, fixed (read));
}

void
byline_exif_read (GBytes *tiff, const char *legacy_charset, BylineMetadata *metadata)
{
  g_autoptr (ExifData) data = NULL;
  Read read = { .metadata = metadata, .legacy = legacy_charset };

  if (g_bytes_get_size (tiff) > MAX_BLOCK)
    return;
  data = load (tiff);
  read.order = exif_data_get_byte_order (data);
  for (guint i = 0; i < N_WANTED; i++)
    read.entries[i] = exif_content_get_entry (data->ifd[wanted[i].ifd], (ExifTag) wanted[i].tag);
  add_fields (&read);
  add_facts (&read);
  if (read.assumed != NULL)
    byline_metadata_note (metadata, "Exif text is not UTF-8: read as %s%s", read.assumed,
                          g_strcmp0 (read.assumed, legacy_charset) != 0
                              ? ", a guess; --legacy-charset says otherwise"
                              : "");
}
