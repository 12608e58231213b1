/* Float vectors of the width the target has registers for.
 *
 * One type, ssdc_vec, of SSDC_LANES floats, and the few operations the kernels need.  Everything
 * is written with the vector extensions of gcc and clang, which lower to whatever the target
 * offers; intrinsics stand only where the extension cannot say what is wanted (a fused
 * multiply-add is not formed from a * b + c under -std=c99).  Other compilers, and those told
 * SSDC_NO_VECTOR_EXTENSIONS, get a struct.
 *
 * All loads and stores are unaligned: on the targets served here they cost nothing extra. */
#ifndef SSDC_SIMD_H
#define SSDC_SIMD_H

#include <stddef.h>
#include <string.h>

#if defined(__AVX__)
#include <immintrin.h>
#elif defined(__ARM_NEON)
#include <arm_neon.h>
#endif

#if defined(__AVX512F__)
#define SSDC_LANES 16
#elif defined(__AVX__)
#define SSDC_LANES 8
#else
#define SSDC_LANES 4
#endif

#if defined(__GNUC__)
#define SSDC_INLINE static inline __attribute__((always_inline))
#define SSDC_PREFETCH(address) __builtin_prefetch(address)
#else
#define SSDC_INLINE static inline
#define SSDC_PREFETCH(address) ((void)(address))
#endif

/* Written before a loop of constant trip count whose iterations must become straight-line code,
 * so that the arrays it indexes live in registers. */
#if defined(__clang__)
#define SSDC_UNROLL _Pragma("clang loop unroll(full)")
#elif defined(__GNUC__)
#define SSDC_UNROLL _Pragma("GCC unroll 16")
#else
#define SSDC_UNROLL
#endif

#if defined(__GNUC__) && !defined(SSDC_NO_VECTOR_EXTENSIONS)

typedef float ssdc_vec __attribute__((vector_size(4 * SSDC_LANES)));

/* The same in memory: aligned as a float, and allowed to alias floats. */
typedef float ssdc_vec_memory __attribute__((vector_size(4 * SSDC_LANES), aligned(4), may_alias));

SSDC_INLINE ssdc_vec ssdc_vec_load(const float *p) {
  return *(const ssdc_vec_memory *)p;
}

SSDC_INLINE void ssdc_vec_store(float *p, ssdc_vec v) {
  *(ssdc_vec_memory *)p = v;
}

SSDC_INLINE ssdc_vec ssdc_vec_set(float s) {
  return s - (ssdc_vec){0}; /* s - 0, not s + 0, so that -0 is kept */
}

SSDC_INLINE ssdc_vec ssdc_vec_add(ssdc_vec a, ssdc_vec b) {
  return a + b;
}

/* v, held in a register from here on: gcc would rather load a value used several times again at
 * each use, and the inner loops are short of loads, not of registers. */
SSDC_INLINE ssdc_vec ssdc_vec_hold(ssdc_vec v) {
#if defined(__AVX512F__)
  __asm__("" : "+v"(v)); /* any of 32 registers; "x" names the first 16 */
#elif defined(__SSE__)
  __asm__("" : "+x"(v));
#elif defined(__ARM_NEON)
  __asm__("" : "+w"(v));
#endif
  return v;
}

/* a * b + c, fused where the target can. */
SSDC_INLINE ssdc_vec ssdc_vec_fma(ssdc_vec a, ssdc_vec b, ssdc_vec c) {
#if defined(__AVX512F__)
  return _mm512_fmadd_ps(a, b, c);
#elif defined(__AVX__) && defined(__FMA__)
  return _mm256_fmadd_ps(a, b, c);
#elif defined(__ARM_NEON) && defined(__ARM_FEATURE_FMA)
  return vfmaq_f32(c, a, b);
#else
  return a * b + c;
#endif
}

#else /* no vector extension: a struct that the compiler may or may not vectorize */

typedef struct ssdc_vec {
  float lane[SSDC_LANES];
} ssdc_vec;

SSDC_INLINE ssdc_vec ssdc_vec_load(const float *p) {
  ssdc_vec v;
  memcpy(&v, p, sizeof v);
  return v;
}

SSDC_INLINE void ssdc_vec_store(float *p, ssdc_vec v) {
  memcpy(p, &v, sizeof v);
}

SSDC_INLINE ssdc_vec ssdc_vec_set(float s) {
  ssdc_vec r;
  for (int i = 0; i < SSDC_LANES; ++i) r.lane[i] = s;
  return r;
}

SSDC_INLINE ssdc_vec ssdc_vec_hold(ssdc_vec v) {
  return v;
}

SSDC_INLINE ssdc_vec ssdc_vec_add(ssdc_vec a, ssdc_vec b) {
  for (int i = 0; i < SSDC_LANES; ++i) a.lane[i] += b.lane[i];
  return a;
}

SSDC_INLINE ssdc_vec ssdc_vec_fma(ssdc_vec a, ssdc_vec b, ssdc_vec c) {
  for (int i = 0; i < SSDC_LANES; ++i) c.lane[i] += a.lane[i] * b.lane[i];
  return c;
}

#endif

/* The sum of the lanes, pairwise. */
SSDC_INLINE float ssdc_vec_sum(ssdc_vec v) {
  float lane[SSDC_LANES];
  ssdc_vec_store(lane, v);
  for (int half = SSDC_LANES / 2; half > 0; half /= 2) {
    for (int i = 0; i < half; ++i) lane[i] += lane[i + half];
  }
  return lane[0];
}

#endif
