#include "base/distance.h"

#include <string.h>

#define LONGEST 40

guint
byline_distance (const char *a, const char *b)
{
  guint row[LONGEST + 1];
  const guint n = (guint) MIN (strlen (b), LONGEST);

  for (guint j = 0; j <= n; j++)
    row[j] = j;
  for (guint i = 0; i < LONGEST && a[i] != '\0'; i++) {
    guint corner = row[0]++;

    for (guint j = 1; j <= n; j++) {
      const guint changed = corner + (a[i] == b[j - 1] ? 0 : 1);

      corner = row[j];
      row[j] = MIN (changed, MIN (row[j], row[j - 1]) + 1);
    }
  }
  return row[n];
}
