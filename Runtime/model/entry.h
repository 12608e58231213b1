/* The four functions that the compiler writes for one model. Arguments are checked by the callers.
   weights   the values: the weights file from payload_offset on, 64-byte aligned
   state     state_bytes, 64-byte aligned; all zero at the start of a sequence
   scratch   scratch_bytes, 64-byte aligned, not cleared; carries hidden rows to the head only
   past      tokens before the call; with a context, past and the call's tokens are at most that */
#ifndef SSDC_ENTRY_H
#define SSDC_ENTRY_H

#include <stddef.h>
#include <stdint.h>

/* Advances the state by ids [n], 1 <= n <= segment_tokens; leaves n hidden rows in scratch. */
void ssdc_entry_prefill(const float *weights, float *state, float *scratch, const int32_t *ids,
                        ptrdiff_t n, ptrdiff_t past);

/* Logits [vocabulary] of row n - 1 of the n rows just left in scratch. */
void ssdc_entry_head_last(const float *weights, float *state, float *scratch, ptrdiff_t n,
                          float *logits);

/* Logits [n, vocabulary] of all n rows just left in scratch. */
void ssdc_entry_head_all(const float *weights, float *state, float *scratch, ptrdiff_t n,
                         float *logits);

/* Advances the state by the token ids[0]; leaves one hidden row in scratch. */
void ssdc_entry_step(const float *weights, float *state, float *scratch, const int32_t *ids,
                     ptrdiff_t past);

#endif
