#define _POSIX_C_SOURCE 200809L

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "commands.h"
#include "options.h"
#include "report.h"
#include "session.h"
#include "text.h"
#include "whole_file.h"

/* -ln of the probability that logits [vocabulary] give to `id`. */
static double loss(const float *logits, size_t vocabulary, int32_t id) {
  float highest = logits[0];
  for (size_t i = 1; i < vocabulary; i++) highest = logits[i] > highest ? logits[i] : highest;
  double sum = 0;
  for (size_t i = 0; i < vocabulary; i++) sum += exp((double)logits[i] - (double)highest);
  return log(sum) + (double)highest - (double)logits[id];
}

typedef struct evaluation {
  ssdc_session session;
  int32_t *ids; /* [count], the text */
  size_t count;
  size_t capacity; /* positions that are run at once */
  float *rows;     /* [capacity, vocabulary] */
  double *losses;  /* [capacity] */
} evaluation;

/* Positions to run next, of `left`: no more than the context has room for, which is made anew where
   it is full. */
static size_t next_piece(evaluation *e, size_t left) {
  const size_t context = ssdc_context_size();
  size_t most = e->capacity;
  if (context > 0) {
    if (ssdc_position(&e->session.model) >= context) ssdc_state_reset(&e->session.model);
    const size_t room = context - (size_t)ssdc_position(&e->session.model);
    if (room < most) most = room;
  }
  return left < most ? left : most;
}

/* The sum of the losses of all tokens but the first, in their order whatever the threads. */
static int run(evaluation *e, double *total) {
  const size_t vocabulary = e->session.vocabulary;
  size_t taken = 0;
  *total = 0;
  for (size_t done = 0; done + 1 < e->count; done += taken) {
    taken = next_piece(e, e->count - 1 - done);
    const int code = ssdc_check(
        "text", ssdc_prefill_all(&e->session.model, e->ids + done, taken, e->rows));
    if (code != SSDC_EXIT_DONE) return code;
    const ptrdiff_t rows = (ptrdiff_t)taken;
#ifdef _OPENMP
#pragma omp parallel for schedule(static)
#endif
    for (ptrdiff_t t = 0; t < rows; t++) {
      const float *row = e->rows + (size_t)t * vocabulary;
      e->losses[t] = ssdc_logits_finite(row, vocabulary)
                         ? loss(row, vocabulary, e->ids[done + (size_t)t + 1])
                         : (double)NAN;
    }
    for (size_t t = 0; t < taken; t++) *total += e->losses[t];
    if (!isfinite(*total)) return ssdc_session_fail_logits(&e->session);
  }
  return SSDC_EXIT_DONE;
}

static int measure(evaluation *e) {
  if (e->count < 2) return ssdc_fail(SSDC_EXIT_INPUT, "the text has fewer than two tokens");
  /* A token may be in the vocabulary of the tokenizer alone. */
  for (size_t i = 0; i < e->count; i++) {
    if ((size_t)e->ids[i] >= e->session.vocabulary) return ssdc_check("text", SSDC_ERROR_TOKEN);
  }
  e->capacity = ssdc_session_rows();
  e->rows = malloc(e->capacity * e->session.vocabulary * sizeof *e->rows);
  e->losses = malloc(e->capacity * sizeof *e->losses);
  if (e->rows == NULL || e->losses == NULL) return ssdc_fail_memory();
  double total;
  const double start = ssdc_clock();
  const int code = run(e, &total);
  if (code != SSDC_EXIT_DONE) return code;
  const double nats = total / (double)(e->count - 1);
  if (!isfinite(exp(nats))) return ssdc_session_fail_logits(&e->session);
  printf("nats per token  %.6f\nperplexity      %.4f\ntokens          %zu\ntokens/s        %.1f\n",
         nats, exp(nats), e->count, (double)(e->count - 1) / (ssdc_clock() - start));
  return SSDC_EXIT_DONE;
}

int ssdc_command_perplexity(const char *program, int count, char **arguments) {
  const char *path = NULL;
  char *text = NULL;
  size_t bytes;
  ssdc_session_options session = {0};
  const ssdc_option options[] = {
    {"--file", SSDC_OPTION_TEXT, &path, "TEXT", "file with the text; - is stdin"},
    SSDC_SESSION_OPTIONS(session),
  };
  const ssdc_usage usage = {
    "perplexity",
    "Measures how well the model predicts a text: the mean of -ln p over all tokens but the first. A\n"
    "text longer than the model's context is read in windows of that length, each from scratch.",
    "--file text.txt", options, SSDC_OPTION_COUNT(options),
  };
  int code = ssdc_options_parse(&usage, count, arguments);
  if (code != SSDC_OPTIONS_READ) return code;
  if (path == NULL) return ssdc_fail(SSDC_EXIT_USAGE, "--file TEXT is required");
  evaluation e;
  memset(&e, 0, sizeof e);
  code = ssdc_session_open(&e.session, program, &session);
  if (code == SSDC_EXIT_DONE) code = ssdc_whole_file(path, &text, &bytes);
  if (code == SSDC_EXIT_DONE) code = ssdc_text_encode(text, bytes, 0, &e.ids, &e.count);
  free(text);
  if (code == SSDC_EXIT_DONE) code = measure(&e);
  free(e.losses);
  free(e.rows);
  free(e.ids);
  ssdc_session_close(&e.session);
  return code;
}
