#include "linear_rows_bf16_blas.h"

#include <cblas.h>
#include <limits.h>

#include "simd_bf16.h"

#define SSDC_ROW_ELEMENT uint16_t
#define SSDC_ROW_LOAD ssdc_vec_load_bf16
#define SSDC_ROW_VALUE ssdc_from_bf16

#include "linear_row.h"

/* The part of the weight that is float at a time, 64 KB on the stack: small enough to stay in the
 * second-level cache, and deep enough that the library has some work to do with it. */
#define SSDC_BLOCK_ROWS 64
#define SSDC_BLOCK_DEPTH 256

/* The `rows` x `depth` numbers from w on, whose rows are k apart, as floats side by side. */
static void ssdc_widen(ptrdiff_t rows, ptrdiff_t depth, ptrdiff_t k, const uint16_t *w,
                       float *block) {
  for (ptrdiff_t j = 0; j < rows; ++j) {
    const uint16_t *row = w + j * k;
    float *out = block + j * depth;
    ptrdiff_t p = 0;
    for (; p + SSDC_LANES <= depth; p += SSDC_LANES) {
      ssdc_vec_store(out + p, ssdc_vec_load_bf16(row + p));
    }
    for (; p < depth; ++p) out[p] = ssdc_from_bf16(row[p]);
  }
}

void ssdc_linear_rows_bf16(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const float *x, ptrdiff_t ldx,
                           const uint16_t *w, float *y, ptrdiff_t ldy, int accumulate) {
  /* BLAS is called only with what it accepts: nothing empty, and sizes that fit an int. */
  const int fits = m <= INT_MAX && ldx <= INT_MAX && ldy <= INT_MAX;
  if (m < 2 || n == 0 || k == 0 || !fits) {
    for (ptrdiff_t i = 0; i < m; ++i) {
      ssdc_row_product(n, k, x + i * ldx, w, y + i * ldy, accumulate);
    }
    return;
  }
  float block[SSDC_BLOCK_ROWS * SSDC_BLOCK_DEPTH];
  for (ptrdiff_t j = 0; j < n; j += SSDC_BLOCK_ROWS) {
    const ptrdiff_t rows = n - j < SSDC_BLOCK_ROWS ? n - j : SSDC_BLOCK_ROWS;
    for (ptrdiff_t p = 0; p < k; p += SSDC_BLOCK_DEPTH) {
      const ptrdiff_t depth = k - p < SSDC_BLOCK_DEPTH ? k - p : SSDC_BLOCK_DEPTH;
      ssdc_widen(rows, depth, k, w + j * k + p, block);
      cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int)m, (int)rows, (int)depth, 1.0f,
                  x + p, (int)ldx, block, (int)depth, accumulate || p > 0 ? 1.0f : 0.0f, y + j,
                  (int)ldy);
    }
  }
}
