/* What the compiler says about one model: everything else in this folder is the same for all. */
#ifndef SSDC_DESCRIPTION_H
#define SSDC_DESCRIPTION_H

#include <stddef.h>
#include <stdint.h>

/* A part of the state that grows with the sequence: blocks of a row for each token of a context. */
typedef struct ssdc_growing_state {
  size_t offset;    /* bytes from the start of the state */
  size_t blocks;    /* how many there are, one behind the other */
  size_t row_bytes; /* of one token in one of them */
} ssdc_growing_state;

typedef struct ssdc_description {
  const char *name;
  size_t arena_bytes;      /* state_bytes rounded up to 64, + scratch_bytes + 63 to align them */
  size_t state_bytes;      /* recurrent state, at the start of the aligned arena */
  size_t scratch_bytes;    /* what follows the state, from the next multiple of 64 */
  size_t weights_bytes;    /* the whole weights file */
  size_t payload_offset;   /* 8 + header length, a multiple of 64: where the values start */
  ptrdiff_t vocabulary;    /* rows of the head */
  ptrdiff_t segment_tokens;  /* most tokens that ssdc_entry_prefill takes */
  ptrdiff_t context;       /* most tokens of a sequence, or 0: the state has room for any number */
  const ssdc_growing_state *growing; /* in the order of their offsets, or NULL */
  size_t growing_count;              /* how many there are */
  unsigned char header_hash[32];  /* SHA-256 of the first payload_offset bytes of the weights */
  unsigned char payload_hash[32]; /* SHA-256 of the rest */
  unsigned char model_hash[32];   /* which model: also in the weights' metadata, as hexadecimal */
  unsigned char layout_hash[32];  /* how its state is laid out */
  int32_t bos;             /* token that starts a text, or -1 */
  const int32_t *eos;      /* tokens that end one, or NULL */
  size_t eos_count;        /* how many there are */
  const char *info_json;   /* a JSON object: shapes, chunk sizes and their origin, options */
} ssdc_description;

extern const ssdc_description ssdc_model;

#endif
