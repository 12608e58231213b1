/* Checks the candidates of a problem, then times them in turn. */
#ifndef SSDC_TUNER_MEASURE_H
#define SSDC_TUNER_MEASURE_H

#include <signal.h>

#include "tuner.h"

/* How a problem ended. */
typedef enum ssdc_tuner_outcome {
  SSDC_TUNER_MEASURED, /* all is known */
  SSDC_TUNER_STOPPED,  /* interrupted before anything could be said */
  SSDC_TUNER_NO_MEMORY,
  SSDC_TUNER_INEXACT /* a candidate computes something else */
} ssdc_tuner_outcome;

/* What was found. */
typedef struct ssdc_tuner_result {
  size_t best;               /* the candidate that is chosen, or that is wrong */
  double nanoseconds, usual; /* of one run: of the best, and of the first candidate */
  int rounds, same_bits;
  double difference; /* the largest from the reference */
} ssdc_tuner_result;

/* Nanoseconds since some time. */
double ssdc_tuner_now(void);

/* Checks and times for about so many seconds; ends early once *stop is not 0. */
ssdc_tuner_outcome ssdc_tuner_measure(const ssdc_tuner_problem *problem, double seconds,
                                      const volatile sig_atomic_t *stop, ssdc_tuner_result *result);

#endif
