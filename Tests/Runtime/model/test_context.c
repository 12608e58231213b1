/* A model with a context: sequences up to its end are as ever, and what would go beyond is refused. */
#include <string.h>

#include "check.h"
#include "description.h"
#include "fixture.h"
#include "sha256.h"

enum { CONTEXT = 20 };

static int32_t ids[CONTEXT + 1];

/* A call that must be refused, and change nothing. */
static void check_refused(ssdc_t *m, int code, const float *logits) {
  CHECK(code == SSDC_ERROR_CONTEXT);
  CHECK(logits[0] == 12345.0f);
  CHECK(ssdc_position(m) <= CONTEXT);
}

static void check_end(ssdc_t *m) {
  float logits[(CONTEXT + 1) * VOCABULARY], before[WIDTH];
  for (size_t first = 0; first <= CONTEXT; first++) {
    ssdc_state_reset(m);
    CHECK(ssdc_prefill(m, ids, first, NULL) == SSDC_OK);
    memcpy(before, m->state, sizeof before);
    const size_t n = CONTEXT - first + 1;
    logits[0] = 12345.0f;
    check_refused(m, ssdc_prefill(m, ids, n, logits), logits);
    check_refused(m, ssdc_prefill_all(m, ids, n, logits), logits);
    CHECK(memcmp(before, m->state, sizeof before) == 0 && ssdc_position(m) == first);
    CHECK(ssdc_prefill_all(m, ids, n - 1, logits) == SSDC_OK && ssdc_position(m) == CONTEXT);
    logits[0] = 12345.0f;
    check_refused(m, ssdc_step(m, 1, logits), logits);
    CHECK(ssdc_prefill(m, NULL, 0, NULL) == SSDC_OK);
  }
}

/* A state with a position that no sequence reaches, its checksum in order. */
static void check_forged_state(ssdc_t *m) {
  unsigned char *blob = malloc(ssdc_state_size());
  if (blob == NULL) abort();
  ssdc_state_reset(m);
  CHECK(ssdc_prefill(m, ids, CONTEXT, NULL) == SSDC_OK);
  CHECK(ssdc_state_saved_size(m) == ssdc_state_size());
  CHECK(ssdc_state_save(m, blob, ssdc_state_size()) == SSDC_OK);
  for (int position = CONTEXT; position <= CONTEXT + 1; position++) {
    blob[80] = (unsigned char)position;
    ssdc_sha256 hash;
    ssdc_sha256_init(&hash);
    ssdc_sha256_update(&hash, blob, 96);
    ssdc_sha256_update(&hash, blob + 128, ssdc_state_size() - 128);
    ssdc_sha256_final(&hash, blob + 96);
    const int expected = position > CONTEXT ? SSDC_ERROR_STATE_CORRUPT : SSDC_OK;
    CHECK(ssdc_state_load(m, blob, ssdc_state_size()) == expected);
  }
  CHECK(ssdc_position(m) == CONTEXT);
  CHECK(ssdc_step(m, 1, NULL) == SSDC_ERROR_CONTEXT);
  free(blob);
}

/* A saved state is as long as its tokens need, comes back whole, and is refused for any change. */
static void check_saved(ssdc_t *m) {
  const size_t floats = ssdc_model.state_bytes / sizeof(float);
  float *before = malloc(ssdc_model.state_bytes);
  if (before == NULL) abort();
  for (size_t n = 0; n <= CONTEXT; n++) {
    ssdc_state_reset(m);
    CHECK(ssdc_prefill(m, ids, n, NULL) == SSDC_OK);
    const size_t bytes = ssdc_state_saved_size(m);
    CHECK(bytes == 128 + (2 * WIDTH + n * (2 * WIDTH + 1)) * sizeof(float));
    memcpy(before, m->state, ssdc_model.state_bytes);
    unsigned char *blob = malloc(bytes); /* of that size, so that nothing else is touched */
    if (blob == NULL) abort();
    CHECK(ssdc_state_save(m, blob, bytes - 1) == SSDC_ERROR_BUFFER_SIZE);
    CHECK(ssdc_state_save(m, blob, bytes) == SSDC_OK);
    for (size_t i = 0; i < floats; i++) m->state[i] = 7;
    m->position = 5;
    for (size_t bit = 0; bit < 8 * bytes; bit += n == 3 ? 1 : 61) {
      blob[bit / 8] ^= (unsigned char)(1 << bit % 8);
      CHECK(ssdc_state_load(m, blob, bytes) != SSDC_OK);
      blob[bit / 8] ^= (unsigned char)(1 << bit % 8);
    }
    CHECK(ssdc_state_load(m, blob, bytes - 1) == SSDC_ERROR_STATE_TRUNCATED);
    CHECK(m->state[0] == 7 && m->state[floats - 1] == 7 && ssdc_position(m) == 5);
    CHECK(ssdc_state_load(m, blob, bytes) == SSDC_OK && ssdc_position(m) == n);
    CHECK(memcmp(before, m->state, ssdc_model.state_bytes) == 0);
    free(blob);
  }
  free(before);
  CHECK(ssdc_state_saved_size(NULL) == 0);
}

int main(int argc, char **argv) {
  if (argc != 2) return 2;
  size_t size;
  unsigned char *weights = fixture_read(argv[1], &size);
  fixture_ids(ids, CONTEXT + 1);
  ssdc_t m;
  void *arena = fixture_init(&m, weights, size);
  CHECK(ssdc_context_size() == CONTEXT);
  CHECK(strstr(ssdc_strerror(SSDC_ERROR_CONTEXT), "compiled context") != NULL);
  check_end(&m);
  check_forged_state(&m);
  check_saved(&m);
  free(arena);
  free(weights);
  return ssdc_check_report();
}
