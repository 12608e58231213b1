#include "session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef _OPENMP
#include <omp.h>
#endif

#include "description.h"
#include "report.h"

/* Most bytes of logits that are held at once. */
#define ROWS_BYTES ((size_t)64 << 20)

int ssdc_session_threads(void) {
#ifdef _OPENMP
  return omp_get_max_threads();
#else
  return 1;
#endif
}

static int set_threads(uint64_t threads) {
#ifdef _OPENMP
  if (threads > 1024) return ssdc_fail(SSDC_EXIT_USAGE, "--threads takes at most 1024");
  if (threads > 0) omp_set_num_threads((int)threads);
#else
  if (threads > 1) {
    return ssdc_fail(SSDC_EXIT_USAGE, "this program was built without threads: --threads 1 only");
  }
#endif
  return SSDC_EXIT_DONE;
}

int ssdc_session_open(ssdc_session *session, const char *program,
                      const ssdc_session_options *options) {
  memset(session, 0, sizeof *session);
  int code = set_threads(options->threads);
  if (code == SSDC_EXIT_DONE) {
    code = ssdc_weights_file_open(&session->weights, program, options->weights);
  }
  if (code != SSDC_EXIT_DONE) return code;
  session->vocabulary = ssdc_vocabulary_size();
  session->arena = malloc(ssdc_arena_size());
  session->logits = malloc(session->vocabulary * sizeof *session->logits);
  if (session->arena == NULL || session->logits == NULL) return ssdc_fail_memory();
  char own[128];
  snprintf(own, sizeof own, "weights/%s.safetensors", ssdc_model.name);
  const char *subject = options->weights == NULL ? own : options->weights;
  code = ssdc_check(subject, ssdc_init(&session->model, session->arena, ssdc_arena_size(),
                                       session->weights.bytes, session->weights.size));
  if (code != SSDC_EXIT_DONE || !options->verify) return code;
  return ssdc_check(subject, ssdc_verify(session->weights.bytes, session->weights.size));
}

void ssdc_session_close(ssdc_session *session) {
  free(session->logits);
  free(session->arena);
  ssdc_weights_file_close(&session->weights);
}

size_t ssdc_session_piece(void) {
  const size_t block = (size_t)ssdc_model.block_tokens;
  return block >= 4096 ? block : 4096 / block * block;
}

size_t ssdc_session_rows(void) {
  const size_t block = (size_t)ssdc_model.block_tokens;
  const size_t fitting = ROWS_BYTES / sizeof(float) / ssdc_vocabulary_size();
  return fitting == 0 ? 1 : fitting < block ? fitting : block;
}
