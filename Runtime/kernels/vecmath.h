/* Elementary functions without branches, tables or calls, for loops that the compiler vectorizes.
 *
 * Errors against the exact value: at most 1.25 ulp for exp, decay and elu_plus_one, 1.5 for rsqrt,
 * 2.5 for sigmoid, 3 for softplus, 3.5 for silu, 6.5 for gelu, and 7 ulp or 7 * 2^-28 for
 * gelu_tanh, with or without fused multiply-adds.  NaN gives NaN.  Files that include this must not
 * be compiled with -ffast-math: the rounding by a large constant would be lost. */
#ifndef SSDC_VECMATH_H
#define SSDC_VECMATH_H

#include <math.h>
#include <stdint.h>
#include <string.h>

/* The float with these bits, and back. */
static inline float ssdc_float_of_bits(uint32_t bits) {
  float x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

static inline uint32_t ssdc_bits_of_float(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

/* condition ? a : b, by bits: a conditional expression on floats keeps gcc from vectorizing the
 * loop around it, unless -fno-trapping-math is given. */
static inline float ssdc_select(int condition, float a, float b) {
  const uint32_t mask = 0u - (uint32_t)condition;
  return ssdc_float_of_bits((ssdc_bits_of_float(a) & mask) | (ssdc_bits_of_float(b) & ~mask));
}

/* a * b + c, fused where that is one instruction; under -std=c99 gcc does not fuse by itself. */
static inline float ssdc_multiply_add(float a, float b, float c) {
#ifdef FP_FAST_FMAF
  return fmaf(a, b, c);
#else
  return a * b + c;
#endif
}

/* e^x.  Exactly 1 at 0; subnormal results below -87.34, 0 below -104, infinity above 88.73.
 *
 * x = n ln 2 + r with |r| <= ln(2) / 2, e^r by its minimax polynomial, and 2^n as two factors
 * because it alone may be out of range where e^x is not. */
static inline float ssdc_exp(float x) {
  const float magic = 0x1.8p23f; /* a float this large has no bits below 1: adding rounds */
  x = ssdc_select(x < -105.0f, -105.0f, x);
  x = ssdc_select(x > 89.0f, 89.0f, x);
  const float shifted = ssdc_multiply_add(x, 0x1.715476p+0f, magic);
  const float n = shifted - magic;
  /* ln 2 in two parts, the first so short that n times it is exact. */
  float r = ssdc_multiply_add(n, -0x1.62e4p-1f, x);
  r = ssdc_multiply_add(n, -0x1.7f7d1cp-20f, r);
  float q = 0x1.6a23dp-10f;
  q = ssdc_multiply_add(q, r, 0x1.123a2p-7f);
  q = ssdc_multiply_add(q, r, 0x1.5558f2p-5f);
  q = ssdc_multiply_add(q, r, 0x1.555492p-3f);
  q = ssdc_multiply_add(q, r, 0x1.fffffcp-2f);
  const float p = ssdc_multiply_add(r * r, q, r) + 1.0f;
  /* n + 256 lies in 104 ... 385; its halves, biased by 127, are the exponents of the factors. */
  const uint32_t biased = ssdc_bits_of_float(shifted) - ssdc_bits_of_float(magic) + 256u;
  const uint32_t low = biased >> 1;
  const uint32_t high = biased - low;
  return p * ssdc_float_of_bits((low - 1u) << 23) * ssdc_float_of_bits((high - 1u) << 23);
}

/* e^x for a decay: 0 below -69, where what it scales would soon be subnormal and slow. */
static inline float ssdc_decay(float x) {
  return ssdc_select(x < -69.0f, 0.0f, ssdc_exp(x));
}

/* log(1 + e^v), with full relative accuracy on both sides.
 *
 * max(v, 0) + log1p(u) with u = e^-|v| in [0, 1], and log1p(u) = 2 artanh(s), s = u / (2 + u), by a
 * polynomial in s^2 <= 1/9.  Equal to v from about 17 on. */
static inline float ssdc_softplus(float v) {
  const float u = ssdc_exp(-fabsf(v));
  const float s = u / (2.0f + u);
  const float t = s * s;
  float q = 0x1.1ee0a2p-3f;
  q = ssdc_multiply_add(q, t, 0x1.1ebb64p-3f);
  q = ssdc_multiply_add(q, t, 0x1.99d22p-3f);
  q = ssdc_multiply_add(q, t, 0x1.555502p-2f);
  const float half = ssdc_multiply_add(s * t, q, s);
  return ssdc_select(v > 0.0f, v, 0.0f) + 2.0f * half;
}

/* 1 / (1 + e^-x), computed from e^-|x|, which does not overflow. */
static inline float ssdc_sigmoid(float x) {
  const float u = ssdc_exp(-fabsf(x));
  return ssdc_select(x < 0.0f, u, 1.0f) / (1.0f + u);
}

/* x sigmoid(x).  Below -87, where sigmoid is subnormal, the error is that of sigmoid, |x| 2^-149;
 * below -105 the result is -0, at -infinity too. */
static inline float ssdc_silu(float x) {
  return ssdc_select(x < -105.0f, -105.0f, x) * ssdc_sigmoid(x);
}

/* The distribution function of the normal distribution at -a, for a >= 0: e^(-a^2/2) t p(u) with
 * t = 1 / (1 + 0.36 a) and u = a t, which, unlike t, is small where a is.
 *
 * p is a minimax polynomial, to a relative error of 1.6e-8 over 0 <= a <= 13.2, from where on the
 * result is subnormal: least squares in Chebyshev points, reweighted by Lawson's iteration; of the
 * factors tried, 0.36 leaves the least rounding.  The square of a is taken in two parts, the first
 * exact, because e^x makes its absolute error a relative one. */
static inline float ssdc_normal_tail(float a) {
  a = ssdc_select(a > 15.0f, 15.0f, a);
  const float t = 1.0f / ssdc_multiply_add(a, 0x1.70a3d8p-2f, 1.0f);
  const float u = a * t;
  float q = -0x1.449830p-20f;
  q = ssdc_multiply_add(q, u, 0x1.284ac2p-18f);
  q = ssdc_multiply_add(q, u, 0x1.7a1fb4p-16f);
  q = ssdc_multiply_add(q, u, -0x1.12e622p-14f);
  q = ssdc_multiply_add(q, u, -0x1.af063ep-13f);
  q = ssdc_multiply_add(q, u, -0x1.72dbb8p-11f);
  q = ssdc_multiply_add(q, u, 0x1.59194ap-8f);
  q = ssdc_multiply_add(q, u, 0x1.c37814p-6f);
  q = ssdc_multiply_add(q, u, -0x1.c0648ap-3f);
  q = ssdc_multiply_add(q, u, 0x1p-1f);
  const float head = ssdc_float_of_bits(ssdc_bits_of_float(a) & 0xfffff000u);
  const float rest = (a - head) * (a + head);
  return ssdc_exp(-0.5f * head * head) * (q * t * ssdc_exp(-0.5f * rest));
}

/* x times the distribution function of the normal distribution; -0 below -15.  Below -13, where the
 * latter is subnormal, the error is that of it, |x| 2^-149. */
static inline float ssdc_gelu(float x) {
  const float tail = ssdc_normal_tail(fabsf(x));
  const float bounded = ssdc_select(x < -15.0f, -15.0f, x);
  return bounded * ssdc_select(x < 0.0f, tail, 1.0f - tail);
}

/* x sigmoid(2 sqrt(2/pi) (x + 0.044715 x^3)); -0 below -16.  The cube is bounded where the sigmoid
 * has long been 0 or 1. */
static inline float ssdc_gelu_tanh(float x) {
  const float above = ssdc_select(x < -16.0f, -16.0f, x);
  const float v = ssdc_select(above > 16.0f, 16.0f, above);
  return above * ssdc_sigmoid(v * ssdc_multiply_add(v * v, 0x1.2444f2p-4f, 0x1.988454p+0f));
}

/* max(x, 0). */
static inline float ssdc_relu(float x) {
  return ssdc_select(x < 0.0f, 0.0f, x);
}

/* max(x, 0)^2. */
static inline float ssdc_relu_squared(float x) {
  const float positive = ssdc_relu(x);
  return positive * positive;
}

/* x + 1 for x > 0, e^x elsewhere. */
static inline float ssdc_elu_plus_one(float x) {
  return ssdc_select(x > 0.0f, x + 1.0f, ssdc_exp(ssdc_select(x > 0.0f, 0.0f, x)));
}

/* 1 / sqrt(x), correctly rounded twice.  Vectorized only under -fno-math-errno. */
static inline float ssdc_rsqrt(float x) {
  return 1.0f / sqrtf(x);
}

#endif
