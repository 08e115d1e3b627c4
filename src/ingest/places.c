#include "ingest/places.h"

#include "base/blocks.h"
#include "base/newfile.h"
#include "base/slots.h"
#include "edit/look.h"
#include "ingest/ledger.h"

#include <string.h>
#include <sys/stat.h>

#define MAX_SAME_NAME 100000

/* From this number on it is worth to keep in mind which is the next one to try. */
#define MANY_OF_ONE_NAME 4

/* A file in one of the folders that captures go to. */
typedef struct {
  const char *folder; /* relative to the library */
  const char *name;
} There;

/* A base name that a capture of this run has had before it got another. */
typedef struct {
  const BylineCapture *capture;
  guint number;
} Held;

/* Who has a base name: a capture with the number it has, or, with the lowest bit, one of @held. */
#define OWNER_CAPTURE(index) ((index) << 1)
#define OWNER_HELD(index) ((index) << 1 | 1u)

/* What is known by its folded path is found through the hash of that: the path itself is made again
 * when it is asked for, for there may be a million. */
struct _BylinePlaces {
  char *library;
  const BylineIngestRequest *request;
  BylineCatalogue *catalogue;
  GHashTable *listed;  /* folders whose files are in @there; */
  BylineSpill *spill;  /* borrowed from the captures */
  BylineBlocks *there; /* of There */
  BylineSlots *names;  /* path → @there */
  BylineSlots *bases;  /* path without ending, of what may be a capture's file → @there */
  const BylineRow *captures;
  BylineBlocks *held; /* of Held */
  BylineSlots *given; /* path without ending → whose it is */
  GHashTable *next;   /* path without ending nor number → the next number to try */
};

BylinePlaces *
byline_places_new (const char *library, const BylineIngestRequest *request,
                   const BylineCaptures *captures, GError **error)
{
  g_autoptr (BylineCatalogue) catalogue =
      byline_catalogue_open (library, BYLINE_CATALOGUE_READ, error);
  BylinePlaces *places;

  if (catalogue == NULL)
    return NULL;
  byline_catalogue_set_cache (catalogue, BYLINE_ASKING_KIB);
  places = g_new0 (BylinePlaces, 1);
  places->library = g_strdup (library);
  places->request = request;
  places->captures = captures->all;
  places->spill = captures->spill;
  places->catalogue = g_steal_pointer (&catalogue);
  places->listed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  places->there = byline_blocks_new (sizeof (There), places->spill);
  places->names = byline_slots_new (places->spill);
  places->bases = byline_slots_new (places->spill);
  places->held = byline_blocks_new (sizeof (Held), places->spill);
  places->given = byline_slots_new (places->spill);
  places->next = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return places;
}

void
byline_places_free (BylinePlaces *places)
{
  if (places == NULL)
    return;
  g_hash_table_unref (places->next);
  byline_slots_free (places->given);
  byline_blocks_free (places->held);
  byline_slots_free (places->bases);
  byline_slots_free (places->names);
  byline_blocks_free (places->there);
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
  g_autofree char *ending = byline_names_ending (file->card);

  return make_path (file->capture, number, ending);
}

static char *
folded_base (const BylineCapture *capture, guint number)
{
  g_autofree char *path = make_path (capture, number, NULL);

  return byline_names_fold (path);
}

/* Returns: (transfer full): what made @owner be in @given */
static char *
base_of (const BylinePlaces *places, guint owner)
{
  const BylineCapture *capture;
  const Held *held;

  if ((owner & 1) != 0) {
    held = byline_blocks_at (places->held, owner >> 1);
    return folded_base (held->capture, held->number);
  }
  capture = g_ptr_array_index (places->captures, owner >> 1);
  return folded_base (capture, capture->number);
}

static gboolean
is_given (const BylinePlaces *places, const char *base)
{
  guint cursor = 0, owner;

  while (byline_slots_next (places->given, g_str_hash (base), &cursor, &owner)) {
    g_autofree char *other = base_of (places, owner);

    if (g_str_equal (other, base))
      return TRUE;
  }
  return FALSE;
}

static void
give (BylinePlaces *places, BylineCapture *capture, guint number, guint owner)
{
  g_autofree char *base = folded_base (capture, number);

  byline_slots_add (places->given, g_str_hash (base), owner);
}

/* It keeps the name it had, too: its first files may be there already. */
static void
give_another (BylinePlaces *places, BylineCapture *capture, guint number)
{
  Held *held = byline_blocks_add (places->held);

  *held = (Held){ capture, capture->number };
  give (places, capture, held->number, OWNER_HELD (byline_blocks_length (places->held) - 1));
  held = byline_blocks_add (places->held);
  *held = (Held){ capture, number };
  give (places, capture, number, OWNER_HELD (byline_blocks_length (places->held) - 1));
  capture->number = number;
}

/* On the disk ---------------------------------------------------------------------------------- */

/* Returns: (transfer full): "2025/07-11/img_0001.jpg", or without its ending */
static char *
folded_there (const There *there, gboolean with_ending)
{
  g_autofree char *path = g_build_filename (there->folder, there->name, NULL);

  if (!with_ending)
    path[strlen (path) - strlen (there->name) + byline_card_name (there->name).stem] = '\0';
  return byline_names_fold (path);
}

/* Returns: (transfer none): what has the folded path, with its ending or without; NULL if nothing
 * has */
static const There *
find_there (const BylinePlaces *places, const char *folded, gboolean with_ending)
{
  const BylineSlots *slots = with_ending ? places->names : places->bases;
  guint cursor = 0, at;

  while (byline_slots_next (slots, g_str_hash (folded), &cursor, &at)) {
    const There *there = byline_blocks_at (places->there, at);
    g_autofree char *other = folded_there (there, with_ending);

    if (g_str_equal (other, folded))
      return there;
  }
  return NULL;
}

/* Two of one name for file systems are both on the disk only where case counts: the first found
 * speaks for both. */
static void
note_on_disk (BylinePlaces *places, const char *folder, const char *name)
{
  There *there = byline_blocks_add (places->there);
  const guint at = byline_blocks_length (places->there) - 1;
  g_autofree char *folded = NULL;
  g_autofree char *base = NULL;

  *there = (There){ folder, byline_spill_text (places->spill, name, strlen (name)) };
  folded = folded_there (there, TRUE);
  if (find_there (places, folded, TRUE) == NULL)
    byline_slots_add (places->names, g_str_hash (folded), at);
  if (byline_card_name (name).kind == BYLINE_CARD_OTHER)
    return;
  base = folded_there (there, FALSE);
  if (find_there (places, base, FALSE) == NULL)
    byline_slots_add (places->bases, g_str_hash (base), at);
}

static void
list_folder (BylinePlaces *places, const char *folder)
{
  g_autofree char *absolute = g_build_filename (places->library, folder, NULL);
  g_autoptr (GDir) dir = NULL;
  const char *name, *kept;

  if (g_hash_table_contains (places->listed, folder))
    return;
  kept = g_strdup (folder);
  g_hash_table_add (places->listed, (char *) kept);
  if (!places->request->dry_run)
    byline_new_file_sweep (absolute);
  dir = g_dir_open (absolute, 0, NULL); /* not there yet: nothing to list */
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    note_on_disk (places, kept, name);
    byline_spill_tend (places->spill);
  }
}

/* Whose is it? -------------------------------------------------------------------------------- */

typedef enum { PLACE_FREE, PLACE_TAKEN, PLACE_OURS } PlaceState;

/* A file of the card that is looked at; its hash is made when it is asked for, once. */
typedef struct {
  BylineCardFile *card;
  const char *source; /* absolute */
  gboolean hashed;
  guint8 shot[BYLINE_SHA256_SIZE];
} Looked;

static gboolean
is_shot (Looked *file, const guint8 *shot)
{
  g_autoptr (BylineInput) input = NULL;

  if (!file->hashed) {
    input = byline_input_open (file->source, NULL);
    file->hashed = input != NULL && byline_look_hash (input, file->shot, NULL);
  }
  return file->hashed && memcmp (file->shot, shot, BYLINE_SHA256_SIZE) == 0;
}

/* A file that no catalogue knows: as it is on the card or, where fields are written, with the same
 * picture.  Whether it is just what would be written is looked at when it is. */
static gboolean
may_be_left (BylinePlaces *places, Looked *file, const char *absolute)
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
         byline_photo_id (absolute, &here, NULL) && byline_photo_id (file->source, &card, NULL) &&
         memcmp (&here, &card, sizeof here) == 0;
}

/* What the catalogue has of a path. */
typedef struct {
  gboolean known;
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
look_up (BylinePlaces *places, Looked *file, const char *path, const There *there,
         PlaceState *state, GError **error)
{
  g_autofree char *here =
      there != NULL ? g_build_filename (there->folder, there->name, NULL) : NULL;
  g_autofree char *absolute = NULL;
  Catalogued found;

  if (!ask_catalogue (places, here != NULL ? here : path, &found, error))
    return FALSE;
  file->card->state = BYLINE_PLAN_NEW;
  *state = PLACE_TAKEN;
  if (found.known && !is_shot (file, found.shot))
    return TRUE; /* kept for another, even one whose file is gone */
  if (here == NULL) {
    *state = found.known ? PLACE_OURS : PLACE_FREE; /* somebody deleted it: it comes again */
    return TRUE;
  }
  absolute = g_build_filename (places->library, here, NULL);
  if (!found.known && !may_be_left (places, file, absolute))
    return TRUE;
  *state = PLACE_OURS;
  file->card->state = found.known ? BYLINE_PLAN_PRESENT : BYLINE_PLAN_LEFT;
  return TRUE;
}

/* Choosing ------------------------------------------------------------------------------------ */

static gboolean
look_at_file (BylinePlaces *places, Looked *file, const BylineCapture *capture, guint number,
              PlaceState *state, GError **error)
{
  const BylinePlanFile planned = { file->card, (BylineCapture *) capture };
  g_autofree char *path = byline_places_path (&planned, number);
  g_autofree char *folded = byline_names_fold (path);
  g_autofree char *source = byline_card_file_path (file->card);
  gboolean looked;

  file->source = source;
  looked = look_up (places, file, path, find_there (places, folded, TRUE), state, error);
  file->source = NULL;
  return looked;
}

/* Whether every file of the capture can have its @number-th name.  A capture none of whose files is
 * there does not go among the files of another. */
static gboolean
try_number (BylinePlaces *places, Looked *files, const BylineCapture *capture, guint number,
            gboolean *fits, GError **error)
{
  g_autofree char *base = folded_base (capture, number);
  gboolean ours = FALSE;

  *fits = FALSE;
  if (is_given (places, base))
    return TRUE;
  for (guint i = 0; i < capture->n_files; i++) {
    PlaceState state;

    if (byline_card_file_error (files[i].card) != NULL)
      continue;
    if (!look_at_file (places, &files[i], capture, number, &state, error))
      return FALSE;
    if (state == PLACE_TAKEN)
      return TRUE;
    ours = ours || state == PLACE_OURS;
  }
  *fits = ours || find_there (places, base, FALSE) == NULL;
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
byline_places_choose (BylinePlaces *places, guint index, GError **error)
{
  BylineCapture *capture = g_ptr_array_index (places->captures, index);
  g_autofree char *base = folded_base (capture, 1);
  g_autofree Looked *files = g_new0 (Looked, capture->n_files);
  guint number = MAX (1, GPOINTER_TO_UINT (g_hash_table_lookup (places->next, base)));

  for (guint i = 0; i < capture->n_files; i++)
    files[i].card = capture->files[i];
  list_folder (places, capture->folder);
  for (; number <= MAX_SAME_NAME; number++) {
    gboolean fits = FALSE;

    if (!try_number (places, files, capture, number, &fits, error))
      return FALSE;
    if (!fits)
      continue;
    capture->number = number;
    give (places, capture, number, OWNER_CAPTURE (index));
    if (number >= MANY_OF_ONE_NAME)
      g_hash_table_replace (places->next, g_steal_pointer (&base), GUINT_TO_POINTER (number + 1));
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
byline_places_choose_next (BylinePlaces *places, const BylinePlanFile *file, GError **error)
{
  BylineCapture *capture = file->capture;

  for (guint number = capture->number + 1; number <= MAX_SAME_NAME; number++) {
    g_autofree char *base = folded_base (capture, number);

    if (is_given (places, base) ||
        (find_there (places, base, FALSE) != NULL && !is_there (places, file, number)))
      continue;
    give_another (places, capture, number);
    return TRUE;
  }
  throw_no_name (capture, error);
  return FALSE;
}
