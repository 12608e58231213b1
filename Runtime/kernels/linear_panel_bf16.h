/* Product of activations with a weight matrix of bf16, packed ahead of time into panels of 16
 * columns. */
#ifndef SSDC_LINEAR_PANEL_BF16_H
#define SSDC_LINEAR_PANEL_BF16_H

#include <stddef.h>
#include <stdint.h>

/* The same as ssdc_linear_panel for a weight of bf16, which becomes float in registers. */
void ssdc_linear_panel_bf16(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const float *x, ptrdiff_t ldx,
                            const uint16_t *w, float *y, ptrdiff_t ldy, int accumulate);

#endif
