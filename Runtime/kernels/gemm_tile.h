/* The inner tile shared by the matrix products: up to SSDC_TILE_ROWS x SSDC_TILE_COLS outputs kept
 * in registers while the depth k runs. */
#ifndef SSDC_GEMM_TILE_H
#define SSDC_GEMM_TILE_H

#include "simd.h"

/* Columns of a strip of b: the panels that weights are packed into, on every target. */
#define SSDC_STRIP_COLS 16

/* The largest tile, such that its sums, one row of b and one broadcast fit the register file:
 * 12 * 2 of 32 with AVX-512, 6 * 2 of 16 with AVX, 6 * 4 of 32 on aarch64, 3 * 4 of 16 with SSE or
 * 32-bit NEON.  A strip is one vector with AVX-512, and a sum takes one load of a and one of b from
 * two ports: so there a tile takes two strips, and each load of a serves two sums. */
#if defined(__AVX512F__)
#define SSDC_TILE_ROWS 12
#define SSDC_TILE_COLS 32
#elif defined(__AVX__) || defined(__aarch64__)
#define SSDC_TILE_ROWS 6
#define SSDC_TILE_COLS 16
#else
#define SSDC_TILE_ROWS 3
#define SSDC_TILE_COLS 16
#endif

#define SSDC_TILE_VECS (SSDC_TILE_COLS / SSDC_LANES)

/* Where the vector v of a row of b stands, from the row's start. */
#define SSDC_TILE_PLACE(v) \
  (((v)*SSDC_LANES) / SSDC_STRIP_COLS * b_strip + ((v)*SSDC_LANES) % SSDC_STRIP_COLS)

/* Rows of the next tile when `left` are to do: one of the cases of ssdc_tile. */
SSDC_INLINE ptrdiff_t ssdc_tile_rows(ptrdiff_t left) {
  if (left >= SSDC_TILE_ROWS) return SSDC_TILE_ROWS;
#if SSDC_TILE_ROWS > 6
  if (left >= 8) return 8;
  if (left > 4) return 4;
#endif
  return left;
}

/* Columns of the next tile when `left` are to do; more than `left` only where that is less than a
 * strip. */
SSDC_INLINE ptrdiff_t ssdc_tile_cols(ptrdiff_t left) {
  return left < SSDC_TILE_COLS ? SSDC_STRIP_COLS : SSDC_TILE_COLS;
}

/* What b holds, and how a vector of it is loaded: floats, unless the file that includes this one
 * has other elements that become floats in registers. */
#ifndef SSDC_TILE_ELEMENT
#define SSDC_TILE_ELEMENT float
#define SSDC_TILE_LOAD ssdc_vec_load
#endif

/* c[rows, cols] (+)= a[rows, k] . b[k, cols] with a[i, p] at a[i * a_row + p * a_col], b[p, j] at
 * b[j / 16 * b_strip + p * b_row + j % 16].  `rows`, `cols` and `chains` are constants at every
 * call.  `chains` > 1 gives consecutive depths accumulators of their own: a fused multiply-add
 * takes about 4 cycles and two can start in each, so a tile of few rows needs independent sums to
 * be limited by loads only.  Nothing is asked for ahead: b streams in order, and the processor's
 * own prefetching is ahead of any hint. */
SSDC_INLINE void ssdc_tile_fixed(int rows, int cols, int chains, ptrdiff_t k, const float *a,
                                 ptrdiff_t a_row, ptrdiff_t a_col, const SSDC_TILE_ELEMENT *b,
                                 ptrdiff_t b_row, ptrdiff_t b_strip, float *c, ptrdiff_t ldc,
                                 int accumulate) {
  const int vecs = cols / SSDC_LANES;
  ssdc_vec sum[4][SSDC_TILE_ROWS][SSDC_TILE_VECS];
  SSDC_UNROLL
  for (int u = 0; u < chains; ++u) {
    SSDC_UNROLL
    for (int i = 0; i < rows; ++i) {
      SSDC_UNROLL
      for (int v = 0; v < vecs; ++v) sum[u][i][v] = ssdc_vec_set(0.0f);
    }
  }
  SSDC_UNROLL
  for (int i = 0; i < rows; ++i) SSDC_PREFETCH(c + i * ldc);
  ptrdiff_t p = 0;
  for (; p + chains <= k; p += chains) {
    SSDC_UNROLL
    for (int u = 0; u < chains; ++u) {
      ssdc_vec row[SSDC_TILE_VECS];
      SSDC_UNROLL
      for (int v = 0; v < vecs; ++v) {
        row[v] = ssdc_vec_hold(SSDC_TILE_LOAD(b + SSDC_TILE_PLACE(v)));
      }
      SSDC_UNROLL
      for (int i = 0; i < rows; ++i) {
        const ssdc_vec x = ssdc_vec_set(a[i * a_row]);
        SSDC_UNROLL
        for (int v = 0; v < vecs; ++v) sum[u][i][v] = ssdc_vec_fma(x, row[v], sum[u][i][v]);
      }
      a += a_col;
      b += b_row;
    }
  }
  for (; p < k; ++p) {
    SSDC_UNROLL
    for (int i = 0; i < rows; ++i) {
      const ssdc_vec x = ssdc_vec_set(a[i * a_row]);
      SSDC_UNROLL
      for (int v = 0; v < vecs; ++v) {
        sum[0][i][v] = ssdc_vec_fma(x, SSDC_TILE_LOAD(b + SSDC_TILE_PLACE(v)), sum[0][i][v]);
      }
    }
    a += a_col;
    b += b_row;
  }
  SSDC_UNROLL
  for (int i = 0; i < rows; ++i) {
    SSDC_UNROLL
    for (int v = 0; v < vecs; ++v) {
      float *out = c + i * ldc + v * SSDC_LANES;
      ssdc_vec total = sum[0][i][v];
      SSDC_UNROLL
      for (int u = 1; u < chains; ++u) total = ssdc_vec_add(total, sum[u][i][v]);
      if (accumulate) total = ssdc_vec_add(total, ssdc_vec_load(out));
      ssdc_vec_store(out, total);
    }
  }
}

/* The same for a number of rows and of columns that are no constants, as ssdc_tile_rows and
 * ssdc_tile_cols have them. */
SSDC_INLINE void ssdc_tile(ptrdiff_t rows, ptrdiff_t cols, ptrdiff_t k, const float *a,
                           ptrdiff_t a_row, ptrdiff_t a_col, const SSDC_TILE_ELEMENT *b,
                           ptrdiff_t b_row, ptrdiff_t b_strip, float *c, ptrdiff_t ldc,
                           int accumulate) {
#define SSDC_TILE_CALL(rows, cols, chains) \
  ssdc_tile_fixed(rows, cols, chains, k, a, a_row, a_col, b, b_row, b_strip, c, ldc, accumulate)
#if SSDC_TILE_COLS > SSDC_STRIP_COLS
#define SSDC_TILE_CASE(rows, chains)               \
  if (cols == SSDC_TILE_COLS) {                    \
    SSDC_TILE_CALL(rows, SSDC_TILE_COLS, chains);  \
  } else {                                         \
    SSDC_TILE_CALL(rows, SSDC_STRIP_COLS, chains); \
  }
#else
  (void)cols;
#define SSDC_TILE_CASE(rows, chains) SSDC_TILE_CALL(rows, SSDC_STRIP_COLS, chains)
#endif
  switch (rows) {
    case 1: SSDC_TILE_CASE(1, 4); break;
    case 2: SSDC_TILE_CASE(2, 2); break;
#if SSDC_TILE_ROWS > 3
    case 3: SSDC_TILE_CASE(3, 2); break;
    case 4: SSDC_TILE_CASE(4, 1); break;
#if SSDC_TILE_ROWS > 6
    case 8: SSDC_TILE_CASE(8, 1); break;
#else
    case 5: SSDC_TILE_CASE(5, 1); break;
#endif
#endif
    default: SSDC_TILE_CASE(SSDC_TILE_ROWS, 1); break;
  }
#undef SSDC_TILE_CASE
#undef SSDC_TILE_CALL
}

/* Moves the first `cols` columns of a strip computed aside, edge[rows, 16], to c. */
SSDC_INLINE void ssdc_tile_edge(ptrdiff_t rows, ptrdiff_t cols, const float *edge, float *c,
                                ptrdiff_t ldc, int accumulate) {
  for (ptrdiff_t i = 0; i < rows; ++i) {
    for (ptrdiff_t j = 0; j < cols; ++j) {
      const float value = edge[i * SSDC_STRIP_COLS + j];
      c[i * ldc + j] = accumulate ? c[i * ldc + j] + value : value;
    }
  }
}

#endif
