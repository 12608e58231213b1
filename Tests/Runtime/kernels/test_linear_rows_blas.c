/* ssdc_linear_rows, or with TEST_BF16 ssdc_linear_rows_bf16, and ssdc_blas_single_thread. */
#include "blas_threads.h"
#include "weights.h"

#ifdef TEST_BF16
#include "linear_rows_bf16_blas.h"
#define test_product ssdc_linear_rows_bf16
#else
#include "linear_rows_blas.h"
#define test_product ssdc_linear_rows
#endif

static void check_product(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, ptrdiff_t gap, int accumulate) {
  const ptrdiff_t ldx = k + gap;
  float *x = test_floats(m == 0 || k == 0 ? 0 : (m - 1) * ldx + k);
  float *w = test_weights(n * k);
  test_weight *stored = test_weights_stored(n * k, w);
  test_output y = test_output_new(m, n, n + gap, accumulate);
  test_product(m, n, k, x, ldx, stored, y.y, y.ld, accumulate);
  int near = 1;
  for (ptrdiff_t i = 0; i < m; ++i) {
    for (ptrdiff_t j = 0; j < n; ++j) {
      double dot = 0, magnitude = 0;
      for (ptrdiff_t p = 0; p < k; ++p) {
        const double term = (double)x[i * ldx + p] * (double)w[j * k + p];
        dot += term;
        magnitude += fabs(term);
      }
      near = near && test_output_near(&y, i, j, k, dot, magnitude, accumulate);
    }
  }
  CHECK(near, "linear %td x %td x %td gap %td accumulate %d: wrong value", m, n, k, gap,
        accumulate);
  CHECK(test_output_guards_intact(&y), "linear %td x %td x %td gap %td: wrote outside", m, n, k,
        gap);
  test_output_free(&y);
  free(x);
  free(w);
  free(stored);
}

#if defined(__GNUC__)
__attribute__((weak)) extern int openblas_get_parallel(void);
__attribute__((weak)) extern int openblas_get_num_threads(void);

/* Only the flavour with a pool of its own is told; the answers of the others are their own. */
static void check_threads(void) {
  if (!openblas_get_parallel || !openblas_get_num_threads) return;
  const int before = openblas_get_num_threads();
  ssdc_blas_single_thread();
  const int expected = openblas_get_parallel() == 1 ? 1 : before;
  CHECK(openblas_get_num_threads() == expected, "OpenBLAS uses %d threads, expected %d",
        openblas_get_num_threads(), expected);
}
#else
static void check_threads(void) {}
#endif

int main(void) {
  static const ptrdiff_t depths[] = {0, 1, 2, 7, 8, 15, 16, 17, 40, 100};
  check_threads();
  for (ptrdiff_t m = 0; m <= 40; m += m < 4 ? 1 : 12) {
    for (ptrdiff_t n = 0; n <= 70; ++n) {
      for (size_t d = 0; d < sizeof depths / sizeof depths[0]; ++d) {
        check_product(m, n, depths[d], (m + n) % 3, 0);
        check_product(m, n, depths[d], (m + n + 1) % 3, 1);
      }
    }
  }
  check_product(1, 200, 777, 0, 0);
  /* Across the blocks of a weight that is not of floats. */
  check_product(5, 130, 257, 1, 0);
  check_product(2, 64, 777, 0, 1);
  return test_finish();
}
