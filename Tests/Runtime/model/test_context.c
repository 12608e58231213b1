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
  CHECK(ssdc_prefill(m, ids, 3, NULL) == SSDC_OK);
  CHECK(ssdc_state_save(m, blob, ssdc_state_size()) == SSDC_OK);
  for (int position = CONTEXT; position <= CONTEXT + 1; position++) {
    blob[80] = (unsigned char)position;
    ssdc_sha256 hash;
    ssdc_sha256_init(&hash);
    ssdc_sha256_update(&hash, blob, 96);
    ssdc_sha256_update(&hash, blob + 128, ssdc_model.state_bytes);
    ssdc_sha256_final(&hash, blob + 96);
    const int expected = position > CONTEXT ? SSDC_ERROR_STATE_CORRUPT : SSDC_OK;
    CHECK(ssdc_state_load(m, blob, ssdc_state_size()) == expected);
  }
  CHECK(ssdc_position(m) == CONTEXT);
  CHECK(ssdc_step(m, 1, NULL) == SSDC_ERROR_CONTEXT);
  free(blob);
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
  free(arena);
  free(weights);
  return ssdc_check_report();
}
