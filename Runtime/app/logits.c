#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "npy.h"
#include "options.h"
#include "output.h"
#include "prompt.h"
#include "report.h"
#include "session.h"
#include "state_file.h"

typedef struct job {
  ssdc_session session;
  ssdc_prompt prompt;
  ssdc_output output;
  int last;        /* only the logits of the last position are wanted */
  size_t capacity; /* ids that are run at once */
  int32_t *ids;    /* [capacity] */
  float *rows;     /* [capacity, vocabulary], unless last */
  uint64_t done;   /* ids run so far */
} job;

/* Runs the ids in hand; a call for one token alone is a step. */
static int run_piece(job *j, size_t count, int is_step) {
  ssdc_t *model = &j->session.model;
  float *to = j->last ? j->session.logits : j->rows;
  const int answer = is_step   ? ssdc_step(model, j->ids[0], to)
                     : j->last ? ssdc_prefill(model, j->ids, count, to)
                               : ssdc_prefill_all(model, j->ids, count, to);
  const int code = ssdc_session_check(&j->session, "ids", answer, to, j->last ? 1 : count);
  if (code != SSDC_EXIT_DONE) return code;
  const size_t vocabulary = j->session.vocabulary;
  if (!j->last) { /* a state keeps those of the last position */
    memcpy(j->session.logits, to + (count - 1) * vocabulary, vocabulary * sizeof *to);
  }
  j->done += count;
  if (j->last || ssdc_npy_values(j->output.file, to, count * vocabulary)) {
    return SSDC_EXIT_DONE;
  }
  return ssdc_output_commit(&j->output, 0);
}

/* One call of the model for the next `size` ids, or as many as there are. It is cut into pieces at
   multiples of the model's own blocks where memory allows, which then computes the same. */
static int run_call(job *j, uint64_t size) {
  const int is_step = size == 1;
  while (size > 0) {
    size_t count;
    const size_t wanted = size < j->capacity ? (size_t)size : j->capacity;
    int code = ssdc_ids_read(&j->prompt.ids, j->ids, wanted, &count);
    if (code == SSDC_EXIT_DONE && count > 0) code = run_piece(j, count, is_step);
    if (code != SSDC_EXIT_DONE || count < wanted) return code;
    size -= count;
  }
  return SSDC_EXIT_DONE;
}

static int finish(job *j) {
  if (j->done == 0) return ssdc_fail(SSDC_EXIT_INPUT, "there are no token ids");
  FILE *file = j->output.file;
  const size_t vocabulary = j->session.vocabulary;
  const int written = j->last ? ssdc_npy_values(file, j->session.logits, vocabulary) &&
                                    ssdc_npy_end_vector(file, vocabulary)
                              : ssdc_npy_end_matrix(file, j->done, vocabulary);
  return ssdc_output_commit(&j->output, written);
}

static int run(job *j, const char *out, const char *splits) {
  j->capacity = j->last ? ssdc_session_piece() : ssdc_session_rows();
  j->ids = malloc(j->capacity * sizeof *j->ids);
  if (!j->last) j->rows = malloc(j->capacity * j->session.vocabulary * sizeof *j->rows);
  if (j->ids == NULL || (!j->last && j->rows == NULL)) return ssdc_fail_memory();
  int code = ssdc_output_open(&j->output, out);
  if (code != SSDC_EXIT_DONE) return code;
  if (!ssdc_npy_begin(j->output.file)) return ssdc_output_commit(&j->output, 0);
  uint64_t size;
  while (code == SSDC_EXIT_DONE && ssdc_sizes_next(&splits, &size)) code = run_call(j, size);
  if (code == SSDC_EXIT_DONE) code = run_call(j, UINT64_MAX);
  return code == SSDC_EXIT_DONE ? finish(j) : code;
}

int ssdc_command_logits(const char *program, int count, char **arguments) {
  const char *ids = NULL, *text = NULL, *out = NULL, *splits = "";
  ssdc_state_files states = {0};
  ssdc_session_options session = {0};
  job j;
  memset(&j, 0, sizeof j);
  const ssdc_option options[] = {
    {"--ids", SSDC_OPTION_TEXT, &ids, "IDS", "token ids: 1,2,3 or @FILE (text, or .npy)"},
    {"--text", SSDC_OPTION_TEXT, &text, "TEXT", "text instead of ids"},
    {"--out", SSDC_OPTION_TEXT, &out, "FILE.npy", "where to write the float32 array"},
    {"--last", SSDC_OPTION_FLAG, &j.last, NULL, "only the last position: [vocabulary]"},
    {"--split", SSDC_OPTION_SIZES, &splits, "N,N,...", "ids per successive call"},
    SSDC_STATE_OPTIONS(states),
    SSDC_SESSION_OPTIONS(session),
  };
  const ssdc_usage usage = {
    "logits", "Writes the logits of a sequence as a NumPy array [n, vocabulary].",
    "--ids 1,2,3 --out logits.npy", options, SSDC_OPTION_COUNT(options),
  };
  int code = ssdc_options_parse(&usage, count, arguments);
  if (code != SSDC_OPTIONS_READ) return code;
  if ((ids == NULL) == (text == NULL)) {
    return ssdc_fail(SSDC_EXIT_USAGE, "exactly one of --ids and --text is required");
  }
  if (out == NULL) return ssdc_fail(SSDC_EXIT_USAGE, "--out FILE.npy is required");
  if (states.out != NULL && ssdc_output_same(out, states.out)) {
    return ssdc_fail(SSDC_EXIT_USAGE, "--out and --state-out name the same file '%s'", out);
  }
  code = ssdc_session_open(&j.session, program, &session);
  if (code == SSDC_EXIT_DONE) {
    code = ids != NULL ? ssdc_prompt_open_ids(&j.prompt, ids)
                       : ssdc_prompt_open_text(&j.prompt, text, strlen(text), states.in == NULL);
  }
  if (code == SSDC_EXIT_DONE) code = ssdc_state_files_begin(&states, &j.session);
  if (code == SSDC_EXIT_DONE) code = ssdc_prompt_fits(&j.prompt, &j.session.model, 0);
  if (code == SSDC_EXIT_DONE) code = run(&j, out, splits);
  if (code == SSDC_EXIT_DONE) code = ssdc_state_files_end(&states, &j.session);
  ssdc_output_discard(&j.output);
  ssdc_prompt_close(&j.prompt);
  free(j.rows);
  free(j.ids);
  ssdc_state_files_close(&states);
  ssdc_session_close(&j.session);
  return code;
}
