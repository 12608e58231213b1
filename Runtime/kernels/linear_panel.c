#include "linear_panel.h"

#include "panel_blocks.h"

void ssdc_linear_panel(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const float *x, ptrdiff_t ldx,
                       const float *w, float *y, ptrdiff_t ldy, int accumulate) {
  ssdc_panel_blocks(m, n, k, x, ldx, w, y, ldy, accumulate);
}
