#include "gemm.h"

#include "gemm_tile.h"

/* Depth of the part of b that is copied aside: 8 KB in 16 columns, 16 KB in 32. */
#define SSDC_COPY_DEPTH 128

/* From this many rows on, whole columns are copied too: their rows, far apart in b, compete for the
 * same places in the first-level cache.  With fewer rows the copy costs more than it saves. */
#define SSDC_COPY_ROWS (8 * SSDC_TILE_ROWS)

/* c[m, cols] (+)= a[m, k] . b[k, cols] for the columns of one tile, b in place. */
static void ssdc_column(ptrdiff_t m, ptrdiff_t cols, ptrdiff_t k, const float *a, ptrdiff_t a_row,
                        ptrdiff_t a_col, const float *b, ptrdiff_t ldb, float *c, ptrdiff_t ldc,
                        int accumulate) {
  ptrdiff_t rows;
  for (ptrdiff_t i = 0; i < m; i += rows) {
    rows = ssdc_tile_rows(m - i);
    ssdc_tile(rows, cols, k, a + i * a_row, a_row, a_col, b, ldb, SSDC_STRIP_COLS, c + i * ldc, ldc,
              accumulate);
  }
}

/* The same with b copied; of `cols` columns only `left` may be there, in the last strip.  Then the
 * copy is padded with zeros, and c is written by way of a whole tile. */
static void ssdc_column_copied(ptrdiff_t m, ptrdiff_t cols, ptrdiff_t left, ptrdiff_t k,
                               const float *a, ptrdiff_t a_row, ptrdiff_t a_col, const float *b,
                               ptrdiff_t ldb, float *c, ptrdiff_t ldc, int accumulate) {
  float copy[SSDC_COPY_DEPTH * SSDC_TILE_COLS];
  float edge[SSDC_TILE_ROWS * SSDC_STRIP_COLS];
  ptrdiff_t p = 0;
  do { /* once at least: with k == 0 the outputs are still written */
    const ptrdiff_t depth = k - p < SSDC_COPY_DEPTH ? k - p : SSDC_COPY_DEPTH;
    const float *a0 = a + p * a_col;
    const int add = accumulate || p > 0;
    if (left >= cols) {
      for (ptrdiff_t q = 0; q < depth; ++q) {
        memcpy(copy + q * cols, b + (p + q) * ldb, (size_t)cols * sizeof *b);
      }
      ssdc_column(m, cols, depth, a0, a_row, a_col, copy, cols, c, ldc, add);
    } else {
      memset(copy, 0, sizeof copy);
      for (ptrdiff_t q = 0; q < depth; ++q) {
        for (ptrdiff_t j = 0; j < left; ++j) copy[q * SSDC_STRIP_COLS + j] = b[(p + q) * ldb + j];
      }
      ptrdiff_t rows;
      for (ptrdiff_t i = 0; i < m; i += rows) {
        rows = ssdc_tile_rows(m - i);
        ssdc_column(rows, SSDC_STRIP_COLS, depth, a0 + i * a_row, a_row, a_col, copy,
                    SSDC_STRIP_COLS, edge, SSDC_STRIP_COLS, 0);
        ssdc_tile_edge(rows, left, edge, c + i * ldc, ldc, add);
      }
    }
    p += depth;
  } while (p < k);
}

void ssdc_gemm(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const float *a, ptrdiff_t a_row,
               ptrdiff_t a_col, const float *b, ptrdiff_t ldb, float *c, ptrdiff_t ldc,
               int accumulate) {
  ptrdiff_t cols;
  for (ptrdiff_t j = 0; j < n; j += cols) {
    cols = ssdc_tile_cols(n - j);
    if (n - j >= cols && m < SSDC_COPY_ROWS) {
      ssdc_column(m, cols, k, a, a_row, a_col, b + j, ldb, c + j, ldc, accumulate);
    } else {
      ssdc_column_copied(m, cols, n - j, k, a, a_row, a_col, b + j, ldb, c + j, ldc, accumulate);
    }
  }
}
