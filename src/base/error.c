#include <byline/error.h>

G_DEFINE_QUARK (byline_error, byline_error)
