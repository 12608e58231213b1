#define _POSIX_C_SOURCE 200809L
#include "workspace.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { alignment = 64 };

/* At least one aligned byte; NULL where there is no memory. */
static float *allocate(size_t bytes) {
  void *found = NULL;
  return posix_memalign(&found, alignment, bytes + alignment) == 0 ? found : NULL;
}

/* The next of a sequence of numbers that look random (Marsaglia 2003, "Xorshift RNGs"). */
static uint32_t next(uint32_t *state) {
  *state ^= *state << 13;
  *state ^= *state >> 17;
  *state ^= *state << 5;
  return *state;
}

/* Numbers between -1 and 0: rates and logs of decays are never positive. */
static void fill(float *memory, const ssdc_tuner_buffer *buffers, size_t count) {
  for (size_t i = 0; i < count; i++) {
    char *const start = (char *)memory + buffers[i].offset;
    uint32_t random = 2463534242u + (uint32_t)i;
    for (size_t k = 0; k < buffers[i].count; k++) {
      const float value = (float)(next(&random) >> 8) * (1.0f / 16777216.0f) - 1.0f;
      uint32_t bits;
      memcpy(&bits, &value, sizeof bits);
      const uint16_t upper = (uint16_t)(bits >> 16);
      switch (buffers[i].element) {
        case SSDC_TUNER_F32: memcpy(start + k * sizeof value, &value, sizeof value); break;
        case SSDC_TUNER_BF16: memcpy(start + k * sizeof upper, &upper, sizeof upper); break;
      }
    }
  }
}

int ssdc_tuner_open(ssdc_tuner_workspace *space, const ssdc_tuner_problem *problem) {
  size_t scratch = problem->reference == NULL ? 0 : problem->reference->scratch_bytes;
  for (size_t i = 0; i < problem->candidates_count; i++) {
    const size_t needed = problem->candidates[i].scratch_bytes;
    if (needed > scratch) scratch = needed;
  }
  space->weights = allocate(problem->weights_bytes);
  space->scratch = allocate(scratch);
  space->initial = allocate(problem->state_bytes);
  space->state = allocate(problem->state_bytes);
  space->expected = allocate(problem->state_bytes);
  space->ids = malloc(sizeof *space->ids * (size_t)(problem->tokens + 1));
  if (space->weights == NULL || space->scratch == NULL || space->initial == NULL ||
      space->state == NULL || space->expected == NULL || space->ids == NULL) {
    ssdc_tuner_close(space);
    return 0;
  }
  memset(space->weights, 0, problem->weights_bytes);
  memset(space->scratch, 0, scratch);
  memset(space->initial, 0, problem->state_bytes);
  fill(space->weights, problem->weights, problem->weights_count);
  fill(space->initial, problem->states, problem->states_count);
  for (ptrdiff_t i = 0; i < problem->tokens; i++) {
    space->ids[i] = (int32_t)((7 + 13 * (int64_t)i) % problem->vocabulary);
  }
  return 1;
}

void ssdc_tuner_close(ssdc_tuner_workspace *space) {
  free(space->weights);
  free(space->scratch);
  free(space->initial);
  free(space->state);
  free(space->expected);
  free(space->ids);
}

void ssdc_tuner_run(const ssdc_tuner_workspace *space, const ssdc_tuner_candidate *candidate,
                    ptrdiff_t n, ptrdiff_t block) {
  for (ptrdiff_t done = 0; done < n; done += candidate->segment) {
    const ptrdiff_t left = n - done;
    const ssdc_tuner_call call = {
      space->weights, space->state, space->scratch, space->ids + done,
      left < candidate->segment ? left : candidate->segment, done, block,
    };
    candidate->run(&call);
  }
}

void ssdc_tuner_rewind(const ssdc_tuner_workspace *space, const ssdc_tuner_problem *problem) {
  memcpy(space->state, space->initial, problem->state_bytes);
}

double ssdc_tuner_difference(const ssdc_tuner_workspace *space, const ssdc_tuner_problem *problem) {
  double worst = 0;
  for (size_t i = 0; i < problem->states_count; i++) {
    const ssdc_tuner_buffer *buffer = &problem->states[i];
    const float *const found = space->state + buffer->offset / sizeof(float);
    const float *const wanted = space->expected + buffer->offset / sizeof(float);
    double largest = 1e-30, difference = 0;
    for (size_t k = 0; k < buffer->count; k++) {
      const double distance = fabs((double)found[k] - (double)wanted[k]);
      if (!isfinite(distance)) return INFINITY;
      largest = fmax(largest, fabs((double)wanted[k]));
      difference = fmax(difference, distance);
    }
    worst = fmax(worst, difference / largest);
  }
  return worst;
}
