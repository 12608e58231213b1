#include "added_tokens.h"
#include "bpe.h"
#include "normalize.h"
#include "pretokenize.h"
#include "tokenizer.h"

/* Bytes of scratch for each byte of normalized text: itself, a symbol and two keys of the queue. */
#define PER_BYTE (1 + sizeof(ssdc_symbol) + 2 * sizeof(uint64_t))
/* Normalized text may be longer than the text: by a prefix, and one that a piece puts before it. */
#define MARGIN 2
#define ALIGNMENT sizeof(uint64_t)
#define MAX_NORMALIZED \
  ((SIZE_MAX / PER_BYTE < UINT32_MAX ? SIZE_MAX / PER_BYTE : UINT32_MAX) - MARGIN - ALIGNMENT)

typedef struct encoder {
  const ssdc_tokenizer_tables *tables;
  int32_t *ids;
  size_t count, capacity;
  int full; /* an id found no room */
  ssdc_bpe_space space;
  unsigned char *text; /* one segment at a time, normalized */
} encoder;

size_t ssdc_tokenizer_scratch(const ssdc_tokenizer_tables *tables, const unsigned char *text,
                              size_t bytes) {
  if (bytes > MAX_NORMALIZED / 3) return 0;
  size_t bound = text == NULL
                     ? 3 * bytes
                     : ssdc_normalized_bound(text, bytes, tables->normalize != NULL);
  return (bound + MARGIN) * PER_BYTE + ALIGNMENT;
}

/* Lays the working memory out for normalized text of n = bound + MARGIN bytes: keys, symbols,
   text, in the order of their alignment. */
static void divide_scratch(encoder *e, void *scratch, size_t n) {
  unsigned char *start = scratch;
  start += (ALIGNMENT - (uintptr_t)start % ALIGNMENT) % ALIGNMENT;
  e->space.queue = (uint64_t *)(void *)start;
  e->space.symbols = (ssdc_symbol *)(void *)(start + 2 * n * sizeof(uint64_t));
  e->text = start + n * (PER_BYTE - 1);
}

static void emit(encoder *e, int32_t id) {
  if (e->count == e->capacity) {
    e->full = 1;
  } else {
    e->ids[e->count++] = id;
  }
}

static void encode_words(encoder *e, const unsigned char *text, size_t bytes) {
  for (size_t at = 0, length; at < bytes && !e->full; at += length) {
    length = ssdc_word_length(e->tables->split, text + at, bytes - at);
    size_t count = ssdc_bpe_encode(e->tables, text + at, length, &e->space);
    for (size_t k = 0; k < count; k++) emit(e, e->space.symbols[k].id);
  }
}

/* Puts a space before text where `rule` says so; the byte before it is free to be written. */
static void add_prefix(int rule, int first, unsigned char **text, size_t *bytes) {
  if (*bytes == 0 || rule == SSDC_PREFIX_NEVER) return;
  if (rule != SSDC_PREFIX_ALWAYS && **text == ' ') return;
  if (rule == SSDC_PREFIX_FIRST && !first) return;
  *--*text = ' ';
  ++*bytes;
}

/* A piece of normalized text without added tokens. The byte before it was consumed already. */
static void encode_piece(encoder *e, unsigned char *text, size_t bytes, int first) {
  if (e->tables->marker_pretokenized) bytes = ssdc_markers_to_spaces(text, bytes);
  add_prefix(e->tables->prefix_pretokenized, first, &text, &bytes);
  encode_words(e, text, bytes);
}

/* A segment of the given text without raw added tokens; first: it starts the text. */
static void encode_segment(encoder *e, const unsigned char *raw, size_t raw_bytes, int first) {
  const ssdc_tokenizer_tables *tables = e->tables;
  unsigned char *text = e->text + MARGIN;
  size_t bytes = tables->normalize != NULL
                     ? tables->normalize(raw, raw_bytes, text, e->space.queue)
                     : ssdc_copy_well_formed(raw, raw_bytes, text);
  if (tables->marker_normalized) bytes = ssdc_markers_to_spaces(text, bytes);
  add_prefix(tables->prefix_normalized, first, &text, &bytes);

  size_t at = 0, scan = 0;
  ssdc_added_match match;
  while (ssdc_find_added(&tables->normalized, text, bytes, &scan, at, &match) && !e->full) {
    if (match.start > at) encode_piece(e, text + at, match.start - at, first && at == 0);
    emit(e, match.id);
    at = match.end;
  }
  if (at < bytes) encode_piece(e, text + at, bytes - at, first && at == 0);
}

ptrdiff_t ssdc_tokenizer_encode(const ssdc_tokenizer_tables *tables, const unsigned char *text,
                                size_t bytes, int add_special, int32_t *ids, size_t capacity,
                                void *scratch, size_t scratch_bytes) {
  size_t needed = ssdc_tokenizer_scratch(tables, text, bytes);
  if (needed == 0) return SSDC_TOKENIZER_TOO_LONG;
  if (scratch_bytes < needed) return SSDC_TOKENIZER_NO_SCRATCH;
  encoder e = {tables, ids, 0, capacity, 0, {NULL, NULL}, NULL};
  divide_scratch(&e, scratch, (needed - ALIGNMENT) / PER_BYTE);

  for (uint32_t k = 0; add_special && k < tables->before_count; k++) emit(&e, tables->before[k]);
  size_t at = 0, scan = 0;
  ssdc_added_match match;
  while (ssdc_find_added(&tables->raw, text, bytes, &scan, at, &match) && !e.full) {
    if (match.start > at) encode_segment(&e, text + at, match.start - at, at == 0);
    emit(&e, match.id);
    at = match.end;
  }
  if (at < bytes) encode_segment(&e, text + at, bytes - at, at == 0);
  for (uint32_t k = 0; add_special && k < tables->after_count; k++) emit(&e, tables->after[k]);
  return e.full ? SSDC_TOKENIZER_NO_ROOM : (ptrdiff_t)e.count;
}
