/* Vectors of floats from numbers stored as bf16. */
#ifndef SSDC_SIMD_BF16_H
#define SSDC_SIMD_BF16_H

#include "bf16.h"
#include "simd.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

/* SSDC_LANES neighbours, each moved into the upper half of a lane. */
SSDC_INLINE ssdc_vec ssdc_vec_load_bf16(const uint16_t *p) {
#if defined(SSDC_NO_VECTOR_EXTENSIONS) || !defined(__GNUC__)
  ssdc_vec v;
  for (int i = 0; i < SSDC_LANES; ++i) v.lane[i] = ssdc_from_bf16(p[i]);
  return v;
#elif defined(__AVX512F__)
  const __m512i words = _mm512_cvtepu16_epi32(_mm256_loadu_si256((const __m256i *)p));
  return _mm512_castsi512_ps(_mm512_slli_epi32(words, 16));
#elif defined(__AVX2__)
  const __m256i words = _mm256_cvtepu16_epi32(_mm_loadu_si128((const __m128i *)p));
  return _mm256_castsi256_ps(_mm256_slli_epi32(words, 16));
#elif defined(__SSE2__) && !defined(__AVX__)
  const __m128i halves = _mm_loadl_epi64((const __m128i *)p);
  return _mm_castsi128_ps(_mm_unpacklo_epi16(_mm_setzero_si128(), halves));
#elif defined(__ARM_NEON)
  return vreinterpretq_f32_u32(vshlq_n_u32(vmovl_u16(vld1_u16(p)), 16));
#else
  float lane[SSDC_LANES];
  for (int i = 0; i < SSDC_LANES; ++i) lane[i] = ssdc_from_bf16(p[i]);
  return ssdc_vec_load(lane);
#endif
}

#endif
