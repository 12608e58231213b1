/* Product of activations with a weight matrix of bf16 in its plain layout, by a BLAS library. */
#ifndef SSDC_LINEAR_ROWS_BF16_BLAS_H
#define SSDC_LINEAR_ROWS_BF16_BLAS_H

#include <stddef.h>
#include <stdint.h>

/* The same as ssdc_linear_rows for a weight of bf16: single rows multiply it as it is loaded, for
 * more it becomes float block by block, on the stack. */
void ssdc_linear_rows_bf16(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const float *x, ptrdiff_t ldx,
                           const uint16_t *w, float *y, ptrdiff_t ldy, int accumulate);

#endif
