/* Prefill, step and reset: any split of a sequence gives the same bits, bad arguments change
   nothing. */
#include <string.h>

#include "check.h"
#include "fixture.h"

enum { LENGTH = 33 };

static float expected[LENGTH][VOCABULARY];
static int32_t ids[LENGTH];

static void check_splits(const unsigned char *weights, size_t size) {
  ssdc_t m;
  void *arena = fixture_init(&m, weights, size);
  float logits[LENGTH][VOCABULARY];
  for (size_t first = 0; first <= LENGTH; first++) {
    for (size_t second = first; second <= LENGTH; second++) {
      ssdc_state_reset(&m);
      CHECK(ssdc_position(&m) == 0);
      memset(logits, 0, sizeof logits);
      CHECK(ssdc_prefill(&m, ids, first, logits[0]) == SSDC_OK);
      if (first > 0) CHECK(memcmp(logits[0], expected[first - 1], sizeof logits[0]) == 0);
      for (size_t t = first; t < second; t++) {
        CHECK(ssdc_step(&m, ids[t], logits[t]) == SSDC_OK);
        CHECK(memcmp(logits[t], expected[t], sizeof logits[t]) == 0);
      }
      CHECK(ssdc_prefill_all(&m, ids + second, LENGTH - second, logits[second]) == SSDC_OK);
      CHECK(memcmp(logits[second], expected[second], (LENGTH - second) * sizeof logits[0]) == 0);
      CHECK(ssdc_position(&m) == LENGTH);
    }
  }
  free(arena);
}

static void check_arguments(const unsigned char *weights, size_t size) {
  ssdc_t m, zero;
  memset(&zero, 0, sizeof zero);
  void *arena = fixture_init(&m, weights, size);
  float logits[VOCABULARY], before[WIDTH];
  const float sentinel = 12345.0f;
  ssdc_prefill(&m, ids, 9, NULL);
  memcpy(before, m.state, sizeof before);

  logits[0] = sentinel;
  CHECK(ssdc_prefill(&m, NULL, 0, logits) == SSDC_OK && logits[0] == sentinel);
  CHECK(ssdc_prefill_all(&m, NULL, 0, NULL) == SSDC_OK);
  CHECK(ssdc_prefill(&m, NULL, 1, logits) == SSDC_ERROR_NULL);
  CHECK(ssdc_prefill_all(&m, ids, 1, NULL) == SSDC_ERROR_NULL);
  CHECK(ssdc_prefill_all(&m, NULL, 1, logits) == SSDC_ERROR_NULL);
  CHECK(ssdc_prefill(&m, ids, SIZE_MAX, logits) == SSDC_ERROR_COUNT);
  CHECK(ssdc_prefill_all(&m, ids, SIZE_MAX / VOCABULARY, logits) == SSDC_ERROR_COUNT);

  const int32_t bad[] = {-1, VOCABULARY, INT32_MIN, INT32_MAX};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    int32_t with_bad[LENGTH];
    memcpy(with_bad, ids, sizeof ids);
    with_bad[LENGTH - 1] = bad[i];
    CHECK(ssdc_prefill(&m, with_bad, LENGTH, logits) == SSDC_ERROR_TOKEN);
    CHECK(ssdc_prefill_all(&m, with_bad + LENGTH - 1, 1, logits) == SSDC_ERROR_TOKEN);
    CHECK(ssdc_step(&m, bad[i], logits) == SSDC_ERROR_TOKEN);
  }
  CHECK(logits[0] == sentinel);
  CHECK(memcmp(before, m.state, sizeof before) == 0 && ssdc_position(&m) == 9);
  CHECK(ssdc_step(&m, VOCABULARY - 1, NULL) == SSDC_OK && ssdc_position(&m) == 10);

  CHECK(ssdc_prefill(NULL, ids, 1, logits) == SSDC_ERROR_NULL);
  CHECK(ssdc_prefill_all(NULL, ids, 1, logits) == SSDC_ERROR_NULL);
  CHECK(ssdc_step(NULL, 0, logits) == SSDC_ERROR_NULL);
  CHECK(ssdc_prefill(&zero, ids, 1, logits) == SSDC_ERROR_UNINITIALISED);
  CHECK(ssdc_prefill_all(&zero, ids, 1, logits) == SSDC_ERROR_UNINITIALISED);
  CHECK(ssdc_step(&zero, 0, logits) == SSDC_ERROR_UNINITIALISED);
  CHECK(ssdc_position(NULL) == 0 && ssdc_position(&zero) == 0);
  ssdc_state_reset(NULL);
  ssdc_state_reset(&zero);
  CHECK(zero.magic == 0);
  free(arena);
}

/* Contexts that share weights do not disturb each other, and a reset context is a new one. */
static void check_independence(const unsigned char *weights, size_t size) {
  ssdc_t a, b;
  void *arena_a = fixture_init(&a, weights, size);
  void *arena_b = fixture_init(&b, weights, size);
  float logits[VOCABULARY];
  for (int t = 0; t < LENGTH; t++) {
    CHECK(ssdc_step(&b, ids[LENGTH - 1 - t], NULL) == SSDC_OK);
    CHECK(ssdc_step(&a, ids[t], logits) == SSDC_OK);
    CHECK(memcmp(logits, expected[t], sizeof logits) == 0);
  }
  ssdc_state_reset(&b);
  CHECK(ssdc_prefill(&b, ids, LENGTH, logits) == SSDC_OK);
  CHECK(memcmp(logits, expected[LENGTH - 1], sizeof logits) == 0);
  free(arena_a);
  free(arena_b);
}

int main(int argc, char **argv) {
  if (argc != 2) return 2;
  size_t size;
  unsigned char *weights = fixture_read(argv[1], &size);
  fixture_ids(ids, LENGTH);
  ssdc_t m;
  void *arena = fixture_init(&m, weights, size);
  for (int t = 0; t < LENGTH; t++) CHECK(ssdc_step(&m, ids[t], expected[t]) == SSDC_OK);
  CHECK(memcmp(expected[0], expected[1], sizeof expected[0]) != 0);
  check_splits(weights, size);
  check_arguments(weights, size);
  check_independence(weights, size);
  free(arena);
  free(weights);
  return ssdc_check_report();
}
