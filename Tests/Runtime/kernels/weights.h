/* The weights that a test of a product passes: floats, or with TEST_BF16 their upper halves. */
#ifndef TEST_WEIGHTS_H
#define TEST_WEIGHTS_H

#include "test.h"

#ifdef TEST_BF16

#include "bf16.h"

typedef uint16_t test_weight;

/* The upper half of `value`. */
static inline test_weight test_store(float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  return (test_weight)(bits >> 16);
}

/* The number that stands for `value` when it is stored. */
static inline float test_stored(float value) {
  return ssdc_from_bf16(test_store(value));
}

#else

typedef float test_weight;

static inline test_weight test_store(float value) {
  return value;
}

static inline float test_stored(float value) {
  return value;
}

#endif

/* `count` random numbers that are stored without change. */
static inline float *test_weights(ptrdiff_t count) {
  float *w = test_floats(count);
  for (ptrdiff_t i = 0; i < count; ++i) w[i] = test_stored(w[i]);
  return w;
}

/* The `count` numbers at w as they are stored. */
static inline test_weight *test_weights_stored(ptrdiff_t count, const float *w) {
  test_weight *stored = malloc((size_t)count * sizeof *stored + 1);
  if (!stored) abort();
  for (ptrdiff_t i = 0; i < count; ++i) stored[i] = test_store(w[i]);
  return stored;
}

#endif
