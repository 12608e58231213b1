#include "session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "description.h"
#include "report.h"
#include "threads.h"

/* Most bytes of logits that are held at once. */
#define ROWS_BYTES ((size_t)64 << 20)

int ssdc_session_open(ssdc_session *session, const char *program,
                      const ssdc_session_options *options) {
  memset(session, 0, sizeof *session);
  int code = ssdc_threads_open(options->threads);
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
  session->is_verified = 1;
  return ssdc_check(subject, ssdc_verify(session->weights.bytes, session->weights.size));
}

int ssdc_logits_finite(const float *logits, size_t count) {
  const uint32_t exponent = UINT32_C(0x7f800000); /* all ones in NaNs and infinities alone */
  int wrong = 0;
  for (size_t i = 0; i < count; i++) {
    uint32_t bits;
    memcpy(&bits, &logits[i], sizeof bits);
    wrong |= (bits & exponent) == exponent;
  }
  return !wrong;
}

int ssdc_session_fail_logits(const ssdc_session *session) {
  return ssdc_fail(SSDC_EXIT_INPUT, "the model's logits are not finite or far too large: %s",
                   session->is_verified
                       ? "the weights are intact, so a loaded state or the model is bad"
                       : "the weights or a loaded state may be damaged; try --verify, which checks "
                         "the SHA-256 of the weights");
}

int ssdc_session_check(const ssdc_session *session, const char *subject, int api_code,
                       const float *logits, size_t rows) {
  const int code = ssdc_check(subject, api_code);
  if (code != SSDC_EXIT_DONE || ssdc_logits_finite(logits, rows * session->vocabulary)) return code;
  return ssdc_session_fail_logits(session);
}

void ssdc_session_close(ssdc_session *session) {
  free(session->logits);
  free(session->arena);
  ssdc_weights_file_close(&session->weights);
}

size_t ssdc_session_piece(void) {
  const size_t segment = (size_t)ssdc_model.segment_tokens;
  return segment >= 4096 ? segment : 4096 / segment * segment;
}

size_t ssdc_session_rows(void) {
  const size_t segment = (size_t)ssdc_model.segment_tokens;
  const size_t fitting = ROWS_BYTES / sizeof(float) / ssdc_vocabulary_size();
  return fitting == 0 ? 1 : fitting < segment ? fitting : segment;
}
