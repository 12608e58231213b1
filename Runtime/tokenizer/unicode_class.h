/* What kind of character a code point is, as far as cutting text into words needs it. */
#ifndef SSDC_UNICODE_CLASS_H
#define SSDC_UNICODE_CLASS_H

#include <stdint.h>

enum ssdc_class {
  SSDC_OTHER,
  SSDC_LETTER,       /* L */
  SSDC_DIGIT,        /* Nd, Nl */
  SSDC_OTHER_NUMBER, /* No: a number, but not part of a word */
  SSDC_WORD_PART,    /* neither letter nor number, but part of a word: marks, connectors, ... */
  SSDC_SPACE         /* White_Space */
};

extern const uint32_t ssdc_class_runs_count;
extern const uint32_t ssdc_class_runs[];

enum ssdc_class ssdc_class_of(uint32_t code);

/* The index of the last run that starts at or before `code`; runs hold their first code point
   above `shift` bits of value, ascending from code point 0. */
static inline uint32_t ssdc_run_of(const uint32_t *runs, uint32_t count, unsigned shift,
                                   uint32_t code) {
  uint32_t low = 0;
  while (count > 1) {
    uint32_t half = count / 2;
    if (runs[low + half] >> shift <= code) low += half;
    count -= half;
  }
  return low;
}

#endif
