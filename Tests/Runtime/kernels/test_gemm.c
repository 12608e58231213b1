/* ssdc_gemm (gemm.c or gemm_blas.c) against sums in double.
 *   usage: test_gemm [THIN]: every THINth number of columns */
#include "gemm.h"
#include "test.h"

enum layout { PLAIN, TRANSPOSED, STRIDED, BROADCAST };

static void check_product(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, enum layout layout, ptrdiff_t gap,
                          int accumulate) {
  ptrdiff_t a_row = k + gap, a_col = 1;
  switch (layout) {
    case PLAIN: break;
    case TRANSPOSED: a_row = 1, a_col = m + gap; break;
    case STRIDED: a_row = 2 * k + gap, a_col = 2; break;
    case BROADCAST: a_row = 0, a_col = 1; break; /* every row the same one */
  }
  const ptrdiff_t ldb = n + gap;
  const int empty = m == 0 || k == 0;
  float *a = test_floats(empty ? 0 : (m - 1) * a_row + (k - 1) * a_col + 1);
  float *b = test_floats(k == 0 || n == 0 ? 0 : (k - 1) * ldb + n);
  test_output c = test_output_new(m, n, n + gap, accumulate);
  ssdc_gemm(m, n, k, a, a_row, a_col, b, ldb, c.y, c.ld, accumulate);
  int near = 1;
  for (ptrdiff_t i = 0; i < m; ++i) {
    for (ptrdiff_t j = 0; j < n; ++j) {
      double dot = 0, magnitude = 0;
      for (ptrdiff_t p = 0; p < k; ++p) {
        const double term = (double)a[i * a_row + p * a_col] * (double)b[p * ldb + j];
        dot += term;
        magnitude += fabs(term);
      }
      near = near && test_output_near(&c, i, j, k, dot, magnitude, accumulate);
    }
  }
  CHECK(near, "gemm %td x %td x %td layout %d gap %td accumulate %d: wrong value", m, n, k,
        (int)layout, gap, accumulate);
  CHECK(test_output_guards_intact(&c), "gemm %td x %td x %td layout %d gap %td: wrote outside", m, n,
        k, (int)layout, gap);
  test_output_free(&c);
  free(a);
  free(b);
}

static void check_layouts(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k) {
  for (int layout = PLAIN; layout <= BROADCAST; ++layout) {
    const ptrdiff_t gap = (m + n + k + layout) % 3;
    check_product(m, n, k, (enum layout)layout, gap, (int)((m + n / 2 + k + layout) % 2));
  }
  check_product(m, n, k, PLAIN, 0, 0);
  check_product(m, n, k, TRANSPOSED, 0, 1);
}

int main(int argc, char **argv) {
  const ptrdiff_t thin = argc > 1 ? atoi(argv[1]) : 1;
  static const ptrdiff_t depths[] = {0, 1, 2, 3, 4, 7, 16, 33};
  for (ptrdiff_t m = 0; m <= 40; m += m < 14 ? 1 : 13) {
    for (ptrdiff_t n = 0; n <= 70; n += thin) {
      for (size_t d = 0; d < sizeof depths / sizeof depths[0]; ++d) check_layouts(m, n, depths[d]);
    }
  }
  check_layouts(64, 64, 64);
  check_layouts(64, 64, 128);
  check_layouts(50, 77, 256);
  check_layouts(5, 19, 700);
  check_layouts(130, 70, 129);
  return test_finish();
}
