/* Product of activations with a weight matrix in its plain layout, by a BLAS library. */
#ifndef SSDC_LINEAR_ROWS_BLAS_H
#define SSDC_LINEAR_ROWS_BLAS_H

#include <stddef.h>

/* y[m, n] (+)= x[m, k] . transpose(w[n, k]); adds to y if `accumulate` is not 0, else overwrites.
 *
 * All row-major: x with leading dimension ldx >= k, w with k, y with ldy >= n. */
void ssdc_linear_rows(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const float *x, ptrdiff_t ldx,
                      const float *w, float *y, ptrdiff_t ldy, int accumulate);

#endif
