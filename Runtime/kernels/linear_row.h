/* Product of one row of activations with a weight matrix in its plain layout. */
#ifndef SSDC_LINEAR_ROW_H
#define SSDC_LINEAR_ROW_H

#include "simd.h"

/* What the weight holds, and how a vector and a single number of it become floats: they are floats,
 * unless the file that includes this one says otherwise. */
#ifndef SSDC_ROW_ELEMENT
#define SSDC_ROW_ELEMENT float
#define SSDC_ROW_LOAD ssdc_vec_load
#define SSDC_ROW_VALUE(element) (element)
#endif

#define SSDC_ROWS 4
#define SSDC_CHAINS 2

/* The dot products of x[k] with `rows` rows of w, a constant at every call.
 *
 * Several rows at once share the loads of x and keep several streams of w in flight; two sums per
 * row hide the latency of the multiply-add. */
SSDC_INLINE void ssdc_dots(int rows, ptrdiff_t k, const float *x, const SSDC_ROW_ELEMENT *w,
                           float *y, int accumulate) {
  ssdc_vec sum[SSDC_ROWS][SSDC_CHAINS];
  SSDC_UNROLL
  for (int j = 0; j < rows; ++j) {
    SSDC_UNROLL
    for (int u = 0; u < SSDC_CHAINS; ++u) sum[j][u] = ssdc_vec_set(0.0f);
  }
  ptrdiff_t p = 0;
  for (; p + SSDC_CHAINS * SSDC_LANES <= k; p += SSDC_CHAINS * SSDC_LANES) {
    SSDC_UNROLL
    for (int u = 0; u < SSDC_CHAINS; ++u) {
      const ssdc_vec part = ssdc_vec_load(x + p + u * SSDC_LANES);
      SSDC_UNROLL
      for (int j = 0; j < rows; ++j) {
        const SSDC_ROW_ELEMENT *row = w + j * k + p + u * SSDC_LANES;
        sum[j][u] = ssdc_vec_fma(SSDC_ROW_LOAD(row), part, sum[j][u]);
      }
    }
  }
  SSDC_UNROLL
  for (int j = 0; j < rows; ++j) {
    SSDC_UNROLL
    for (int u = 1; u < SSDC_CHAINS; ++u) sum[j][0] = ssdc_vec_add(sum[j][0], sum[j][u]);
    float dot = ssdc_vec_sum(sum[j][0]);
    for (ptrdiff_t q = p; q < k; ++q) dot += x[q] * SSDC_ROW_VALUE(w[j * k + q]);
    y[j] = accumulate ? y[j] + dot : dot;
  }
}

static void ssdc_row_product(ptrdiff_t n, ptrdiff_t k, const float *x, const SSDC_ROW_ELEMENT *w,
                             float *y, int accumulate) {
  ptrdiff_t j = 0;
  for (; j + SSDC_ROWS <= n; j += SSDC_ROWS) {
    ssdc_dots(SSDC_ROWS, k, x, w + j * k, y + j, accumulate);
  }
  for (; j < n; ++j) ssdc_dots(1, k, x, w + j * k, y + j, accumulate);
}

#endif
