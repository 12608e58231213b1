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

#endif
