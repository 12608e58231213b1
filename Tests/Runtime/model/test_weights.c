/* Every answer of ssdc_init and ssdc_verify. */
#include <string.h>

#include "check.h"
#include "description.h"
#include "fixture.h"

int main(int argc, char **argv) {
  if (argc != 2) return 2;
  size_t size;
  unsigned char *weights = fixture_read(argv[1], &size);
  ssdc_t m;
  const size_t arena_size = ssdc_arena_size();
  unsigned char *arena = malloc(arena_size + 64);
  if (arena == NULL) abort();

  CHECK(size == ssdc_weights_size());
  CHECK(ssdc_vocabulary_size() == VOCABULARY);
  CHECK(ssdc_init(NULL, arena, arena_size, weights, size) == SSDC_ERROR_NULL);
  CHECK(ssdc_init(&m, NULL, arena_size, weights, size) == SSDC_ERROR_NULL);
  CHECK(ssdc_init(&m, arena, arena_size, NULL, size) == SSDC_ERROR_NULL);
  CHECK(ssdc_init(&m, arena, arena_size - 1, weights, size) == SSDC_ERROR_ARENA_SIZE);
  CHECK(ssdc_init(&m, arena, 0, weights, size) == SSDC_ERROR_ARENA_SIZE);
  CHECK(ssdc_init(&m, arena, arena_size, weights + 1, size) == SSDC_ERROR_WEIGHTS_ALIGNMENT);
  CHECK(ssdc_step(&m, 0, NULL) == SSDC_ERROR_UNINITIALISED);

  /* Any alignment of the arena gives an aligned state inside it. */
  for (size_t shift = 0; shift < 64; shift++) {
    CHECK(ssdc_init(&m, arena + shift, arena_size, weights, size) == SSDC_OK);
    CHECK((uintptr_t)m.state % 64 == 0 && (uintptr_t)m.scratch % 64 == 0);
    CHECK((unsigned char *)m.state >= arena + shift);
    CHECK((unsigned char *)m.scratch + ssdc_model.scratch_bytes <= arena + shift + arena_size);
  }

  /* Every length that is too short. */
  int truncated = 0;
  for (size_t cut = 0; cut < size; cut++) {
    truncated += ssdc_init(&m, arena, arena_size, weights, cut) == SSDC_ERROR_WEIGHTS_TRUNCATED;
    truncated += ssdc_verify(weights, cut) == SSDC_ERROR_WEIGHTS_TRUNCATED;
  }
  CHECK(truncated == (int)(2 * size));
  CHECK(ssdc_init(&m, arena, arena_size, weights, size + 1) == SSDC_ERROR_WEIGHTS_TRAILING);

  CHECK(ssdc_verify(NULL, size) == SSDC_ERROR_NULL);
  CHECK(ssdc_verify(weights, size) == SSDC_OK);

  /* Any changed byte of the header is refused by init, of the values by verify. */
  int refused = 0;
  for (size_t at = 0; at < size; at++) {
    weights[at] ^= 1;
    const int code = ssdc_init(&m, arena, arena_size, weights, size);
    refused += at < ssdc_model.payload_offset ? code != SSDC_OK : code == SSDC_OK;
    refused += ssdc_verify(weights, size) != SSDC_OK;
    weights[at] ^= 1;
  }
  CHECK(refused == (int)(2 * size));

  weights[size - 1] ^= 1;
  CHECK(ssdc_verify(weights, size) == SSDC_ERROR_WEIGHTS_CORRUPT);
  weights[size - 1] ^= 1;
  weights[8] = '<';
  CHECK(ssdc_verify(weights, size) == SSDC_ERROR_WEIGHTS_FORMAT);
  weights[8] = '{';
  weights[5] = 1; /* a header of 2^40 bytes */
  CHECK(ssdc_verify(weights, size) == SSDC_ERROR_WEIGHTS_FORMAT);
  weights[5] = 0;
  weights[ssdc_model.payload_offset - 1] = '\n';
  CHECK(ssdc_verify(weights, size) == SSDC_ERROR_WEIGHTS_LAYOUT);
  weights[ssdc_model.payload_offset - 1] = ' ';
  weights[8 + 32] ^= 1; /* within the model hash */
  CHECK(ssdc_verify(weights, size) == SSDC_ERROR_WEIGHTS_MODEL);
  weights[8 + 32] ^= 1;
  CHECK(ssdc_verify(weights, size) == SSDC_OK);

  for (int code = -1; code < 40; code++) {
    CHECK(ssdc_strerror(code) != NULL && ssdc_strerror(code)[0] != '\0');
  }
  for (int code = SSDC_ERROR_NULL; code <= SSDC_ERROR_STATE_CORRUPT; code++) {
    const int gap = (code > SSDC_ERROR_CONTEXT && code < SSDC_ERROR_WEIGHTS_ALIGNMENT) ||
                    (code > SSDC_ERROR_WEIGHTS_CORRUPT && code < SSDC_ERROR_STATE_FORMAT);
    CHECK((strcmp(ssdc_strerror(code), ssdc_strerror(-1)) == 0) == gap);
  }
  free(arena);
  free(weights);
  return ssdc_check_report();
}
