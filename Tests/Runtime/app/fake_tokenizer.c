/* A tokenizer for the fake model's vocabulary of 61: one token a byte, for the bytes that the tests
   use, and a token that ends texts. */
#include "tokenizer.h"

/* id 0: the end; 1 to 26: a to z; 27: space; 28: newline; 29 and 30: the two bytes of U+00E9;
   31: U+003F, for all other bytes; 32 to 60: nothing. */
static const unsigned char bytes[] = "<end>abcdefghijklmnopqrstuvwxyz \n\303\251?";

static const uint32_t offsets[62] = {
  0,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24,
  25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 36, 36, 36, 36, 36, 36, 36, 36, 36,
  36, 36, 36, 36, 36, 36, 36, 36, 36, 36, 36, 36, 36, 36, 36, 36, 36, 36, 36, 36,
};

static const unsigned char token_flags[61] = {[0] = SSDC_TOKEN_SPECIAL, [29] = SSDC_TOKEN_BYTE,
                                        [30] = SSDC_TOKEN_BYTE};

#define OTHER_4 31, 31, 31, 31
#define OTHER_16 OTHER_4, OTHER_4, OTHER_4, OTHER_4
#define OTHER_64 OTHER_16, OTHER_16, OTHER_16, OTHER_16

static const int32_t byte_ids[256] = {
  OTHER_4, OTHER_4, 31, 31, 28, 31, OTHER_4, OTHER_16,       /* 0 to 31, newline */
  27, 31, 31, 31, OTHER_4, OTHER_4, OTHER_4, OTHER_16,       /* 32 to 63, space */
  OTHER_16, OTHER_16,                                        /* 64 to 95 */
  31, 1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15,
  16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 31, OTHER_4,   /* 96 to 127, letters */
  OTHER_16, OTHER_16,                                        /* 128 to 159 */
  OTHER_4, OTHER_4, 31, 30, 31, 31, OTHER_4, OTHER_16,       /* 160 to 191 */
  31, 31, 31, 29, OTHER_4, OTHER_4, OTHER_4, OTHER_16,       /* 192 to 223 */
  OTHER_16, OTHER_16,                                        /* 224 to 255 */
};

static const uint32_t end_offsets[] = {0, 5};
static const int32_t end[] = {0};
static const unsigned char end_flags[] = {0};

const ssdc_tokenizer_tables ssdc_tokenizer = {
  .vocabulary = 61,
  .token_offsets = offsets,
  .token_bytes = bytes,
  .token_flags = token_flags,
  .byte_level = 1,
  .unknown = -1,
  .byte_ids = byte_ids,
  .split = SSDC_SPLIT_SPACES,
  .raw = {1, end_offsets, bytes, end, end_flags},
  .normalized = {0, end_offsets, bytes, end, end_flags},
  .before_count = 1,
  .before = end,
};
