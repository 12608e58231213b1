#include "gemm.h"

#include "gemm_tile.h"

/* Depth of the strip of b that is copied aside: 128 x 16 floats are 8 KB. */
#define SSDC_STRIP 128

/* From this many rows on, whole strips are copied too: their rows, far apart in b, compete for the
 * same places in the first-level cache.  With fewer rows the copy costs more than it saves. */
#define SSDC_COPY_ROWS (8 * SSDC_TILE_ROWS)

/* c[m, 16] (+)= a[m, k] . b[k, 16], b in place. */
static void ssdc_strip(ptrdiff_t m, ptrdiff_t k, const float *a, ptrdiff_t a_row, ptrdiff_t a_col,
                       const float *b, ptrdiff_t ldb, float *c, ptrdiff_t ldc, int accumulate) {
  for (ptrdiff_t i = 0; i < m; i += SSDC_TILE_ROWS) {
    ssdc_tile(m - i, k, a + i * a_row, a_row, a_col, b, ldb, c + i * ldc, ldc, accumulate);
  }
}

/* The same for `cols` <= 16 columns, with b copied to strips padded with zeros.  Where columns are
 * missing, c is written by way of a whole tile. */
static void ssdc_strip_copied(ptrdiff_t m, ptrdiff_t cols, ptrdiff_t k, const float *a,
                              ptrdiff_t a_row, ptrdiff_t a_col, const float *b, ptrdiff_t ldb,
                              float *c, ptrdiff_t ldc, int accumulate) {
  float strip[SSDC_STRIP * SSDC_TILE_COLS];
  float edge[SSDC_TILE_ROWS * SSDC_TILE_COLS];
  ptrdiff_t p = 0;
  do { /* once at least: with k == 0 the outputs are still written */
    const ptrdiff_t depth = k - p < SSDC_STRIP ? k - p : SSDC_STRIP;
    const float *a0 = a + p * a_col;
    const int add = accumulate || p > 0;
    if (cols == SSDC_TILE_COLS) {
      for (ptrdiff_t q = 0; q < depth; ++q) {
        memcpy(strip + q * SSDC_TILE_COLS, b + (p + q) * ldb, SSDC_TILE_COLS * sizeof *b);
      }
      ssdc_strip(m, depth, a0, a_row, a_col, strip, SSDC_TILE_COLS, c, ldc, add);
    } else {
      memset(strip, 0, sizeof strip);
      for (ptrdiff_t q = 0; q < depth; ++q) {
        for (ptrdiff_t j = 0; j < cols; ++j) strip[q * SSDC_TILE_COLS + j] = b[(p + q) * ldb + j];
      }
      for (ptrdiff_t i = 0; i < m; i += SSDC_TILE_ROWS) {
        const ptrdiff_t rows = m - i < SSDC_TILE_ROWS ? m - i : SSDC_TILE_ROWS;
        ssdc_strip(rows, depth, a0 + i * a_row, a_row, a_col, strip, SSDC_TILE_COLS, edge,
                   SSDC_TILE_COLS, 0);
        ssdc_tile_edge(rows, cols, edge, c + i * ldc, ldc, add);
      }
    }
    p += depth;
  } while (p < k);
}

void ssdc_gemm(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const float *a, ptrdiff_t a_row,
               ptrdiff_t a_col, const float *b, ptrdiff_t ldb, float *c, ptrdiff_t ldc,
               int accumulate) {
  for (ptrdiff_t j = 0; j < n; j += SSDC_TILE_COLS) {
    const ptrdiff_t cols = n - j < SSDC_TILE_COLS ? n - j : SSDC_TILE_COLS;
    if (cols == SSDC_TILE_COLS && m < SSDC_COPY_ROWS) {
      ssdc_strip(m, k, a, a_row, a_col, b + j, ldb, c + j, ldc, accumulate);
    } else {
      ssdc_strip_copied(m, cols, k, a, a_row, a_col, b + j, ldb, c + j, ldc, accumulate);
    }
  }
}
