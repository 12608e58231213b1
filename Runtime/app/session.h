/* A model ready to run: weights, arena, and room for the logits of one position. */
#ifndef SSDC_SESSION_H
#define SSDC_SESSION_H

#include "options.h"
#include "ssdc.h"
#include "weights_file.h"

/* What every command that runs the model can be told. */
typedef struct ssdc_session_options {
  const char *weights; /* NULL: those that belong to the program */
  uint64_t threads;    /* 0: as many as OpenMP chooses */
  int verify;          /* whether every byte of the weights is checked first */
} ssdc_session_options;

/* The rows of a command's option table for `options`. */
#define SSDC_SESSION_OPTIONS(options)                                                       \
  {"--weights", SSDC_OPTION_TEXT, &(options).weights, "FILE", "weights to use"},            \
  {"--threads", SSDC_OPTION_POSITIVE, &(options).threads, "N", "threads to run on"},        \
  {"--verify", SSDC_OPTION_FLAG, &(options).verify, NULL, "check all bytes of the weights"}

typedef struct ssdc_session {
  ssdc_weights_file weights;
  ssdc_t model;
  void *arena;
  float *logits; /* [vocabulary] */
  size_t vocabulary;
  int is_verified; /* every byte of the weights has been checked */
} ssdc_session;

/* Opens a session at position 0. An exit code. Close it whatever the code. */
int ssdc_session_open(ssdc_session *session, const char *program,
                      const ssdc_session_options *options);

void ssdc_session_close(ssdc_session *session);

/* Tokens that are best given to one call when there are many: whole blocks, a few thousand. */
size_t ssdc_session_piece(void);

/* The same where the logits of all of them are wanted: one segment, unless those take too much. */
size_t ssdc_session_rows(void);

/* Whether `logits` [count] hold neither NaNs nor infinities. */
int ssdc_logits_finite(const float *logits, size_t count);

/* Says that logits are of no use, and what may be the reason. An exit code. */
int ssdc_session_fail_logits(const ssdc_session *session);

/* What a call of the model answered, and whether the logits [rows, vocabulary] that it left are
   finite. An exit code. */
int ssdc_session_check(const ssdc_session *session, const char *subject, int api_code,
                       const float *logits, size_t rows);

#endif
