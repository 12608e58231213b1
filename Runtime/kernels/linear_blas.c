#include "linear_blas.h"

#include <cblas.h>
#include <limits.h>

#include "simd.h"

#define SSDC_ROWS 4
#define SSDC_CHAINS 2

/* The dot products of x[k] with `rows` rows of w, a constant at every call.
 *
 * Several rows at once share the loads of x and keep several streams of w in flight; two sums per
 * row hide the latency of the multiply-add. */
SSDC_INLINE void ssdc_dots(int rows, ptrdiff_t k, const float *x, const float *w, float *y,
                           int accumulate) {
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
        const float *row = w + j * k + p + u * SSDC_LANES;
        sum[j][u] = ssdc_vec_fma(ssdc_vec_load(row), part, sum[j][u]);
      }
    }
  }
  SSDC_UNROLL
  for (int j = 0; j < rows; ++j) {
    SSDC_UNROLL
    for (int u = 1; u < SSDC_CHAINS; ++u) sum[j][0] = ssdc_vec_add(sum[j][0], sum[j][u]);
    float dot = ssdc_vec_sum(sum[j][0]);
    for (ptrdiff_t q = p; q < k; ++q) dot += x[q] * w[j * k + q];
    y[j] = accumulate ? y[j] + dot : dot;
  }
}

static void ssdc_linear_row(ptrdiff_t n, ptrdiff_t k, const float *x, const float *w, float *y,
                            int accumulate) {
  ptrdiff_t j = 0;
  for (; j + SSDC_ROWS <= n; j += SSDC_ROWS) {
    ssdc_dots(SSDC_ROWS, k, x, w + j * k, y + j, accumulate);
  }
  for (; j < n; ++j) ssdc_dots(1, k, x, w + j * k, y + j, accumulate);
}

void ssdc_linear(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const float *x, ptrdiff_t ldx,
                 const float *w, float *y, ptrdiff_t ldy, int accumulate) {
  /* BLAS is called only with what it accepts: nothing empty, and sizes that fit an int. */
  const int fits = m <= INT_MAX && n <= INT_MAX && k <= INT_MAX && ldx <= INT_MAX && ldy <= INT_MAX;
  if (m >= 2 && n > 0 && k > 0 && fits) {
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int)m, (int)n, (int)k, 1.0f, x, (int)ldx,
                w, (int)k, accumulate ? 1.0f : 0.0f, y, (int)ldy);
    return;
  }
  for (ptrdiff_t i = 0; i < m; ++i) ssdc_linear_row(n, k, x + i * ldx, w, y + i * ldy, accumulate);
}
