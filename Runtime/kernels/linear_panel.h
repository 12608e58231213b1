/* Product of activations with a weight matrix packed ahead of time into panels of 16 columns. */
#ifndef SSDC_LINEAR_PANEL_H
#define SSDC_LINEAR_PANEL_H

#include <stddef.h>

/* y[m, n] (+)= x[m, k] . transpose(W[n, k]); adds to y if `accumulate` is not 0, else overwrites.
 *
 * x is row-major with leading dimension ldx >= k, y with ldy >= n; they must not overlap.
 * w holds ceil(n / 16) panels: W[j, p] stands at w[(j / 16) * k * 16 + p * 16 + j % 16], and the
 * columns of the last panel beyond n are zero.  Nothing beyond column n of y is touched. */
void ssdc_linear_panel(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const float *x, ptrdiff_t ldx,
                       const float *w, float *y, ptrdiff_t ldy, int accumulate);

#endif
