/* Byte-pair encoding of one word. */
#ifndef SSDC_BPE_H
#define SSDC_BPE_H

#include "tokenizer.h"

/* A stretch of the word that is one token so far; a doubly linked list in an array. */
typedef struct ssdc_symbol {
  int32_t id;    /* -1: merged into the symbol before it */
  uint32_t prev; /* index, UINT32_MAX: none */
  uint32_t next;
} ssdc_symbol;

/* Working memory for words of up to n bytes. */
typedef struct ssdc_bpe_space {
  ssdc_symbol *symbols; /* [n] */
  uint64_t *queue;      /* [2 n] */
} ssdc_bpe_space;

/* Encodes word[0 ..< bytes] into space->symbols[0 ..< count].id and returns the count. */
size_t ssdc_bpe_encode(const ssdc_tokenizer_tables *tables, const unsigned char *word,
                       size_t bytes, const ssdc_bpe_space *space);

#endif
