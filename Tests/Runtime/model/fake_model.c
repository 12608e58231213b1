#include "fake_model.h"

#include "description.h"
#include "entry.h"

/* Keeps what grows with the sequence. */
static void remember(float *state, ptrdiff_t past) {
  const int context = (int)ssdc_model.context;
  if (context == 0) return;
  for (int i = 0; i < WIDTH; i++) {
    state[ROWS + past * WIDTH + i] = state[i];
    state[ROWS + (context + past) * WIDTH + i] = -state[i];
    state[positions_at(context) + context + i] = state[i];
  }
  state[positions_at(context) + past] = (float)(past + 1);
}

/* One token: the state moves on, and is the hidden row. */
static void advance(const float *weights, float *state, float *row, int32_t id,
                    ptrdiff_t past) {
  for (int i = 0; i < WIDTH; i++) {
    state[i] = weights[DECAY + i] * state[i] + weights[EMBEDDING + id * WIDTH + i];
    row[i] = state[i];
  }
  remember(state, past);
}

void ssdc_entry_prefill(const float *weights, float *state, float *scratch, const int32_t *ids,
                        ptrdiff_t n, ptrdiff_t past) {
  for (ptrdiff_t t = 0; t < n; t++) advance(weights, state, scratch + t * WIDTH, ids[t], past + t);
}

void ssdc_entry_step(const float *weights, float *state, float *scratch, const int32_t *ids,
                     ptrdiff_t past) {
  advance(weights, state, scratch, ids[0], past);
}

void ssdc_entry_head_all(const float *weights, float *state, float *scratch, ptrdiff_t n,
                         float *logits) {
  (void)state;
  for (ptrdiff_t t = 0; t < n; t++) {
    for (int v = 0; v < VOCABULARY; v++) {
      float sum = 0;
      for (int i = 0; i < WIDTH; i++) {
        sum += weights[HEAD + v * WIDTH + i] * scratch[t * WIDTH + i];
      }
      logits[t * VOCABULARY + v] = sum;
    }
  }
}

void ssdc_entry_head_last(const float *weights, float *state, float *scratch, ptrdiff_t n,
                          float *logits) {
  ssdc_entry_head_all(weights, state, scratch + (n - 1) * WIDTH, 1, logits);
}
