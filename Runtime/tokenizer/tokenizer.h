/* Text to token ids and back, for the tokenizer kinds of Hugging Face's tokenizer.json that are
   byte-pair encodings. Plain C99: no allocation, no global mutable state, nothing of the C library
   but <stddef.h>, <stdint.h> and <string.h>. Everything about one tokenizer is in constant tables,
   so any number of threads may share them. Text is UTF-8; each maximal ill-formed part of it is
   read as U+FFFD. */
#ifndef SSDC_TOKENIZER_H
#define SSDC_TOKENIZER_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Errors, returned in place of a count. */
enum {
  SSDC_TOKENIZER_NO_ROOM = -1,    /* the output buffer is too small */
  SSDC_TOKENIZER_NO_SCRATCH = -2, /* the scratch buffer is too small */
  SSDC_TOKENIZER_BAD_ID = -3,     /* an id that the vocabulary does not have */
  SSDC_TOKENIZER_TOO_LONG = -4    /* more text than 32-bit positions can count */
};

/* How text between added tokens is cut before pairs are merged: `split`. */
enum {
  SSDC_SPLIT_NONE,        /* not at all */
  SSDC_SPLIT_SPACE_RUNS,  /* before each run of spaces; only where no merge can span the cut */
  SSDC_SPLIT_SPACES,      /* before each space */
  SSDC_SPLIT_GPT2,        /* the pattern of GPT-2 */
  SSDC_SPLIT_CL100K,      /* the pattern of cl100k and Llama 3: numbers by up to three digits */
  SSDC_SPLIT_CL100K_DIGIT /* the same with numbers digit by digit */
};

/* When a text gets a space in front: `prefix`. */
enum {
  SSDC_PREFIX_NEVER,
  SSDC_PREFIX_ALWAYS,        /* every piece of text between added tokens */
  SSDC_PREFIX_UNLESS_SPACED, /* every piece that does not start with a space */
  SSDC_PREFIX_FIRST          /* likewise, but only the piece that starts the text */
};

/* What a token is, or-ed: `token_flags`. */
enum {
  SSDC_TOKEN_SPECIAL = 1, /* left out of decoded text on request */
  SSDC_TOKEN_BYTE = 2     /* stands for one byte, to be joined with its neighbours */
};

/* How an added token matches, or-ed: `flags` of ssdc_added_tokens. */
enum {
  SSDC_ADDED_LSTRIP = 1,      /* takes the white space to its left */
  SSDC_ADDED_RSTRIP = 2,      /* and to its right */
  SSDC_ADDED_SINGLE_WORD = 4, /* not inside or beside a word */
  SSDC_ADDED_MARKED = 8       /* where spaces stand for markers, which are no white space */
};

/* Tokens that are found in the text as they stand, in ascending order of their bytes. */
typedef struct ssdc_added_tokens {
  uint32_t count;
  const uint32_t *offsets;    /* [count + 1] into bytes */
  const unsigned char *bytes; /* contents, one after another */
  const int32_t *ids;         /* [count] */
  const unsigned char *flags; /* [count] */
} ssdc_added_tokens;

/* One tokenizer. A space stands for the marker U+2581 in the kinds derived from sentencepiece, in
   token_bytes and while encoding, so that one table serves both directions. */
typedef struct ssdc_tokenizer_tables {
  /* Vocabulary: the text of each id. */
  int32_t vocabulary;
  const uint32_t *token_offsets;    /* [vocabulary + 1] into token_bytes */
  const unsigned char *token_bytes; /* decoded texts, one after another */
  const unsigned char *token_flags; /* [vocabulary] */

  /* Initial symbols. Byte level: ids of all bytes. Otherwise ids of characters are looked up in
     token_slots, and byte_ids holds the fallback. -1: there is none. */
  int byte_level;
  int byte_fallback;
  int fuse_unknown;
  int ignore_merges; /* a word that is a token is that token */
  int32_t unknown;   /* id, -1: unknown characters vanish */
  const int32_t *byte_ids;     /* [256] */
  uint32_t token_slot_count;   /* a power of two, or 0 */
  const uint32_t *token_slots; /* id + 1 by hash of the token's bytes, 0: empty */

  /* Merges by rank, and an open-addressing hash of them by (left, right). */
  uint32_t merge_slot_count;   /* a power of two, or 0 */
  const uint32_t *merge_slots; /* rank + 1, 0: empty */
  const int32_t *merge_left;   /* [merges] */
  const int32_t *merge_right;  /* [merges] */
  const int32_t *merge_result; /* [merges] */

  /* Text before merging. */
  size_t (*normalize)(const unsigned char *text, size_t bytes, unsigned char *out, void *scratch);
  int marker_normalized;     /* U+2581 becomes a space before `normalized` is searched */
  int marker_pretokenized;   /* or after */
  int prefix_normalized;     /* SSDC_PREFIX_*, before `normalized` is searched */
  int prefix_pretokenized;   /* and after */
  int split;                 /* SSDC_SPLIT_* */
  ssdc_added_tokens raw;        /* searched in the text as given */
  ssdc_added_tokens normalized; /* searched in the normalized text */

  /* Ids put around a text on request. */
  uint32_t before_count;
  const int32_t *before;
  uint32_t after_count;
  const int32_t *after;

  /* Decoding. */
  uint32_t strip; /* spaces removed at the start of the text */
} ssdc_tokenizer_tables;

/* The tokenizer of this program. */
extern const ssdc_tokenizer_tables ssdc_tokenizer;

/* Bytes of scratch that encoding this text takes; with text NULL, that any text of this length
   may take. 0 when it is too long to be encoded. */
size_t ssdc_tokenizer_scratch(const ssdc_tokenizer_tables *tables, const unsigned char *text,
                              size_t bytes);

/* Encodes text into ids; add_special puts the tokenizer's own ids around it. Takes time about
   linear in the text. Returns the number of ids, or an error. */
ptrdiff_t ssdc_tokenizer_encode(const ssdc_tokenizer_tables *tables, const unsigned char *text,
                                size_t bytes, int add_special, int32_t *ids, size_t capacity,
                                void *scratch, size_t scratch_bytes);

/* Decodes ids into UTF-8 text, not zero-terminated. Returns the number of bytes, or an error. */
ptrdiff_t ssdc_tokenizer_decode(const ssdc_tokenizer_tables *tables, const int32_t *ids,
                                size_t count, int skip_special, unsigned char *out,
                                size_t capacity);

/* Decodes one id at a time, for text that is shown as it is produced. It holds back an incomplete
   character, never more than 3 bytes. The texts, put together, are those of
   ssdc_tokenizer_decode, with one exception: a run of single-byte tokens that is not UTF-8 as a
   whole decodes to U+FFFD throughout there, while its complete characters are let through here. */
typedef struct ssdc_detokenizer {
  const ssdc_tokenizer_tables *tables;
  int skip_special;
  uint32_t strip;
  uint32_t held_count;
  unsigned char held[4];
} ssdc_detokenizer;

void ssdc_detokenizer_init(ssdc_detokenizer *decoder, const ssdc_tokenizer_tables *tables,
                           int skip_special);

/* Output room that is enough for any one call below: bytes. */
size_t ssdc_detokenizer_room(const ssdc_tokenizer_tables *tables);

/* Writes the text that id completes. Returns its bytes, or an error; then nothing has changed. */
ptrdiff_t ssdc_detokenizer_feed(ssdc_detokenizer *decoder, int32_t id, unsigned char *out,
                                size_t capacity);

/* Ends the text: writes U+FFFD for what is still held back. Returns its bytes, or an error. */
ptrdiff_t ssdc_detokenizer_flush(ssdc_detokenizer *decoder, unsigned char *out, size_t capacity);

#ifdef __cplusplus
}
#endif

#endif
