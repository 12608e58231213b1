/* What the kernel tests share: counting, random numbers, guarded outputs. */
#ifndef SSDC_TEST_H
#define SSDC_TEST_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static long test_passed, test_failed;

/* Counts one check; the first few failures are printed, with what `describe` and the rest say. */
#define CHECK(condition, ...)                     \
  do {                                            \
    if (condition) {                              \
      ++test_passed;                              \
    } else if (++test_failed <= 10) {             \
      fprintf(stderr, "%s:%d: ", __FILE__, __LINE__); \
      fprintf(stderr, __VA_ARGS__);               \
      fprintf(stderr, "\n");                      \
    }                                             \
  } while (0)

static inline int test_finish(void) {
  printf("%ld passed, %ld failed\n", test_passed, test_failed);
  return test_failed == 0 && test_passed > 0 ? 0 : 1;
}

/* Uniform in [-1, 1). */
static inline float test_random(void) {
  static uint32_t state = 12345;
  state = state * 1664525u + 1013904223u;
  return (float)(state >> 8) * 0x1p-23f - 1.0f;
}

/* Exactly `count` floats of their own, so that a sanitizer sees a read beyond them. */
static inline float *test_floats(ptrdiff_t count) {
  float *p = malloc(count > 0 ? (size_t)count * sizeof *p : 1);
  if (!p) {
    fprintf(stderr, "out of memory\n");
    exit(2);
  }
  for (ptrdiff_t i = 0; i < count; ++i) p[i] = test_random();
  return p;
}

#define TEST_GUARD 12345.0f
#define TEST_MARGIN 32

/* An output y[m, n] with guards before it, after it and between its rows. */
typedef struct test_output {
  ptrdiff_t m, n, ld, size;
  float *memory, *y, *before;
} test_output;

/* What y holds at first: random numbers to add to, or, to be overwritten, NaN. */
static inline test_output test_output_new(ptrdiff_t m, ptrdiff_t n, ptrdiff_t ld, int accumulate) {
  test_output o = {m, n, ld, m * ld + 2 * TEST_MARGIN, NULL, NULL, NULL};
  o.memory = test_floats(o.size);
  o.before = test_floats(o.size);
  o.y = o.memory + TEST_MARGIN;
  for (ptrdiff_t i = 0; i < o.size; ++i) o.memory[i] = TEST_GUARD;
  for (ptrdiff_t i = 0; i < m; ++i) {
    for (ptrdiff_t j = 0; j < n; ++j) o.y[i * ld + j] = accumulate ? test_random() : (float)NAN;
  }
  memcpy(o.before, o.memory, (size_t)o.size * sizeof *o.memory);
  return o;
}

static inline int test_output_guards_intact(const test_output *o) {
  for (ptrdiff_t i = 0; i < o->size; ++i) {
    const ptrdiff_t at = i - TEST_MARGIN;
    const int inside = at >= 0 && at < o->m * o->ld && at % o->ld < o->n;
    if (!inside && !(o->memory[i] >= TEST_GUARD && o->memory[i] <= TEST_GUARD)) return 0;
  }
  return 1;
}

static inline void test_output_free(test_output *o) {
  free(o->memory);
  free(o->before);
}

/* Whether y[i, j] is `dot`, plus what it held if `accumulate`, to the rounding of k + 1 sums of terms
 * with absolute values of `magnitude` together. */
static inline int test_output_near(const test_output *o, ptrdiff_t i, ptrdiff_t j, ptrdiff_t k,
                                   double dot, double magnitude, int accumulate) {
  const double start = accumulate ? (double)o->before[TEST_MARGIN + i * o->ld + j] : 0.0;
  const double bound = 0x1p-24 * (double)(k + 2) * (magnitude + fabs(start));
  return fabs((double)o->y[i * o->ld + j] - (start + dot)) <= bound;
}

#endif
