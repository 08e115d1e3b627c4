#include <byline/error.h>

/* Not G_DEFINE_QUARK: its static is written by whichever threads fail first, at the same time. */
GQuark
byline_error_quark (void)
{
  static gsize quark;

  if (g_once_init_enter (&quark))
    g_once_init_leave (&quark, g_quark_from_static_string ("byline-error"));
  return (GQuark) quark;
}
