#pragma once

/**
 * byline_heap_prepare:
 *
 * Makes the C library take memory from the system in large pieces, on huge pages where the system
 * has them, and keep it: a small page that is touched first is a trip to the kernel, and in a
 * virtual machine a long one.  A catalogue's pages cost more to have than to read, and a photo's
 * planes, of the same few sizes for each, 2 to 5 % of the whole.
 *
 * It is for programs, of their first thread, and before others are started: how memory is taken is
 * for the whole process to say, so the library does not.  Where the system gives less, all works
 * as it would without.
 */
void byline_heap_prepare (void);
