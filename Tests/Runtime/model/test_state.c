/* Saved states: good at any position, and refused for any change. */
#include <math.h>
#include <string.h>

#include "check.h"
#include "description.h"
#include "fixture.h"
#include "sha256.h"

enum { LENGTH = 23 };

static int32_t ids[LENGTH];

static void check_positions(const unsigned char *weights, size_t size) {
  ssdc_t a, b;
  void *arena_a = fixture_init(&a, weights, size);
  void *arena_b = fixture_init(&b, weights, size);
  float expected[VOCABULARY], logits[VOCABULARY];
  unsigned char *blob = malloc(ssdc_state_size() + 1);
  if (blob == NULL) abort();
  ssdc_prefill(&a, ids, LENGTH, expected);
  for (size_t at = 0; at < LENGTH; at++) {
    ssdc_state_reset(&a);
    ssdc_prefill(&a, ids, at, NULL);
    CHECK(ssdc_state_save(&a, blob + 1, ssdc_state_size()) == SSDC_OK); /* at an odd address */
    CHECK(ssdc_state_load(&b, blob + 1, ssdc_state_size()) == SSDC_OK);
    CHECK(ssdc_position(&b) == at);
    CHECK(ssdc_prefill(&b, ids + at, LENGTH - at, logits) == SSDC_OK);
    CHECK(ssdc_position(&b) == LENGTH);
    CHECK(memcmp(logits, expected, sizeof logits) == 0);
  }
  free(blob);
  free(arena_a);
  free(arena_b);
}

/* Loads a changed blob: the code, after checking that the context did not change. */
static int refusal(ssdc_t *m, const unsigned char *blob, size_t size) {
  float before[WIDTH];
  memcpy(before, m->state, sizeof before);
  const uint64_t position = ssdc_position(m);
  const int code = ssdc_state_load(m, blob, size);
  CHECK(memcmp(before, m->state, sizeof before) == 0 && ssdc_position(m) == position);
  return code;
}

static void check_refusals(const unsigned char *weights, size_t size) {
  ssdc_t m, zero;
  memset(&zero, 0, sizeof zero);
  void *arena = fixture_init(&m, weights, size);
  const size_t bytes = ssdc_state_size();
  unsigned char *blob = malloc(bytes);
  if (blob == NULL) abort();
  ssdc_prefill(&m, ids, 11, NULL);

  CHECK(ssdc_state_save(&m, NULL, bytes) == SSDC_ERROR_NULL);
  CHECK(ssdc_state_save(NULL, blob, bytes) == SSDC_ERROR_NULL);
  CHECK(ssdc_state_save(&zero, blob, bytes) == SSDC_ERROR_UNINITIALISED);
  CHECK(ssdc_state_save(&m, blob, bytes - 1) == SSDC_ERROR_BUFFER_SIZE);
  CHECK(ssdc_state_save(&m, blob, bytes) == SSDC_OK);
  CHECK(ssdc_state_load(NULL, blob, bytes) == SSDC_ERROR_NULL);
  CHECK(ssdc_state_load(&m, NULL, bytes) == SSDC_ERROR_NULL);
  CHECK(ssdc_state_load(&zero, blob, bytes) == SSDC_ERROR_UNINITIALISED);

  ssdc_step(&m, 1, NULL); /* so that a load would show */
  for (size_t cut = 0; cut < bytes; cut++) {
    unsigned char *exact = malloc(cut + 1); /* a read past the cut is then an error of its own */
    if (exact == NULL) abort();
    memcpy(exact + 1, blob, cut);
    CHECK(refusal(&m, exact + 1, cut) == SSDC_ERROR_STATE_TRUNCATED);
    free(exact);
  }
  for (size_t bit = 0; bit < 8 * bytes; bit++) {
    const size_t at = bit / 8;
    blob[at] ^= (unsigned char)(1 << bit % 8);
    const int expected = at < 8    ? SSDC_ERROR_STATE_FORMAT
                         : at < 12 ? SSDC_ERROR_STATE_VERSION
                         : at < 16 ? SSDC_ERROR_STATE_CORRUPT
                         : at < 48 ? SSDC_ERROR_STATE_MODEL
                         : at < 80 ? SSDC_ERROR_STATE_LAYOUT
                                   : SSDC_ERROR_STATE_CORRUPT;
    CHECK(refusal(&m, blob, bytes) == expected);
    blob[at] ^= (unsigned char)(1 << bit % 8);
  }
  CHECK(ssdc_state_load(&m, blob, bytes) == SSDC_OK && ssdc_position(&m) == 11);

  /* A state that overflowed is a state: the caller gets back what was there. */
  m.state[0] = (float)NAN;
  m.state[1] = (float)INFINITY;
  CHECK(ssdc_state_save(&m, blob, bytes) == SSDC_OK);
  ssdc_state_reset(&m);
  CHECK(ssdc_state_load(&m, blob, bytes) == SSDC_OK);
  CHECK(isnan(m.state[0]) && isinf(m.state[1]));

  /* A position at the end of its range cannot be moved past it. */
  memset(blob + 80, 0xff, 8);
  ssdc_sha256 hash;
  ssdc_sha256_init(&hash);
  ssdc_sha256_update(&hash, blob, 96);
  ssdc_sha256_update(&hash, blob + 128, ssdc_model.state_bytes);
  ssdc_sha256_final(&hash, blob + 96);
  CHECK(ssdc_state_load(&m, blob, bytes) == SSDC_OK && ssdc_position(&m) == UINT64_MAX);
  CHECK(ssdc_step(&m, 1, NULL) == SSDC_ERROR_COUNT);
  free(blob);
  free(arena);
}

int main(int argc, char **argv) {
  if (argc != 2) return 2;
  size_t size;
  unsigned char *weights = fixture_read(argv[1], &size);
  fixture_ids(ids, LENGTH);
  check_positions(weights, size);
  check_refusals(weights, size);
  free(weights);
  return ssdc_check_report();
}
