/* ssdc_linear_panel, or with TEST_BF16 ssdc_linear_panel_bf16, against sums in double.
 *   usage: test_linear_panel [THIN]: every THINth number of columns */
#include "weights.h"

#ifdef TEST_BF16
#include "linear_panel_bf16.h"
#define test_product ssdc_linear_panel_bf16
#else
#include "linear_panel.h"
#define test_product ssdc_linear_panel
#endif

/* W[n, k] as panels of 16 columns, the last one padded with zeros. */
static test_weight *packed(ptrdiff_t n, ptrdiff_t k, const float *w) {
  const ptrdiff_t panels = (n + 15) / 16;
  test_weight *p = malloc((size_t)(panels * 16 * k) * sizeof *p + 1);
  if (!p) abort();
  for (ptrdiff_t j = 0; j < panels * 16; ++j) {
    for (ptrdiff_t q = 0; q < k; ++q) {
      p[j / 16 * k * 16 + q * 16 + j % 16] = test_store(j < n ? w[j * k + q] : 0.0f);
    }
  }
  return p;
}

static void check_product(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, ptrdiff_t gap, int accumulate) {
  const ptrdiff_t ldx = k + gap;
  float *x = test_floats(m == 0 || k == 0 ? 0 : (m - 1) * ldx + k);
  float *w = test_weights(n * k);
  test_weight *panels = packed(n, k, w);
  test_output y = test_output_new(m, n, n + gap, accumulate);
  test_product(m, n, k, x, ldx, panels, y.y, y.ld, accumulate);
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
  CHECK(near, "panel %td x %td x %td gap %td accumulate %d: wrong value", m, n, k, gap, accumulate);
  CHECK(test_output_guards_intact(&y), "panel %td x %td x %td gap %td: wrote outside", m, n, k,
        gap);
  test_output_free(&y);
  free(x);
  free(w);
  free(panels);
}

static void check_both(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k) {
  check_product(m, n, k, (m + n + k) % 4, 0);
  check_product(m, n, k, (m + n + k) % 3, 1);
}

int main(int argc, char **argv) {
  const ptrdiff_t thin = argc > 1 ? atoi(argv[1]) : 1;
  static const ptrdiff_t depths[] = {0, 1, 2, 3, 5, 6, 7, 8, 31};
  for (ptrdiff_t m = 0; m <= 40; ++m) {
    for (ptrdiff_t n = 0; n <= 70; n += m < 8 ? thin : 3 * thin) {
      for (size_t d = 0; d < sizeof depths / sizeof depths[0]; ++d) check_both(m, n, depths[d]);
    }
  }
  /* Across the blocks of depth and of columns. */
  for (ptrdiff_t m = 1; m <= 13; m += 3) {
    check_both(m, 65, 767);
    check_both(m, 64, 768);
    check_both(m, 70, 769);
    check_both(m, 17, 1700);
  }
  check_both(40, 70, 900);
  return test_finish();
}
