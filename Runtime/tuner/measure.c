#define _POSIX_C_SOURCE 200809L
#include "measure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "workspace.h"

/* Between single precision's sums in one order and another. */
static const double allowed_difference = 1e-4;
/* A sample lasts at least so many nanoseconds, so that the clock's steps don't show. */
static const double least_sample = 2e6;
/* What is faster by less than this is not chosen over what the compiler chooses by itself. */
static const double least_gain = 0.97;

enum { least_rounds = 3, most_rounds = 401, most_repeats = 1 << 16 };

/* What is known of one candidate. */
typedef struct {
  double samples[most_rounds]; /* nanoseconds of a run */
  int count, dropped;
} timing;

double ssdc_tuner_now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return 1e9 * (double)t.tv_sec + (double)t.tv_nsec;
}

static int ascending(const void *a, const void *b) {
  const double left = *(const double *)a, right = *(const double *)b;
  return (left > right) - (left < right);
}

static double median(const timing *t) {
  double sorted[most_rounds];
  if (t->count == 0) return INFINITY;
  memcpy(sorted, t->samples, sizeof *sorted * (size_t)t->count);
  qsort(sorted, (size_t)t->count, sizeof *sorted, ascending);
  return (sorted[(t->count - 1) / 2] + sorted[t->count / 2]) / 2;
}

/* Runs a candidate for n tokens of the first block, from the initial state. */
static void run_once(const ssdc_tuner_workspace *space, const ssdc_tuner_problem *problem,
                     const ssdc_tuner_candidate *candidate, ptrdiff_t n) {
  ssdc_tuner_rewind(space, problem);
  ssdc_tuner_run(space, candidate, n, problem->first_block);
}

/* Compares every candidate with `expected` for n tokens; same[i] tells whether all bits are equal.
   Returns the first that computes something else, or the number of candidates. */
static size_t first_inexact(const ssdc_tuner_workspace *space, const ssdc_tuner_problem *problem,
                            const ssdc_tuner_candidate *expected, ptrdiff_t n, int *same,
                            double *difference) {
  run_once(space, problem, expected, n);
  memcpy(space->expected, space->state, problem->state_bytes);
  for (size_t i = 0; i < problem->candidates_count; i++) {
    run_once(space, problem, &problem->candidates[i], n);
    same[i] = memcmp(space->state, space->expected, problem->state_bytes) == 0;
    const double found = ssdc_tuner_difference(space, problem);
    if (found > *difference) *difference = found;
    if (!(found <= allowed_difference)) return i;
  }
  return problem->candidates_count;
}

/* The nanoseconds of one run, of so many in a row; as in a program, one block after another. */
static double sample(const ssdc_tuner_workspace *space, const ssdc_tuner_problem *problem,
                     const ssdc_tuner_candidate *candidate, int repeats) {
  ssdc_tuner_rewind(space, problem);
  const double start = ssdc_tuner_now();
  for (int i = 0; i < repeats; i++) {
    ssdc_tuner_run(space, candidate, problem->tokens, problem->first_block + i % problem->blocks);
  }
  return (ssdc_tuner_now() - start) / repeats;
}

/* How many runs make a sample: enough for the clock, and every block once if that is quick. */
static int repeats_of(const ssdc_tuner_workspace *space, const ssdc_tuner_problem *problem) {
  int repeats = 1;
  while (repeats < most_repeats) {
    const double total = repeats * sample(space, problem, &problem->candidates[0], repeats);
    if (total >= 10 * least_sample) break;
    if (total >= least_sample && repeats >= problem->blocks) break;
    repeats *= 2;
  }
  return repeats;
}

/* The fastest candidate so far, the first one where none is clearly faster. */
static size_t best_of(const ssdc_tuner_problem *problem, const timing *timings) {
  size_t best = 0;
  for (size_t i = 1; i < problem->candidates_count; i++) {
    if (median(&timings[i]) < median(&timings[best])) best = i;
  }
  return median(&timings[best]) < least_gain * median(&timings[0]) ? best : 0;
}

/* Gives up what is clearly slower than the best; the first candidate stays, to compare with. */
static void drop_slow(const ssdc_tuner_problem *problem, timing *timings, int rounds) {
  const double best = median(&timings[best_of(problem, timings)]);
  const double bound = (rounds < 2 * least_rounds ? 1.3 : 1.1) * best;
  for (size_t i = 1; i < problem->candidates_count; i++) {
    if (median(&timings[i]) > bound) timings[i].dropped = 1;
  }
}

/* Times all candidates in turn until the time is up; returns the rounds. */
static int time_all(const ssdc_tuner_workspace *space, const ssdc_tuner_problem *problem,
                    double deadline, const volatile sig_atomic_t *stop, timing *timings) {
  const int repeats = repeats_of(space, problem);
  for (int round = 0; round < most_rounds; round++) {
    for (size_t i = 0; i < problem->candidates_count; i++) {
      if (*stop) return round;
      if (timings[i].dropped) continue;
      const double found = sample(space, problem, &problem->candidates[i], repeats);
      timings[i].samples[timings[i].count++] = found;
    }
    if (round + 1 < least_rounds) continue;
    if (ssdc_tuner_now() > deadline) return round + 1;
    drop_slow(problem, timings, round + 1);
  }
  return most_rounds;
}

static ssdc_tuner_outcome measured(const ssdc_tuner_problem *problem,
                                   const ssdc_tuner_workspace *space, double deadline,
                                   const volatile sig_atomic_t *stop, int *same, timing *timings,
                                   ssdc_tuner_result *result) {
  const size_t count = problem->candidates_count;
  double *const difference = &result->difference;
  if (problem->reference != NULL) {
    result->best = first_inexact(space, problem, problem->reference, problem->checked, same, difference);
    if (result->best < count) return SSDC_TUNER_INEXACT;
  }
  result->best =
    first_inexact(space, problem, &problem->candidates[0], problem->tokens, same, difference);
  if (result->best < count) return SSDC_TUNER_INEXACT;
  result->rounds = time_all(space, problem, deadline, stop, timings);
  if (result->rounds == 0) return SSDC_TUNER_STOPPED;
  result->best = best_of(problem, timings);
  result->nanoseconds = median(&timings[result->best]);
  result->usual = median(&timings[0]);
  result->same_bits = same[result->best];
  return SSDC_TUNER_MEASURED;
}

ssdc_tuner_outcome ssdc_tuner_measure(const ssdc_tuner_problem *problem, double seconds,
                                      const volatile sig_atomic_t *stop, ssdc_tuner_result *result) {
  const double deadline = ssdc_tuner_now() + 1e9 * seconds;
  ssdc_tuner_workspace space;
  if (!ssdc_tuner_open(&space, problem)) return SSDC_TUNER_NO_MEMORY;
  int *const same = calloc(problem->candidates_count, sizeof *same);
  timing *const timings = calloc(problem->candidates_count, sizeof *timings);
  const ssdc_tuner_outcome outcome =
    same == NULL || timings == NULL
      ? SSDC_TUNER_NO_MEMORY
      : measured(problem, &space, deadline, stop, same, timings, result);
  free(timings);
  free(same);
  ssdc_tuner_close(&space);
  return outcome;
}
