/* The product with a weight in panels of 16 columns, block by block; its elements are those of
 * gemm_tile.h. */
#ifndef SSDC_PANEL_BLOCKS_H
#define SSDC_PANEL_BLOCKS_H

#include "gemm_tile.h"

/* Blocks of the product with many rows: SSDC_COLS columns of w, SSDC_DEPTH deep (192 KB), stay in
 * the second-level cache while every row of x passes by; the six rows of x that a tile needs stay
 * in the first while those columns stream past them. */
#define SSDC_DEPTH 768
#define SSDC_COLS 64

/* One tile, `cols` columns wide, of which the last `left` of the product are written: fewer in a
 * last panel. */
SSDC_INLINE void ssdc_panel_tile(ptrdiff_t rows, ptrdiff_t cols, ptrdiff_t left, ptrdiff_t depth,
                                 const float *x, ptrdiff_t ldx, const SSDC_TILE_ELEMENT *w,
                                 ptrdiff_t panel, float *y, ptrdiff_t ldy, int accumulate) {
  float edge[SSDC_TILE_ROWS * SSDC_STRIP_COLS];
  const int whole = left >= cols;
  float *out = whole ? y : edge;
  const ptrdiff_t ldout = whole ? ldy : SSDC_STRIP_COLS;
  ssdc_tile(rows, cols, depth, x, ldx, 1, w, SSDC_STRIP_COLS, panel, out, ldout,
            whole && accumulate);
  if (!whole) ssdc_tile_edge(rows, left, edge, y, ldy, accumulate);
}

/* y[m, n] (+)= x[m, k] . transpose(W) with W[n, k] in panels of 16 columns, as linear_panel.h has
 * it. */
static void ssdc_panel_blocks(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const float *x, ptrdiff_t ldx,
                              const SSDC_TILE_ELEMENT *w, float *y, ptrdiff_t ldy,
                              int accumulate) {
  /* A single tile of rows reads every weight once, in the order they are stored: no blocks. */
  const ptrdiff_t block = m > ssdc_tile_rows(m) ? SSDC_DEPTH : k;
  const ptrdiff_t panel = k * SSDC_STRIP_COLS;
  ptrdiff_t p = 0;
  do { /* once at least: with k == 0 the outputs are still written */
    const ptrdiff_t depth = k - p < block ? k - p : block;
    for (ptrdiff_t j0 = 0; j0 < n; j0 += SSDC_COLS) {
      const ptrdiff_t j1 = j0 + SSDC_COLS < n ? j0 + SSDC_COLS : n;
      ptrdiff_t rows;
      for (ptrdiff_t i = 0; i < m; i += rows) {
        rows = ssdc_tile_rows(m - i);
        ptrdiff_t cols;
        for (ptrdiff_t j = j0; j < j1; j += cols) {
          cols = ssdc_tile_cols(j1 - j);
          ssdc_panel_tile(rows, cols, n - j, depth, x + i * ldx + p, ldx,
                          w + j * k + p * SSDC_STRIP_COLS, panel, y + i * ldy + j, ldy,
                          accumulate || p > 0);
        }
      }
    }
    p += depth;
  } while (p < k);
}

#endif
