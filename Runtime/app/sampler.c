#include "sampler.h"

#include <math.h>

/* Spreads a seed over the generator's state (splitmix64). */
static uint64_t spread(uint64_t *seed) {
  uint64_t z = (*seed += UINT64_C(0x9e3779b97f4a7c15));
  z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
  return z ^ (z >> 31);
}

static uint64_t rotate(uint64_t x, int by) { return (x << by) | (x >> (64 - by)); }

/* The next number of xoshiro256**, by D. Blackman and S. Vigna. */
static uint64_t next_random(uint64_t s[4]) {
  const uint64_t result = rotate(s[1] * 5, 7) * 9;
  const uint64_t shifted = s[1] << 17;
  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= shifted;
  s[3] = rotate(s[3], 45);
  return result;
}

/* Uniform in [0, 1). */
static double uniform(uint64_t s[4]) { return (double)(next_random(s) >> 11) * 0x1p-53; }

const char *ssdc_sampler_init(ssdc_sampler *sampler, double temperature, uint64_t top_k,
                              double top_p, uint64_t seed, size_t vocabulary,
                              ssdc_candidate *candidates) {
  if (!(temperature >= 0) || isinf(temperature)) return "temperature must be 0 or more, and finite";
  if (top_k == 0) return "top-k must be at least 1; the vocabulary's size keeps all tokens";
  if (!(top_p > 0 && top_p <= 1)) return "top-p must be above 0 and at most 1";
  sampler->temperature = temperature;
  sampler->top_k = top_k < vocabulary ? (size_t)top_k : vocabulary;
  sampler->top_p = top_p;
  sampler->vocabulary = vocabulary;
  sampler->candidates = candidates;
  sampler->seed = seed;
  ssdc_sampler_seek(sampler, 0);
  return NULL;
}

void ssdc_sampler_seek(ssdc_sampler *sampler, uint64_t position) {
  uint64_t seed = sampler->seed;
  uint64_t start = spread(&seed) ^ spread(&position);
  for (int i = 0; i < 4; i++) sampler->random[i] = spread(&start);
}

static int32_t most_probable(const float *logits, size_t vocabulary) {
  int32_t best = -1;
  float highest = -INFINITY;
  for (size_t i = 0; i < vocabulary; i++) {
    if (logits[i] > highest) {
      highest = logits[i];
      best = (int32_t)i;
    }
  }
  return best;
}

/* Whether `a` comes after `b` in order of preference. */
static int is_worse(ssdc_candidate a, ssdc_candidate b) {
  return a.weight < b.weight || (a.weight == b.weight && a.id > b.id);
}

/* Lets heap[at] sink to its place: every parent is worse than its children. */
static void sink(ssdc_candidate *heap, size_t count, size_t at) {
  const ssdc_candidate sinking = heap[at];
  for (;;) {
    size_t child = 2 * at + 1;
    if (child >= count) break;
    if (child + 1 < count && is_worse(heap[child + 1], heap[child])) child++;
    if (!is_worse(heap[child], sinking)) break;
    heap[at] = heap[child];
    at = child;
  }
  heap[at] = sinking;
}

/* Fills candidates with the best top_k logits that are numbers, best first; how many there are. */
static size_t select_best(const ssdc_sampler *sampler, const float *logits) {
  ssdc_candidate *heap = sampler->candidates;
  size_t count = 0;
  for (size_t i = 0; i < sampler->vocabulary; i++) {
    if (!(logits[i] > -INFINITY)) continue;
    const ssdc_candidate candidate = {(double)logits[i], (int32_t)i};
    if (count < sampler->top_k) {
      heap[count++] = candidate;
      if (count == sampler->top_k) {
        for (size_t at = count / 2; at-- > 0;) sink(heap, count, at);
      }
    } else if (is_worse(heap[0], candidate)) {
      heap[0] = candidate;
      sink(heap, count, 0);
    }
  }
  if (count < sampler->top_k) {
    for (size_t at = count / 2; at-- > 0;) sink(heap, count, at);
  }
  for (size_t end = count; end-- > 1;) { /* the worst goes last */
    const ssdc_candidate worst = heap[0];
    heap[0] = heap[end];
    heap[end] = worst;
    sink(heap, end, 0);
  }
  return count;
}

int32_t ssdc_sampler_choose(ssdc_sampler *sampler, const float *logits) {
  if (sampler->temperature == 0) return most_probable(logits, sampler->vocabulary);
  ssdc_candidate *best = sampler->candidates;
  const size_t count = select_best(sampler, logits);
  if (count == 0) return -1;
  const double highest = best[0].weight;
  if (isinf(highest)) return best[0].id;

  double total = 0;
  for (size_t i = 0; i < count; i++) {
    best[i].weight = exp((best[i].weight - highest) / sampler->temperature);
    total += best[i].weight;
  }
  double kept = 0;
  size_t last = 0; /* the last of the fewest that reach top_p */
  for (;; last++) {
    kept += best[last].weight;
    if (last + 1 == count || kept >= sampler->top_p * total) break;
  }
  double left = uniform(sampler->random) * kept;
  for (size_t i = 0; i < last; i++) {
    left -= best[i].weight;
    if (left < 0) return best[i].id;
  }
  return best[last].id;
}
