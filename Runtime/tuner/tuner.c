/* Times the candidates of every problem and prints a record of the best: what it found goes to
   standard output, how far it is to standard error. An interrupt ends it early, with a record of what
   is known by then.
   Usage: tuner [--seconds S] [--threads N]     60, and as many as there are processors, by default
   Exit codes: 0 done, 2 usage, 4 no memory or output, 5 a candidate computes something else. */
#define _POSIX_C_SOURCE 200809L
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef _OPENMP
#include <omp.h>
#endif

#include "measure.h"
#include "record.h"

static volatile sig_atomic_t stopped; /* set by signals */

static void stop(int number) {
  (void)number;
  stopped = 1;
}

/* What the command line asks for. */
typedef struct {
  double seconds;
  int threads;
} settings;

/* The number that a text is, negative where it is none. */
static double number(const char *text) {
  char *end;
  const double value = strtod(text, &end);
  return *end == '\0' && end != text && isfinite(value) ? value : -1;
}

/* Takes the arguments; 0 where they are not understood. */
static int take(int argc, char **argv, settings *s) {
  for (int i = 1; i < argc; i += 2) {
    const double value = i + 1 < argc ? number(argv[i + 1]) : -1;
    if (strcmp(argv[i], "--seconds") == 0 && value >= 0 && value <= 1e6) {
      s->seconds = value;
    } else if (strcmp(argv[i], "--threads") == 0 && value >= 1 && value <= 1024) {
      s->threads = (int)value;
    } else {
      return 0;
    }
  }
  return 1;
}

/* The threads that programs use by themselves. */
static int usual_threads(void) {
#ifdef _OPENMP
  return omp_get_max_threads();
#else
  return 1;
#endif
}

static void tell(size_t index, const ssdc_tuner_result *result, double left) {
  const ssdc_tuner_problem *const problem = &ssdc_tuner_problems[index];
  fprintf(stderr, "[%zu/%zu] %s: %.4g ms, %.2f times as fast as the default; about %.0f s left\n",
          index + 1, ssdc_tuner_problems_count, problem->problem, result->nanoseconds / 1e6,
          result->usual / result->nanoseconds, left);
}

int main(int argc, char **argv) {
  settings s = { 60, usual_threads() };
  if (!take(argc, argv, &s)) {
    fprintf(stderr, "usage: %s [--seconds S] [--threads N]\n", argv[0]);
    return 2;
  }
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = stop;
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
#ifdef _OPENMP
  omp_set_num_threads(s.threads);
#endif

  static ssdc_tuner_record record;
  ssdc_tuner_record_init(&record, s.threads);
  const double start = ssdc_tuner_now();
  for (size_t i = 0; i < ssdc_tuner_problems_count && !stopped; i++) {
    const double left = s.seconds - (ssdc_tuner_now() - start) / 1e9;
    const double share = fmax(0, left) / (double)(ssdc_tuner_problems_count - i);
    const ssdc_tuner_problem *const problem = &ssdc_tuner_problems[i];
    ssdc_tuner_result result;
    memset(&result, 0, sizeof result);
    switch (ssdc_tuner_measure(problem, share, &stopped, &result)) {
      case SSDC_TUNER_STOPPED: break;
      case SSDC_TUNER_NO_MEMORY:
        fprintf(stderr, "no memory for problem '%s'; it is left out\n", problem->problem);
        break;
      case SSDC_TUNER_INEXACT:
        fprintf(stderr, "inexact: problem '%s', candidate '%s' differs by %.3g\n", problem->problem,
                problem->candidates[result.best].schedule, result.difference);
        return 5;
      case SSDC_TUNER_MEASURED:
        if (!ssdc_tuner_record_add(&record, problem, &result)) return 4;
        tell(i, &result, fmax(0, s.seconds - (ssdc_tuner_now() - start) / 1e9));
        break;
    }
  }
  return ssdc_tuner_record_write(&record, stdout) ? 0 : 4;
}
