/* The memory that candidates of a problem run in, and comparisons of what they leave there. */
#ifndef SSDC_TUNER_WORKSPACE_H
#define SSDC_TUNER_WORKSPACE_H

#include "tuner.h"

typedef struct ssdc_tuner_workspace {
  float *weights, *scratch; /* random numbers; for any candidate */
  float *initial;           /* [state_bytes] the state before every run: random numbers */
  float *state, *expected;  /* [state_bytes] the state of a run, and what it is compared with */
  int32_t *ids;             /* [tokens] */
} ssdc_tuner_workspace;

/* Allocates and fills the memory of a problem; 0, and nothing is left allocated, where there is not
   enough. */
int ssdc_tuner_open(ssdc_tuner_workspace *space, const ssdc_tuner_problem *problem);

/* Frees it. */
void ssdc_tuner_close(ssdc_tuner_workspace *space);

/* Runs a candidate once for n tokens of a block, in segments, on the state as it is. */
void ssdc_tuner_run(const ssdc_tuner_workspace *space, const ssdc_tuner_candidate *candidate,
                    ptrdiff_t n, ptrdiff_t block);

/* Puts the initial state back. */
void ssdc_tuner_rewind(const ssdc_tuner_workspace *space, const ssdc_tuner_problem *problem);

/* The largest difference of state and expected, relative to the largest number of its buffer;
   infinite where a number is none. */
double ssdc_tuner_difference(const ssdc_tuner_workspace *space, const ssdc_tuner_problem *problem);

#endif
