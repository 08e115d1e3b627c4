#include "ingest/places.h"

#include "base/newfile.h"
#include "edit/look.h"

#include <string.h>
#include <sys/stat.h>

#define MAX_SAME_NAME 100000
#define TEXTS_BLOCK 4096

/* Of a folded path without ending, in one number: twice the next number to try for a capture that
 * has it without a number, and 1 more if a capture has just this. */
#define GIVEN_IT 1u
#define GIVEN_NEXT(value) ((value) >> 1)

struct _BylinePlaces {
  char *library;
  const BylineIngestRequest *request;
  BylineCatalogue *catalogue;
  GHashTable *listed;  /* folders whose names are in @names and @bases */
  GHashTable *names;   /* folded path → path on disk */
  GHashTable *bases;   /* folded path without ending, of what may be a capture's file */
  GHashTable *given;   /* the same, of this run's captures → Given */
  GStringChunk *texts; /* the keys of @given: one per capture, so without malloc's overhead */
};

BylinePlaces *
byline_places_new (const char *library, const BylineIngestRequest *request, GError **error)
{
  g_autoptr (BylineCatalogue) catalogue =
      byline_catalogue_open (library, BYLINE_CATALOGUE_READ, error);
  BylinePlaces *places;

  if (catalogue == NULL)
    return NULL;
  places = g_new0 (BylinePlaces, 1);
  places->library = g_strdup (library);
  places->request = request;
  places->catalogue = g_steal_pointer (&catalogue);
  places->listed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  places->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  places->bases = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  places->given = g_hash_table_new (g_str_hash, g_str_equal);
  places->texts = g_string_chunk_new (TEXTS_BLOCK);
  return places;
}

void
byline_places_free (BylinePlaces *places)
{
  if (places == NULL)
    return;
  g_hash_table_unref (places->given);
  g_string_chunk_free (places->texts);
  g_hash_table_unref (places->bases);
  g_hash_table_unref (places->names);
  g_hash_table_unref (places->listed);
  byline_catalogue_free (places->catalogue);
  g_free (places->library);
  g_free (places);
}

/* Paths --------------------------------------------------------------------------------------- */

/* "2025/07-11/IMG_0001-2": @ending nullable */
static char *
make_path (const BylineCapture *capture, guint number, const char *ending)
{
  g_autofree char *suffix = number == 1 ? g_strdup ("") : g_strdup_printf ("-%u", number);
  g_autofree char *name = g_strconcat (capture->stem, suffix, ending != NULL ? ending : "", NULL);

  return *capture->folder != '\0' ? g_build_filename (capture->folder, name, NULL)
                                  : g_steal_pointer (&name);
}

char *
byline_places_path (const BylinePlanFile *file, guint number)
{
  return make_path (file->capture, number, file->ending);
}

static char *
folded_base (const BylineCapture *capture, guint number)
{
  g_autofree char *path = make_path (capture, number, NULL);

  return byline_names_fold (path);
}

static guint
given (const BylinePlaces *places, const char *base)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (places->given, base));
}

static void
set_given (BylinePlaces *places, const char *base, guint value)
{
  gpointer key = NULL;

  if (!g_hash_table_lookup_extended (places->given, base, &key, NULL))
    key = g_string_chunk_insert (places->texts, base);
  g_hash_table_insert (places->given, key, GUINT_TO_POINTER (value));
}

static gboolean
is_given (const BylinePlaces *places, const char *base)
{
  return (given (places, base) & GIVEN_IT) != 0;
}

static void
give (BylinePlaces *places, const char *base)
{
  set_given (places, base, given (places, base) | GIVEN_IT);
}

static void
set_next (BylinePlaces *places, const char *base, guint number)
{
  set_given (places, base, number << 1 | (given (places, base) & GIVEN_IT));
}

/* Two of one name for file systems are both on the disk only where case counts: the first found
 * speaks for both. */
static void
note_on_disk (BylinePlaces *places, const char *folder, const char *name)
{
  const BylineCardName parts = byline_card_name (name);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *folded = byline_names_fold (path);

  if (parts.kind != BYLINE_CARD_OTHER) {
    g_autofree char *base = g_strndup (path, strlen (path) - strlen (name) + parts.stem);

    g_hash_table_add (places->bases, byline_names_fold (base));
  }
  if (!g_hash_table_contains (places->names, folded))
    g_hash_table_insert (places->names, g_steal_pointer (&folded), g_steal_pointer (&path));
}

static void
list_folder (BylinePlaces *places, const char *folder)
{
  g_autofree char *absolute = g_build_filename (places->library, folder, NULL);
  g_autoptr (GDir) dir = NULL;
  const char *name;

  if (!g_hash_table_add (places->listed, g_strdup (folder)))
    return;
  if (!places->request->dry_run)
    byline_new_file_sweep (absolute);
  dir = g_dir_open (absolute, 0, NULL); /* not there yet: nothing to list */
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    note_on_disk (places, folder, name);
}

/* Whose is it? -------------------------------------------------------------------------------- */

typedef enum { PLACE_FREE, PLACE_TAKEN, PLACE_OURS } PlaceState;

/* Hashes the file on the card, once.  Returns: FALSE if it cannot be read */
static gboolean
look_at_card (BylinePlanFile *file)
{
  guint8 shot[BYLINE_SHA256_SIZE];
  g_autoptr (BylineInput) input = NULL;

  if (file->shot != NULL)
    return TRUE;
  input = byline_input_open (file->card->path, NULL);
  if (input == NULL || !byline_look_hash (input, shot, NULL))
    return FALSE;
  file->shot = g_memdup2 (shot, sizeof shot);
  return TRUE;
}

static gboolean
is_shot (BylinePlanFile *file, const guint8 *shot)
{
  return look_at_card (file) && memcmp (file->shot, shot, BYLINE_SHA256_SIZE) == 0;
}

/* A file that no catalogue knows: as it is on the card or, where fields are written, with the same
 * picture.  Whether it is just what would be written is looked at when it is. */
static gboolean
may_be_left (BylinePlaces *places, BylinePlanFile *file, const char *absolute)
{
  g_autoptr (BylineInput) there = byline_input_open (absolute, NULL);
  guint8 shot[BYLINE_SHA256_SIZE];
  BylineId here, card;

  if (there == NULL)
    return FALSE;
  if (byline_input_size (there) == file->card->size && byline_look_hash (there, shot, NULL) &&
      is_shot (file, shot))
    return TRUE;
  return byline_ingest_writes (places->request) && !file->card->companion &&
         byline_photo_id (absolute, &here, NULL) &&
         byline_photo_id (file->card->path, &card, NULL) && memcmp (&here, &card, sizeof here) == 0;
}

/* What the catalogue has of a path. */
typedef struct {
  gboolean known;
  BylineId id; /* of a photo */
  guint8 shot[BYLINE_SHA256_SIZE];
} Catalogued;

static gboolean
is_not_found (GError **local, GError **error)
{
  if (g_error_matches (*local, BYLINE_ERROR, BYLINE_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (local));
  return FALSE;
}

static gboolean
ask_catalogue (BylinePlaces *places, const char *path, Catalogued *found, GError **error)
{
  g_autoptr (GError) no_photo = NULL;
  g_autoptr (GError) no_companion = NULL;
  g_autoptr (BylineCompanion) companion = NULL;
  g_autoptr (BylineEntry) entry = byline_catalogue_get_by_path (places->catalogue, path, &no_photo);

  *found = (Catalogued){ .known = entry != NULL };
  if (entry != NULL) {
    found->id = entry->id;
    memcpy (found->shot, entry->shot, sizeof found->shot);
    return TRUE;
  }
  if (!is_not_found (&no_photo, error))
    return FALSE;
  companion = byline_catalogue_get_companion_by_path (places->catalogue, path, &no_companion);
  if (companion == NULL)
    return is_not_found (&no_companion, error);
  found->known = TRUE;
  memcpy (found->shot, companion->shot, sizeof found->shot);
  return TRUE;
}

/* @there: what has the name on disk, perhaps in another case; NULL if nothing has */
static gboolean
look_up (BylinePlaces *places, BylinePlanFile *file, const char *path, const char *there,
         PlaceState *state, GError **error)
{
  g_autofree char *absolute =
      there != NULL ? g_build_filename (places->library, there, NULL) : NULL;
  Catalogued found;

  if (!ask_catalogue (places, there != NULL ? there : path, &found, error))
    return FALSE;
  file->state = BYLINE_PLAN_NEW;
  *state = PLACE_TAKEN;
  if (found.known && !is_shot (file, found.shot))
    return TRUE; /* kept for another, even one whose file is gone */
  if (there == NULL) {
    *state = found.known ? PLACE_OURS : PLACE_FREE; /* somebody deleted it: it comes again */
  } else if (found.known) {
    *state = PLACE_OURS;
    file->state = BYLINE_PLAN_PRESENT;
    file->id = found.id;
  } else if (may_be_left (places, file, absolute)) {
    *state = PLACE_OURS;
    file->state = BYLINE_PLAN_LEFT;
  }
  return TRUE;
}

/* Choosing ------------------------------------------------------------------------------------ */

/* Whether every file of the capture can have its @number-th name.  A capture none of whose files is
 * there does not go among the files of another. */
static gboolean
try_number (BylinePlaces *places, BylinePlanFile *files, guint n, guint number, gboolean *fits,
            GError **error)
{
  g_autofree char *base = folded_base (files->capture, number);
  gboolean ours = FALSE;

  *fits = FALSE;
  if (is_given (places, base))
    return TRUE;
  for (guint i = 0; i < n; i++) {
    g_autofree char *path = byline_places_path (&files[i], number);
    g_autofree char *folded = byline_names_fold (path);
    PlaceState state;

    if (files[i].card->error != NULL)
      continue;
    if (!look_up (places, &files[i], path, g_hash_table_lookup (places->names, folded), &state,
                  error))
      return FALSE;
    if (state == PLACE_TAKEN)
      return TRUE;
    ours = ours || state == PLACE_OURS;
  }
  *fits = ours || !g_hash_table_contains (places->bases, base);
  if (*fits)
    give (places, base);
  return TRUE;
}

static void
throw_no_name (const BylineCapture *capture, GError **error)
{
  g_autofree char *path = make_path (capture, 1, NULL);

  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_EXISTS,
               "too many photos are called %s; a template with {seq} tells them apart", path);
}

gboolean
byline_places_choose (BylinePlaces *places, BylinePlanFile *files, guint n, GError **error)
{
  BylineCapture *capture = files->capture;
  g_autofree char *base = folded_base (capture, 1);
  guint number = MAX (1, GIVEN_NEXT (given (places, base)));

  list_folder (places, capture->folder);
  for (; number <= MAX_SAME_NAME; number++) {
    gboolean fits = FALSE;

    if (!try_number (places, files, n, number, &fits, error))
      return FALSE;
    if (!fits)
      continue;
    capture->number = number;
    set_next (places, base, number + 1);
    return TRUE;
  }
  throw_no_name (capture, error);
  return FALSE;
}

static gboolean
is_there (const BylinePlaces *places, const BylinePlanFile *file, guint number)
{
  g_autofree char *path = byline_places_path (file, number);
  g_autofree char *absolute = g_build_filename (places->library, path, NULL);
  struct stat now;

  return lstat (absolute, &now) == 0;
}

gboolean
byline_places_choose_next (BylinePlaces *places, BylinePlanFile *file, GError **error)
{
  BylineCapture *capture = file->capture;

  for (guint number = capture->number + 1; number <= MAX_SAME_NAME; number++) {
    g_autofree char *base = folded_base (capture, number);

    if (is_given (places, base) ||
        (g_hash_table_contains (places->bases, base) && !is_there (places, file, number)))
      continue;
    capture->number = number;
    give (places, base);
    return TRUE;
  }
  throw_no_name (capture, error);
  return FALSE;
}
