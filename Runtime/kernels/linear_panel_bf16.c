#include "linear_panel_bf16.h"

#include "simd_bf16.h"

#define SSDC_TILE_ELEMENT uint16_t
#define SSDC_TILE_LOAD ssdc_vec_load_bf16

#include "panel_blocks.h"

void ssdc_linear_panel_bf16(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const float *x, ptrdiff_t ldx,
                            const uint16_t *w, float *y, ptrdiff_t ldy, int accumulate) {
  ssdc_panel_blocks(m, n, k, x, ldx, w, y, ldy, accumulate);
}
