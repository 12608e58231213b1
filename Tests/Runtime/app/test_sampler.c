/* Greedy choice, cuts, ties, refusals, and that frequencies are the probabilities. */
#include <math.h>
#include <stddef.h>

#include "check.h"
#include "sampler.h"

enum { V = 7 };

static const double draws = 200000;

static ssdc_candidate candidates[V];

static ssdc_sampler sampler_of(double temperature, uint64_t top_k, double top_p, uint64_t seed) {
  ssdc_sampler sampler;
  CHECK(ssdc_sampler_init(&sampler, temperature, top_k, top_p, seed, V, candidates) == NULL);
  return sampler;
}

static int refused(double temperature, uint64_t top_k, double top_p) {
  ssdc_sampler sampler;
  return ssdc_sampler_init(&sampler, temperature, top_k, top_p, 0, V, candidates) != NULL;
}

/* The share of each id among many draws. */
static void frequencies(ssdc_sampler sampler, const float *logits, double share[V]) {
  for (int i = 0; i < V; i++) share[i] = 0;
  for (double draw = 0; draw < draws; draw++) share[ssdc_sampler_choose(&sampler, logits)]++;
  for (int i = 0; i < V; i++) share[i] /= draws;
}

/* The probabilities that should come out, from the definition and in another way: by marking. */
static void check_distribution(double temperature, size_t top_k, double top_p,
                               const float *logits) {
  double weight[V], expected[V] = {0}, share[V], total = 0, kept = 0;
  int rank[V];
  for (int i = 0; i < V; i++) {
    weight[i] = exp((double)logits[i] / temperature);
    rank[i] = 0;
    for (int j = 0; j < V; j++) {
      rank[i] += logits[j] > logits[i] || (!(logits[j] < logits[i]) && j < i);
    }
    if ((size_t)rank[i] < top_k) total += weight[i];
  }
  for (int r = 0; r < V && (size_t)r < top_k && kept < top_p * total; r++) {
    for (int i = 0; i < V; i++) {
      if (rank[i] == r) kept += expected[i] = weight[i];
    }
  }
  frequencies(sampler_of(temperature, top_k, top_p, 11), logits, share);
  for (int i = 0; i < V; i++) {
    const double p = expected[i] / kept;
    CHECK(fabs(share[i] - p) <= 5 * sqrt(p * (1 - p) / draws) + 1e-12);
    CHECK((share[i] > 0) == (expected[i] > 0));
  }
}

int main(void) {
  CHECK(refused((double)NAN, 1, 1));
  CHECK(refused((double)INFINITY, 1, 1));
  CHECK(refused(-0.5, 1, 1));
  CHECK(refused(1, 0, 1));
  CHECK(refused(1, 1, 0));
  CHECK(refused(1, 1, -1));
  CHECK(refused(1, 1, 1.001));
  CHECK(refused(1, 1, (double)NAN));
  CHECK(!refused(0, UINT64_MAX, 1e-300));

  const float logits[V] = {0.5f, 2.0f, -1.0f, 2.0f, 1.0f, -3.0f, 1.5f};
  ssdc_sampler greedy = sampler_of(0, V, 1, 0);
  CHECK(ssdc_sampler_choose(&greedy, logits) == 1); /* the lower of the two equal ones */
  for (uint64_t seed = 0; seed < 50; seed++) {
    ssdc_sampler first = sampler_of(1, 1, 1, seed);
    CHECK(ssdc_sampler_choose(&first, logits) == 1);
    ssdc_sampler sharp = sampler_of(1, V, 1e-9, seed);
    CHECK(ssdc_sampler_choose(&sharp, logits) == 1);
    ssdc_sampler cold = sampler_of(1e-300, V, 1, seed);
    const int32_t id = ssdc_sampler_choose(&cold, logits);
    CHECK(id == 1 || id == 3);
  }

  check_distribution(1, V, 1, logits);
  check_distribution(0.8, V, 1, logits);
  check_distribution(3, 100, 1, logits);
  check_distribution(1, 1, 1, logits);
  check_distribution(1, 2, 1, logits);
  check_distribution(1, 3, 1, logits);
  check_distribution(1, V, 0.5, logits);
  check_distribution(1, V, 0.9, logits);
  check_distribution(2, 5, 0.7, logits);

  /* Equal logits: the cut keeps the lower ids, and top-p exactly as many as it takes. */
  const float flat[V] = {0};
  check_distribution(1, V, 1, flat);
  check_distribution(1, 3, 1, flat);
  double share[V];
  frequencies(sampler_of(1, 4, 0.5, 3), flat, share);
  CHECK(share[0] > 0 && share[1] > 0 && share[2] <= 0);

  /* The same seed gives the same tokens, another seed others. */
  ssdc_sampler a = sampler_of(1, V, 1, 5), b = sampler_of(1, V, 1, 5), c = sampler_of(1, V, 1, 6);
  int equal = 0, other = 0;
  for (int i = 0; i < 100; i++) {
    const int32_t id = ssdc_sampler_choose(&a, logits);
    equal += id == ssdc_sampler_choose(&b, logits);
    other += id != ssdc_sampler_choose(&c, logits);
  }
  CHECK(equal == 100 && other > 0);

  /* What is not a number is never chosen; infinities are. */
  float odd[V];
  for (int i = 0; i < V; i++) odd[i] = (float)NAN;
  CHECK(ssdc_sampler_choose(&greedy, odd) == -1);
  CHECK(ssdc_sampler_choose(&a, odd) == -1);
  odd[6] = -INFINITY;
  CHECK(ssdc_sampler_choose(&greedy, odd) == -1);
  CHECK(ssdc_sampler_choose(&a, odd) == -1);
  odd[4] = -5;
  CHECK(ssdc_sampler_choose(&greedy, odd) == 4);
  CHECK(ssdc_sampler_choose(&a, odd) == 4);
  odd[5] = INFINITY;
  CHECK(ssdc_sampler_choose(&greedy, odd) == 5);
  CHECK(ssdc_sampler_choose(&a, odd) == 5);
  return ssdc_check_report();
}
