/* The problems that a tuner compares schedules for: tables that the compiler writes. */
#ifndef SSDC_TUNER_H
#define SSDC_TUNER_H

#include <stddef.h>
#include <stdint.h>

/* The memory of one call and its sizes; a candidate takes of them what its loops know. */
typedef struct ssdc_tuner_call {
  const float *weights;
  float *state, *scratch;
  const int32_t *ids;
  ptrdiff_t n, past, block; /* tokens, tokens before them, and which block of the model */
} ssdc_tuner_call;

/* One way to compute a problem. */
typedef struct ssdc_tuner_candidate {
  const char *schedule; /* as a record calls it */
  void (*run)(const ssdc_tuner_call *call);
  ptrdiff_t segment;    /* the most tokens of one call */
  size_t scratch_bytes;
} ssdc_tuner_candidate;

/* How the numbers of a buffer are stored. */
typedef enum ssdc_tuner_element { SSDC_TUNER_F32, SSDC_TUNER_BF16 } ssdc_tuner_element;

/* Part of the weights or of the state: a buffer of the model. */
typedef struct ssdc_tuner_buffer {
  const char *name;
  ssdc_tuner_element element;
  size_t offset, count; /* in bytes, in numbers */
} ssdc_tuner_buffer;

/* What is computed, and the ways that are compared. */
typedef struct ssdc_tuner_problem {
  const char *problem, *space; /* as a record calls them */
  size_t weights_bytes, state_bytes;
  const ssdc_tuner_buffer *weights, *states;
  size_t weights_count, states_count;
  int32_t vocabulary;        /* ids are below it; at least 1 */
  ptrdiff_t tokens, checked; /* that are timed; that the plain loops are run for */
  ptrdiff_t first_block, blocks;
  /* The plain loops, NULL where the first candidate takes their place. */
  const ssdc_tuner_candidate *reference;
  const ssdc_tuner_candidate *candidates; /* the first is what the compiler chooses by itself */
  size_t candidates_count;
} ssdc_tuner_problem;

extern const ssdc_tuner_problem ssdc_tuner_problems[];
extern const size_t ssdc_tuner_problems_count;
extern const char ssdc_tuner_flags[];    /* of the C compiler */
extern const char ssdc_tuner_products[]; /* who multiplies matrices */

#endif
