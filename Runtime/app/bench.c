#define _POSIX_C_SOURCE 200809L

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "commands.h"
#include "description.h"
#include "options.h"
#include "report.h"
#include "session.h"
#include "streams.h"
#include "threads.h"

typedef struct settings {
  const char *prefill; /* lengths */
  uint64_t decode, repeat;
  int json;
  ssdc_session_options session;
} settings;

typedef struct bench {
  const settings *settings;
  ssdc_session session;
  int32_t *ids;    /* [the longest run], of all the vocabulary */
  double *seconds; /* [repeat] */
  int code;        /* the first exit code that is not SSDC_EXIT_DONE; nothing runs after it */
} bench;

/* Runs `tokens` from position 0, at once or one by one; the seconds that it took. */
static double run(bench *b, size_t tokens, int is_decode) {
  ssdc_t *model = &b->session.model;
  int code = SSDC_OK;
  if (b->code != SSDC_EXIT_DONE) return 1;
  ssdc_state_reset(model);
  const double start = ssdc_clock();
  if (is_decode) {
    for (size_t i = 0; i < tokens && code == SSDC_OK; i++) {
      code = ssdc_step(model, b->ids[i], b->session.logits);
    }
  } else {
    code = ssdc_prefill(model, b->ids, tokens, b->session.logits);
  }
  const double seconds = ssdc_clock() - start;
  b->code = ssdc_session_check(&b->session, "bench", code, b->session.logits, 1);
  return seconds;
}

static int by_value(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* Shows on a terminal which run is under way, the first being the warm-up; nothing once `run` is
   past the last. */
static void show_progress(const bench *b, size_t tokens, int is_decode, size_t run) {
  const size_t runs = (size_t)b->settings->repeat + 1;
  if (!isatty(STDERR_FILENO)) return;
  fputs("\r\033[K", stderr);
  if (run < runs) {
    fprintf(stderr, "%s of %zu tokens: run %zu of %zu", is_decode ? "decode" : "prefill", tokens,
            run + 1, runs);
  }
  fflush(stderr);
}

/* The median of the repetitions, after a run that warms up. */
static double median(bench *b, size_t tokens, int is_decode) {
  const size_t repeat = (size_t)b->settings->repeat;
  for (size_t i = 0; i <= repeat; i++) {
    show_progress(b, tokens, is_decode, i);
    const double seconds = run(b, tokens, is_decode);
    if (i > 0) b->seconds[i - 1] = seconds;
  }
  show_progress(b, tokens, is_decode, repeat + 1);
  qsort(b->seconds, repeat, sizeof *b->seconds, by_value);
  return (b->seconds[(repeat - 1) / 2] + b->seconds[repeat / 2]) / 2;
}

/* Shows a run, unless one has failed. */
static void print(bench *b, const char *what, uint64_t tokens, double seconds, int first) {
  const double speed = (double)tokens / seconds;
  if (b->code != SSDC_EXIT_DONE) return;
  if (b->settings->json) {
    printf("%s{\"run\":\"%s\",\"tokens\":%" PRIu64 ",\"seconds\":%.9f,\"tokens_per_second\":%.3f}",
           first ? "" : ",", what, tokens, seconds, speed);
  } else {
    printf("%-8s %8" PRIu64 " tokens %12.6f s %12.1f tokens/s\n", what, tokens, seconds, speed);
  }
  b->code = ssdc_stdout_check();
}

static int measure(bench *b) {
  const settings *s = b->settings;
  uint64_t longest = s->decode, tokens;
  for (const char *list = s->prefill; ssdc_sizes_next(&list, &tokens);) {
    if (tokens == 0) return ssdc_fail(SSDC_EXIT_USAGE, "--prefill takes lengths of at least 1");
    if (tokens > longest) longest = tokens;
  }
  if (s->repeat == 0) return ssdc_fail(SSDC_EXIT_USAGE, "--repeat takes a number of at least 1");
  const size_t context = ssdc_context_size();
  if (context > 0 && longest > context) {
    return ssdc_fail(SSDC_EXIT_INPUT,
                     "a run of %" PRIu64 " tokens exceeds the compiled context of %zu: use "
                     "fewer tokens, or compile the model with a longer --context",
                     longest, context);
  }
  if (longest > PTRDIFF_MAX / sizeof *b->ids || s->repeat > PTRDIFF_MAX / sizeof *b->seconds) {
    return ssdc_fail_memory();
  }
  b->ids = malloc((size_t)longest * sizeof *b->ids + 1);
  b->seconds = malloc((size_t)s->repeat * sizeof *b->seconds);
  if (b->ids == NULL || b->seconds == NULL) return ssdc_fail_memory();
  for (size_t i = 0; i < longest; i++) {
    b->ids[i] = (int32_t)(i * 7919 % b->session.vocabulary);
  }
  if (s->json) {
    printf("{\"model\":\"%s\",\"threads\":%d,\"repeat\":%" PRIu64 ",\"runs\":[", ssdc_model.name,
           ssdc_threads(), s->repeat);
  } else {
    printf("%s, %d threads, median of %" PRIu64 "\n", ssdc_model.name, ssdc_threads(),
           s->repeat);
  }
  int first = 1;
  for (const char *list = s->prefill; ssdc_sizes_next(&list, &tokens); first = 0) {
    print(b, "prefill", tokens, median(b, (size_t)tokens, 0), first);
  }
  if (s->decode > 0) print(b, "decode", s->decode, median(b, (size_t)s->decode, 1), first);
  if (s->json && b->code == SSDC_EXIT_DONE) printf("]}\n");
  return b->code;
}

int ssdc_command_bench(const char *program, int count, char **arguments) {
  settings s = {.prefill = "512,2048", .decode = 128, .repeat = 5};
  const ssdc_option options[] = {
    {"--prefill", SSDC_OPTION_SIZES, &s.prefill, "N,N,...", "prompt lengths (512,2048)"},
    {"--decode", SSDC_OPTION_NUMBER, &s.decode, "N", "tokens to generate; 0: none (128)"},
    {"--repeat", SSDC_OPTION_NUMBER, &s.repeat, "N", "runs; the median is reported (5)"},
    {"--json", SSDC_OPTION_FLAG, &s.json, NULL, "print JSON"},
    SSDC_SESSION_OPTIONS(s.session),
  };
  const ssdc_usage usage = {
    "bench", "Measures the speed of prefill and decode.", "--prefill 2048 --decode 64 --threads 2",
    options, SSDC_OPTION_COUNT(options),
  };
  int code = ssdc_options_parse(&usage, count, arguments);
  if (code != SSDC_OPTIONS_READ) return code;
  bench b;
  memset(&b, 0, sizeof b);
  b.settings = &s;
  code = ssdc_session_open(&b.session, program, &s.session);
  if (code == SSDC_EXIT_DONE) code = measure(&b);
  free(b.seconds);
  free(b.ids);
  ssdc_session_close(&b.session);
  return code;
}
