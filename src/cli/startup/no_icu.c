/* Debian's libxml2 asks iconv how a text is encoded, and ICU where iconv does not know.  Of ICU it
 * calls these functions.  Linked from its archive it would bring ICU, its data and the C++
 * library into every start of the program, for encodings that no photo and no page has: so here ICU
 * knows none.  (Words in other scripts have ICU itself: catalogue/latin.c.) */
#include <unicode/ucnv.h>

UConverter *
ucnv_open (const char *name, UErrorCode *error)
{
  (void) name;
  *error = U_FILE_ACCESS_ERROR;
  return NULL;
}

void
ucnv_close (UConverter *converter)
{
  (void) converter;
}

void
ucnv_setToUCallBack (UConverter *converter, UConverterToUCallback action, const void *context,
                     UConverterToUCallback *old_action, const void **old_context, UErrorCode *error)
{
  (void) converter;
  (void) action;
  (void) context;
  (void) old_action;
  (void) old_context;
  *error = U_UNSUPPORTED_ERROR;
}

void
ucnv_setFromUCallBack (UConverter *converter, UConverterFromUCallback action, const void *context,
                       UConverterFromUCallback *old_action, const void **old_context,
                       UErrorCode *error)
{
  (void) converter;
  (void) action;
  (void) context;
  (void) old_action;
  (void) old_context;
  *error = U_UNSUPPORTED_ERROR;
}

void
ucnv_convertEx (UConverter *to, UConverter *from, char **target, const char *target_limit,
                const char **source, const char *source_limit, UChar *pivot_start,
                UChar **pivot_source, UChar **pivot_target, const UChar *pivot_limit, UBool reset,
                UBool flush, UErrorCode *error)
{
  (void) to;
  (void) from;
  (void) target;
  (void) target_limit;
  (void) source;
  (void) source_limit;
  (void) pivot_start;
  (void) pivot_source;
  (void) pivot_target;
  (void) pivot_limit;
  (void) reset;
  (void) flush;
  *error = U_UNSUPPORTED_ERROR;
}

void
UCNV_TO_U_CALLBACK_STOP (const void *context, UConverterToUnicodeArgs *arguments, const char *text,
                         int32_t length, UConverterCallbackReason reason, UErrorCode *error)
{
  (void) context;
  (void) arguments;
  (void) text;
  (void) length;
  (void) reason;
  *error = U_UNSUPPORTED_ERROR;
}

void
UCNV_FROM_U_CALLBACK_STOP (const void *context, UConverterFromUnicodeArgs *arguments,
                           const UChar *text, int32_t length, UChar32 letter,
                           UConverterCallbackReason reason, UErrorCode *error)
{
  (void) context;
  (void) arguments;
  (void) text;
  (void) length;
  (void) letter;
  (void) reason;
  *error = U_UNSUPPORTED_ERROR;
}
