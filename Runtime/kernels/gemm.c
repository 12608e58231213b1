#include "gemm.h"

#include "gemm_tile.h"

/* Depth of the strip of b that is copied aside at the right edge: 128 x 16 floats are 8 KB. */
#define SSDC_STRIP 128

/* c[m, 16] (+)= a[m, k] . b[k, 16], tile by tile. */
static void ssdc_strip(ptrdiff_t m, ptrdiff_t k, const float *a, ptrdiff_t a_row, ptrdiff_t a_col,
                       const float *b, ptrdiff_t ldb, float *c, ptrdiff_t ldc, int accumulate) {
  for (ptrdiff_t i = 0; i < m; i += SSDC_TILE_ROWS) {
    ssdc_tile(m - i, k, a + i * a_row, a_row, a_col, b, ldb, 0, c + i * ldc, ldc,
              accumulate);
  }
}

/* The same for the last cols < 16 columns: b is padded to a whole strip, c written by way of a
 * whole tile. */
static void ssdc_strip_edge(ptrdiff_t m, ptrdiff_t cols, ptrdiff_t k, const float *a,
                            ptrdiff_t a_row, ptrdiff_t a_col, const float *b, ptrdiff_t ldb,
                            float *c, ptrdiff_t ldc, int accumulate) {
  float strip[SSDC_STRIP * SSDC_TILE_COLS];
  float edge[SSDC_TILE_ROWS * SSDC_TILE_COLS];
  memset(strip, 0, sizeof strip);
  ptrdiff_t p = 0;
  do { /* once at least: with k == 0 the outputs are still written */
    const ptrdiff_t depth = k - p < SSDC_STRIP ? k - p : SSDC_STRIP;
    for (ptrdiff_t q = 0; q < depth; ++q) {
      for (ptrdiff_t j = 0; j < cols; ++j) strip[q * SSDC_TILE_COLS + j] = b[(p + q) * ldb + j];
    }
    for (ptrdiff_t i = 0; i < m; i += SSDC_TILE_ROWS) {
      ssdc_tile(m - i, depth, a + i * a_row + p * a_col, a_row, a_col, strip, SSDC_TILE_COLS, 0,
                edge, SSDC_TILE_COLS, 0);
      ssdc_tile_edge(m - i, cols, edge, c + i * ldc, ldc, accumulate || p > 0);
    }
    p += depth;
  } while (p < k);
}

void ssdc_gemm(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const float *a, ptrdiff_t a_row,
               ptrdiff_t a_col, const float *b, ptrdiff_t ldb, float *c, ptrdiff_t ldc,
               int accumulate) {
  ptrdiff_t j = 0;
  for (; j + SSDC_TILE_COLS <= n; j += SSDC_TILE_COLS) {
    ssdc_strip(m, k, a, a_row, a_col, b + j, ldb, c + j, ldc, accumulate);
  }
  if (j < n) ssdc_strip_edge(m, n - j, k, a, a_row, a_col, b + j, ldb, c + j, ldc, accumulate);
}
