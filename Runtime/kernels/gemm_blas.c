/* ssdc_gemm by a BLAS library, in place of gemm.c. */
#include <cblas.h>
#include <limits.h>

#include "gemm.h"

/* Any strides, for the products that BLAS has no call for. */
static void ssdc_gemm_loops(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const float *a, ptrdiff_t a_row,
                            ptrdiff_t a_col, const float *b, ptrdiff_t ldb, float *c,
                            ptrdiff_t ldc, int accumulate) {
  for (ptrdiff_t i = 0; i < m; ++i) {
    float *row = c + i * ldc;
    if (!accumulate) {
      for (ptrdiff_t j = 0; j < n; ++j) row[j] = 0.0f;
    }
    for (ptrdiff_t p = 0; p < k; ++p) {
      const float x = a[i * a_row + p * a_col];
      for (ptrdiff_t j = 0; j < n; ++j) row[j] += x * b[p * ldb + j];
    }
  }
}

static int ssdc_fits_int(ptrdiff_t size) {
  return size > 0 && size <= INT_MAX;
}

void ssdc_gemm(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const float *a, ptrdiff_t a_row,
               ptrdiff_t a_col, const float *b, ptrdiff_t ldb, float *c, ptrdiff_t ldc,
               int accumulate) {
  /* BLAS wants one stride of a to be 1 and the other not shorter than what it steps over. */
  const int plain = a_col == 1 && a_row >= k;
  const int transposed = a_row == 1 && a_col >= m;
  const ptrdiff_t lda = plain ? a_row : a_col;
  const int fits = ssdc_fits_int(m) && ssdc_fits_int(n) && ssdc_fits_int(k) &&
                   ssdc_fits_int(lda) && ssdc_fits_int(ldb) && ssdc_fits_int(ldc);
  if (!fits || !(plain || transposed) || ldb < n || ldc < n) {
    ssdc_gemm_loops(m, n, k, a, a_row, a_col, b, ldb, c, ldc, accumulate);
    return;
  }
  cblas_sgemm(CblasRowMajor, plain ? CblasNoTrans : CblasTrans, CblasNoTrans, (int)m, (int)n,
              (int)k, 1.0f, a, (int)lda, b, (int)ldb, accumulate ? 1.0f : 0.0f, c, (int)ldc);
}
