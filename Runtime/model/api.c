#include <string.h>

#include "context.h"
#include "description.h"
#include "entry.h"
#include "ssdc.h"

size_t ssdc_arena_size(void) { return ssdc_model.arena_bytes; }

size_t ssdc_weights_size(void) { return ssdc_model.weights_bytes; }

size_t ssdc_vocabulary_size(void) { return (size_t)ssdc_model.vocabulary; }

size_t ssdc_context_size(void) { return (size_t)ssdc_model.context; }

int ssdc_context_check(const ssdc_t *m) {
  if (m == NULL) return SSDC_ERROR_NULL;
  return m->magic == SSDC_CONTEXT_MAGIC ? SSDC_OK : SSDC_ERROR_UNINITIALISED;
}

/* Values are used and states are copied as they lie in memory, which is little-endian in files. */
static int is_little_endian(void) {
  const uint32_t one = 1;
  unsigned char first;
  memcpy(&first, &one, 1);
  return first == 1;
}

static size_t round_up(size_t bytes) {
  return (bytes + SSDC_ALIGNMENT - 1) / SSDC_ALIGNMENT * SSDC_ALIGNMENT;
}

int ssdc_init(ssdc_t *m, void *arena, size_t arena_size, const void *weights,
              size_t weights_size) {
  if (m == NULL) return SSDC_ERROR_NULL;
  memset(m, 0, sizeof *m);
  if (arena == NULL || weights == NULL) return SSDC_ERROR_NULL;
  if (!is_little_endian()) return SSDC_ERROR_BYTE_ORDER;
  if (arena_size < ssdc_model.arena_bytes) return SSDC_ERROR_ARENA_SIZE;
  if ((uintptr_t)weights % SSDC_ALIGNMENT != 0) return SSDC_ERROR_WEIGHTS_ALIGNMENT;
  const int code = ssdc_weights_check(weights, weights_size);
  if (code != SSDC_OK) return code;

  const size_t past = (size_t)((uintptr_t)arena % SSDC_ALIGNMENT);
  unsigned char *aligned = (unsigned char *)arena + (past == 0 ? 0 : SSDC_ALIGNMENT - past);
  m->magic = SSDC_CONTEXT_MAGIC;
  m->weights = (const float *)(const void *)((const unsigned char *)weights +
                                             ssdc_model.payload_offset);
  m->state = (float *)(void *)aligned;
  m->scratch = (float *)(void *)(aligned + round_up(ssdc_model.state_bytes));
  ssdc_state_reset(m);
  return SSDC_OK;
}

/* Everything that can be wrong with `n` tokens, before any of them has been used. */
static int check_tokens(const ssdc_t *m, const int32_t *ids, size_t n) {
  const int code = ssdc_context_check(m);
  if (code != SSDC_OK || n == 0) return code;
  if (ids == NULL) return SSDC_ERROR_NULL;
  if (n > PTRDIFF_MAX / sizeof *ids || n > UINT64_MAX - m->position) return SSDC_ERROR_COUNT;
  const size_t context = ssdc_context_size();
  if (context > 0 && n > context - m->position) return SSDC_ERROR_CONTEXT;
  for (size_t i = 0; i < n; i++) {
    if (ids[i] < 0 || ids[i] >= ssdc_model.vocabulary) return SSDC_ERROR_TOKEN;
  }
  return SSDC_OK;
}

/* Advances by the next segment of at most n > 0 tokens; its length. */
static size_t run_segment(ssdc_t *m, const int32_t *ids, size_t n) {
  const size_t most = (size_t)ssdc_model.segment_tokens;
  const size_t taken = n < most ? n : most;
  ssdc_entry_prefill(m->weights, m->state, m->scratch, ids, (ptrdiff_t)taken,
                     (ptrdiff_t)m->position);
  m->position += taken;
  return taken;
}

int ssdc_prefill(ssdc_t *m, const int32_t *ids, size_t n, float *logits) {
  const int code = check_tokens(m, ids, n);
  if (code != SSDC_OK || n == 0) return code;
  size_t taken = 0;
  for (size_t done = 0; done < n; done += taken) taken = run_segment(m, ids + done, n - done);
  if (logits != NULL) {
    ssdc_entry_head_last(m->weights, m->state, m->scratch, (ptrdiff_t)taken, logits);
  }
  return SSDC_OK;
}

int ssdc_prefill_all(ssdc_t *m, const int32_t *ids, size_t n, float *logits) {
  const size_t vocabulary = (size_t)ssdc_model.vocabulary;
  int code = ssdc_context_check(m);
  if (code != SSDC_OK) return code;
  if (n > PTRDIFF_MAX / sizeof *logits / vocabulary) return SSDC_ERROR_COUNT;
  code = check_tokens(m, ids, n);
  if (code != SSDC_OK || n == 0) return code;
  if (logits == NULL) return SSDC_ERROR_NULL;
  size_t taken = 0;
  for (size_t done = 0; done < n; done += taken) {
    taken = run_segment(m, ids + done, n - done);
    ssdc_entry_head_all(m->weights, m->state, m->scratch, (ptrdiff_t)taken,
                        logits + done * vocabulary);
  }
  return SSDC_OK;
}

int ssdc_step(ssdc_t *m, int32_t id, float *logits) {
  const int code = check_tokens(m, &id, 1);
  if (code != SSDC_OK) return code;
  ssdc_entry_step(m->weights, m->state, m->scratch, &id, (ptrdiff_t)m->position);
  m->position += 1;
  if (logits != NULL) ssdc_entry_head_last(m->weights, m->state, m->scratch, 1, logits);
  return SSDC_OK;
}

uint64_t ssdc_position(const ssdc_t *m) {
  return ssdc_context_check(m) == SSDC_OK ? m->position : 0;
}

void ssdc_state_reset(ssdc_t *m) {
  if (ssdc_context_check(m) != SSDC_OK) return;
  memset(m->state, 0, ssdc_model.state_bytes);
  m->position = 0;
}
