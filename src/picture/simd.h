#pragma once

/* Marks a loop that the compiler turns into vector code, once for every processor and once for
 * those with AVX2; which one runs is settled when the program is loaded.  A sanitizer is not ready
 * that early, and clang 14 does not take the attribute on static functions. */
#if defined(__x86_64__) && defined(__GLIBC__) && defined(__GNUC__) && !defined(__clang__) &&       \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define BYLINE_SIMD __attribute__ ((target_clones ("avx2", "default")))
#else
#define BYLINE_SIMD
#endif

/* A function written in instructions of AVX2: to be called where the processor has them. */
#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#define BYLINE_HAS_AVX2
#define BYLINE_AVX2 __attribute__ ((target ("avx2")))
#endif
