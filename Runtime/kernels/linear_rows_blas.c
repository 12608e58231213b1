#include "linear_rows_blas.h"

#include <cblas.h>
#include <limits.h>

#include "linear_row.h"

void ssdc_linear_rows(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const float *x, ptrdiff_t ldx,
                      const float *w, float *y, ptrdiff_t ldy, int accumulate) {
  /* BLAS is called only with what it accepts: nothing empty, and sizes that fit an int. */
  const int fits = m <= INT_MAX && n <= INT_MAX && k <= INT_MAX && ldx <= INT_MAX && ldy <= INT_MAX;
  if (m >= 2 && n > 0 && k > 0 && fits) {
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int)m, (int)n, (int)k, 1.0f, x, (int)ldx,
                w, (int)k, accumulate ? 1.0f : 0.0f, y, (int)ldy);
    return;
  }
  for (ptrdiff_t i = 0; i < m; ++i) ssdc_row_product(n, k, x + i * ldx, w, y + i * ldy, accumulate);
}
