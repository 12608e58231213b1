#include "variants.h"

void ssdc_entry_prefill(const float *weights, float *state, float *scratch, const int32_t *ids,
                        ptrdiff_t n, ptrdiff_t past) {
  const ssdc_prefill_variant *variant = ssdc_prefill_variants;
  while (n > variant->most) ++variant;
  variant->run(weights, state, scratch, ids, n, past);
}
