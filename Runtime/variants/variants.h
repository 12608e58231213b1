/* Variants of ssdc_entry_prefill, each for calls of at most so many tokens. */
#ifndef SSDC_VARIANTS_H
#define SSDC_VARIANTS_H

#include "entry.h"

typedef void ssdc_prefill_function(const float *weights, float *state, float *scratch,
                                   const int32_t *ids, ptrdiff_t n, ptrdiff_t past);

typedef struct {
  ptrdiff_t most; /* tokens */
  ssdc_prefill_function *run;
} ssdc_prefill_variant;

/* By `most`, the last one's being segment_tokens. */
extern const ssdc_prefill_variant ssdc_prefill_variants[];

#endif
