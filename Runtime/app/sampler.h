/* Chooses the next token from logits, without allocating. */
#ifndef SSDC_SAMPLER_H
#define SSDC_SAMPLER_H

#include <stddef.h>
#include <stdint.h>

/* A token that may be chosen. The weight is its logit, later a multiple of its probability. */
typedef struct ssdc_candidate {
  double weight;
  int32_t id;
} ssdc_candidate;

/* How to choose. The settings are read-only after ssdc_sampler_init. */
typedef struct ssdc_sampler {
  double temperature; /* 0: always the most probable token */
  size_t top_k;
  double top_p;
  size_t vocabulary;
  uint64_t seed;
  uint64_t random[4];
  ssdc_candidate *candidates; /* [top_k], the caller's */
} ssdc_sampler;

/* Sets up a sampler, or returns what is wrong with the settings as a sentence.
   temperature   finite, at least 0; logits are divided by it
   top_k         at least 1; only the top_k most probable tokens may be chosen, the lower id first
                 among equals; the vocabulary's size or more keeps all
   top_p         in (0, 1]; of those, the fewest most probable ones that reach this probability
   candidates    [min(top_k, vocabulary)], used until the sampler is abandoned */
const char *ssdc_sampler_init(ssdc_sampler *sampler, double temperature, uint64_t top_k,
                              double top_p, uint64_t seed, size_t vocabulary,
                              ssdc_candidate *candidates);

/* Makes the random numbers those of the token at `position` of the sequence, so that a sequence
   generated in parts comes out as one generated at once with the same seed. */
void ssdc_sampler_seek(ssdc_sampler *sampler, uint64_t position);

/* An id chosen from logits [vocabulary], or -1 if none of them is a number above -infinity.
   A NaN is never chosen; the lowest id wins a tie at temperature 0. */
int32_t ssdc_sampler_choose(ssdc_sampler *sampler, const float *logits);

#endif
