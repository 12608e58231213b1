#include "fake_model.h"

#include "entry.h"

/* One token: the state moves on, and is the hidden row. */
static void advance(const float *weights, float *state, float *row, int32_t id) {
  for (int i = 0; i < WIDTH; i++) {
    state[i] = weights[DECAY + i] * state[i] + weights[EMBEDDING + id * WIDTH + i];
    row[i] = state[i];
  }
}

void ssdc_entry_prefill(const float *weights, float *state, float *scratch, const int32_t *ids,
                        ptrdiff_t n, ptrdiff_t past) {
  (void)past;
  for (ptrdiff_t t = 0; t < n; t++) advance(weights, state, scratch + t * WIDTH, ids[t]);
}

void ssdc_entry_step(const float *weights, float *state, float *scratch, const int32_t *ids,
                     ptrdiff_t past) {
  (void)past;
  advance(weights, state, scratch, ids[0]);
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
