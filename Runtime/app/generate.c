#define _POSIX_C_SOURCE 200809L

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "commands.h"
#include "description.h"
#include "interrupts.h"
#include "options.h"
#include "printer.h"
#include "prompt.h"
#include "report.h"
#include "sampler.h"
#include "session.h"
#include "state_file.h"
#include "streams.h"
#include "whole_file.h"

/* No number of tokens has been asked for. */
#define UNSET UINT64_MAX

typedef struct settings {
  const char *prompt, *prompt_file, *ids;
  uint64_t count, top_k, seed;
  double temperature, top_p;
  int greedy, ignore_eos, no_echo, verbose;
  ssdc_state_files states;
  ssdc_session_options session;
} settings;

/* Everything that the loops use: all of it is allocated before the first token. */
typedef struct generation {
  const settings *settings;
  ssdc_session session;
  ssdc_sampler sampler;
  ssdc_candidate *candidates; /* [vocabulary] */
  ssdc_prompt prompt;
  char *file;             /* the content of --prompt-file */
  const char *text;       /* [text_bytes], of the prompt; NULL if it is given as ids */
  size_t text_bytes;
  uint64_t count; /* tokens to generate */
  int32_t *piece; /* [ssdc_session_piece()], of the prompt */
  ssdc_printer printer;
  char start[16]; /* what an empty prompt stands for, as ids */
} generation;

/* The text of the prompt, if it is one. */
static int read_text(generation *g) {
  g->text = g->settings->prompt;
  if (g->text != NULL) g->text_bytes = strlen(g->text);
  if (g->settings->prompt_file == NULL) return SSDC_EXIT_DONE;
  const int code = ssdc_whole_file(g->settings->prompt_file, &g->file, &g->text_bytes);
  g->text = g->file;
  return code;
}

/* The prompt's tokens. An empty prompt goes on from the state; without one it is the token that
   starts a text, else the one that ends the text before. */
static int open_prompt(generation *g) {
  const settings *s = g->settings;
  const int code = read_text(g);
  if (code != SSDC_EXIT_DONE) return code;
  if (s->ids != NULL) return ssdc_prompt_open_ids(&g->prompt, s->ids);
  if (g->text_bytes > 0) {
    return ssdc_prompt_open_text(&g->prompt, g->text, g->text_bytes, s->states.in == NULL);
  }
  if (s->states.in != NULL) {
    if (s->states.has_logits) return SSDC_EXIT_DONE;
    return ssdc_fail(SSDC_EXIT_INPUT,
                     "'%s' has no logits to choose the next token from: give a prompt or ids",
                     s->states.in);
  }
  const int32_t start = ssdc_model.bos >= 0        ? ssdc_model.bos
                        : ssdc_model.eos_count > 0 ? ssdc_model.eos[0]
                                                   : -1;
  if (start < 0) {
    return ssdc_fail(SSDC_EXIT_INPUT,
                     "an empty prompt needs a begin or end token, and this model has "
                     "none: use --prompt or --ids");
  }
  snprintf(g->start, sizeof g->start, "%" PRId32, start);
  return ssdc_prompt_open_ids(&g->prompt, g->start);
}

/* How many tokens to generate: as many as asked, else 128 or what the context has room for. */
static int settle_count(generation *g) {
  const settings *s = g->settings;
  g->count = s->count;
  if (s->count == UNSET) {
    const uint64_t context = ssdc_context_size();
    const uint64_t taken = ssdc_position(&g->session.model) + g->prompt.tokens;
    g->count = context > 0 && taken < context && context - taken < 128 ? context - taken
               : context > 0 && taken >= context                     ? 0
                                                                     : 128;
  }
  return ssdc_prompt_fits(&g->prompt, &g->session.model, g->count);
}

static int open_all(generation *g, ssdc_state_files *states, const char *program) {
  const settings *s = g->settings;
  const char *wrong = NULL;
  int code = ssdc_session_open(&g->session, program, &s->session);
  if (code != SSDC_EXIT_DONE) return code;
  g->candidates = malloc(g->session.vocabulary * sizeof *g->candidates);
  g->piece = malloc(ssdc_session_piece() * sizeof *g->piece);
  if (g->candidates == NULL || g->piece == NULL) return ssdc_fail_memory();
  wrong = ssdc_sampler_init(&g->sampler, s->greedy ? 0 : s->temperature, s->top_k, s->top_p,
                            s->seed, g->session.vocabulary, g->candidates);
  if (wrong != NULL) return ssdc_fail(SSDC_EXIT_USAGE, "%s", wrong);
  code = ssdc_state_files_begin(states, &g->session);
  if (code == SSDC_EXIT_DONE) code = open_prompt(g);
  if (code == SSDC_EXIT_DONE) code = settle_count(g);
  return code == SSDC_EXIT_DONE ? ssdc_printer_open(&g->printer, 1) : code;
}

/* Shows one piece of a prompt that was given as ids; a text has been shown as it was given, and
   the decoder only follows it. */
static void show_prompt(generation *g, size_t count) {
  const int echo = g->settings->ids != NULL && !g->settings->no_echo;
  for (size_t i = 0; i < count; i++) {
    if (echo) ssdc_printer_put(&g->printer, g->piece[i]);
    else ssdc_printer_skip(&g->printer, g->piece[i]);
  }
}

/* Runs the model over the prompt: `*tokens` of them. The logits are those after it. */
static int run_prompt(generation *g, uint64_t *tokens) {
  *tokens = 0;
  if (g->text_bytes > 0 && !g->settings->no_echo) fwrite(g->text, 1, g->text_bytes, stdout);
  int code = ssdc_stdout_check();
  if (code != SSDC_EXIT_DONE) return code;
  if (g->settings->states.has_logits && g->prompt.ids.name == NULL) return SSDC_EXIT_DONE;
  for (;;) {
    size_t count;
    code = ssdc_ids_read(&g->prompt.ids, g->piece, ssdc_session_piece(), &count);
    if (code != SSDC_EXIT_DONE) return code;
    if (count == 0) break;
    show_prompt(g, count);
    code = ssdc_session_check(
        &g->session, "prompt",
        ssdc_prefill(&g->session.model, g->piece, count, g->session.logits), g->session.logits, 1);
    if (code != SSDC_EXIT_DONE) return code;
    *tokens += count;
  }
  return *tokens > 0 ? SSDC_EXIT_DONE : ssdc_fail(SSDC_EXIT_INPUT, "the prompt has no tokens");
}

static int ends_text(int32_t id) {
  for (size_t i = 0; i < ssdc_model.eos_count; i++) {
    if (id == ssdc_model.eos[i]) return 1;
  }
  return 0;
}

/* Chooses and shows up to g->count tokens: `*tokens` of them. Ends early, and well, at the token
   that ends a text, at a signal or when nobody reads the output any more. The state has seen all
   tokens shown. */
static int run_decode(generation *g, uint64_t *tokens) {
  ssdc_t *model = &g->session.model;
  float *logits = g->session.logits;
  for (*tokens = 0; *tokens < g->count && ssdc_interrupt() == 0; ++*tokens) {
    ssdc_sampler_seek(&g->sampler, ssdc_position(model));
    const int32_t id = ssdc_sampler_choose(&g->sampler, logits);
    if (id < 0) return ssdc_session_fail_logits(&g->session);
    if (!g->settings->ignore_eos && ends_text(id)) break;
    ssdc_printer_put(&g->printer, id);
    int code = ssdc_stdout_check();
    if (code != SSDC_EXIT_DONE || ssdc_stdout_ended()) return code;
    code = ssdc_session_check(&g->session, "token", ssdc_step(model, id, logits), logits, 1);
    if (code != SSDC_EXIT_DONE) return code;
  }
  return SSDC_EXIT_DONE;
}

static void print_speed(const char *what, uint64_t tokens, double seconds) {
  fprintf(stderr, "%s: %" PRIu64 " tokens, %.3f s, %.1f tokens/s\n", what, tokens, seconds,
          (double)tokens / seconds);
}

static int run(generation *g) {
  uint64_t prompt_tokens, new_tokens;
  const double start = ssdc_clock();
  int code = run_prompt(g, &prompt_tokens);
  if (code != SSDC_EXIT_DONE) return code;
  const double middle = ssdc_clock();
  code = run_decode(g, &new_tokens);
  if (code != SSDC_EXIT_DONE) return code;
  const double end = ssdc_clock();
  ssdc_printer_close(&g->printer);
  if (isatty(STDOUT_FILENO)) putchar('\n');
  code = ssdc_stdout_check();
  if (code != SSDC_EXIT_DONE) return code;
  if (g->settings->verbose) {
    print_speed("prompt", prompt_tokens, middle - start);
    print_speed("generated", new_tokens, end - middle);
  }
  return SSDC_EXIT_DONE;
}

int ssdc_command_generate(const char *program, int count, char **arguments) {
  settings s = {.count = UNSET, .temperature = 0.8, .top_k = 40, .top_p = 1};
  const ssdc_option options[] = {
    {"--prompt", SSDC_OPTION_TEXT, &s.prompt, "TEXT", "text to continue"},
    {"--prompt-file", SSDC_OPTION_TEXT, &s.prompt_file, "FILE", "text from FILE; - is stdin"},
    {"--ids", SSDC_OPTION_TEXT, &s.ids, "IDS", "token ids instead: 1,2,3 or @FILE"},
    {"-n", SSDC_OPTION_NUMBER, &s.count, "N", "maximum tokens to generate (128)"},
    {"--temperature", SSDC_OPTION_REAL, &s.temperature, "T", "0: most probable token (0.8)"},
    {"--top-k", SSDC_OPTION_NUMBER, &s.top_k, "K", "choose among the K most probable (40)"},
    {"--top-p", SSDC_OPTION_REAL, &s.top_p, "P", "then the fewest that reach P (1)"},
    {"--seed", SSDC_OPTION_NUMBER, &s.seed, "N", "seed of the random numbers (0)"},
    {"--greedy", SSDC_OPTION_FLAG, &s.greedy, NULL, "the same as --temperature 0"},
    {"--ignore-eos", SSDC_OPTION_FLAG, &s.ignore_eos, NULL, "do not stop at the end token"},
    {"--no-echo", SSDC_OPTION_FLAG, &s.no_echo, NULL, "do not repeat the prompt"},
    {"--verbose", SSDC_OPTION_FLAG, &s.verbose, NULL, "print speeds to standard error"},
    SSDC_STATE_OPTIONS(s.states),
    SSDC_SESSION_OPTIONS(s.session),
  };
  const ssdc_usage usage = {
    "generate", "Continues a text, printing it as it is generated.",
    "--prompt \"Once upon a time\" -n 64 --seed 1", options, SSDC_OPTION_COUNT(options),
  };
  int code = ssdc_options_parse(&usage, count, arguments);
  if (code != SSDC_OPTIONS_READ) return code;
  if ((s.prompt != NULL) + (s.prompt_file != NULL) + (s.ids != NULL) > 1) {
    return ssdc_fail(SSDC_EXIT_USAGE, "--prompt, --prompt-file and --ids cannot be combined");
  }
  generation g;
  memset(&g, 0, sizeof g);
  g.settings = &s;
  code = open_all(&g, &s.states, program);
  /* A signal ends the generation, not the program, where its state is wanted. */
  if (s.states.out != NULL) ssdc_interrupts_defer();
  if (code == SSDC_EXIT_DONE) code = run(&g);
  if (code == SSDC_EXIT_DONE) code = ssdc_state_files_end(&s.states, &g.session);
  if (code == SSDC_EXIT_DONE && ssdc_interrupt() != 0) code = 128 + ssdc_interrupt();
  ssdc_printer_close(&g.printer);
  ssdc_prompt_close(&g.prompt);
  free(g.file);
  free(g.piece);
  free(g.candidates);
  ssdc_state_files_close(&s.states);
  ssdc_session_close(&g.session);
  return code;
}
