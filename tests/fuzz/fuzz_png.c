#include "container_round.h"

int LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size);

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size)
{
  return fuzz_container (bytes, size, choose_parts);
}
