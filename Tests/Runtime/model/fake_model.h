/* A model small enough to reason about: h <- decay * h + embedding[id], logits = head h. */
#ifndef SSDC_FAKE_MODEL_H
#define SSDC_FAKE_MODEL_H

enum { VOCABULARY = 61, WIDTH = 8, BLOCK = 5 };

/* Offsets in floats from the start of the values, and their number. */
enum {
  EMBEDDING = 0,                         /* [VOCABULARY, WIDTH] */
  HEAD = EMBEDDING + VOCABULARY * WIDTH, /* [VOCABULARY, WIDTH] */
  DECAY = HEAD + VOCABULARY * WIDTH,     /* [WIDTH] */
  VALUES = DECAY + WIDTH
};

/* The state: h, then with a context [2, context, WIDTH] copies of h after each token (the second
   negative), the token's number for each, and h once more. */
enum { ROWS = WIDTH };

static inline int positions_at(int context) { return ROWS + 2 * context * WIDTH; }

static inline int state_floats(int context) {
  return context == 0 ? WIDTH : positions_at(context) + context + WIDTH;
}

#endif
