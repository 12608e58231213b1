/* Finding added tokens in text. */
#ifndef SSDC_ADDED_TOKENS_H
#define SSDC_ADDED_TOKENS_H

#include "tokenizer.h"

typedef struct ssdc_added_match {
  size_t start, end; /* what the token takes, white space included */
  int32_t id;
} ssdc_added_match;

/* Finds the first token at or after *scan, the longest of those that start there, and moves *scan
   behind its content. White space before `taken` belongs to the match before. Returns 0 when there
   is none. */
int ssdc_find_added(const ssdc_added_tokens *tokens, const unsigned char *text, size_t bytes,
                    size_t *scan, size_t taken, ssdc_added_match *match);

#endif
