#include "added_tokens.h"

#include "unicode_class.h"
#include "utf8.h"

/* The first of tokens[low ..< high], which share `depth` bytes, whose next byte is >= byte. */
static uint32_t lower_bound(const ssdc_added_tokens *tokens, uint32_t low, uint32_t high,
                            uint32_t depth, unsigned byte) {
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (tokens->bytes[tokens->offsets[middle] + depth] < byte) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

/* The longest token that text[0 ..< bytes] starts with; tokens->count when there is none. Narrows
   the ordered list byte by byte; a token that ends sorts before those that go on. */
static uint32_t longest(const ssdc_added_tokens *tokens, const unsigned char *text, size_t bytes) {
  uint32_t low = 0, high = tokens->count, best = tokens->count;
  for (uint32_t depth = 0; low < high; depth++) {
    if (tokens->offsets[low + 1] - tokens->offsets[low] == depth) best = low++;
    if (depth == bytes) break;
    low = lower_bound(tokens, low, high, depth, text[depth]);
    high = lower_bound(tokens, low, high, depth, text[depth] + 1u);
  }
  return best;
}

static int is_word_class(enum ssdc_class class) {
  return class == SSDC_LETTER || class == SSDC_DIGIT || class == SSDC_WORD_PART;
}

static enum ssdc_class class_before(const unsigned char *text, size_t start, size_t at,
                                    size_t *length) {
  return ssdc_class_of(ssdc_utf8_read_back(text, start, at, length));
}

static enum ssdc_class class_after(const unsigned char *text, size_t bytes, size_t at,
                                   size_t *length) {
  uint32_t code;
  *length = ssdc_utf8_read(text + at, bytes - at, &code);
  return ssdc_class_of(code);
}

static int is_stripped(enum ssdc_class class, unsigned char byte, unsigned flags) {
  return class == SSDC_SPACE && !(byte == ' ' && (flags & SSDC_ADDED_MARKED));
}

static int touches_word(const unsigned char *text, size_t bytes, size_t start, size_t end) {
  size_t length;
  return (start > 0 && is_word_class(class_before(text, 0, start, &length))) ||
         (end < bytes && is_word_class(class_after(text, bytes, end, &length)));
}

int ssdc_find_added(const ssdc_added_tokens *tokens, const unsigned char *text, size_t bytes,
                    size_t *scan, size_t taken, ssdc_added_match *match) {
  if (tokens->count == 0) return 0;
  while (*scan < bytes) {
    size_t start = *scan, length;
    uint32_t found = longest(tokens, text + start, bytes - start);
    if (found == tokens->count) {
      (*scan)++;
      continue;
    }
    size_t end = start + (tokens->offsets[found + 1] - tokens->offsets[found]);
    *scan = end;
    unsigned flags = tokens->flags[found];
    if ((flags & SSDC_ADDED_SINGLE_WORD) && touches_word(text, bytes, start, end)) continue;
    if (flags & SSDC_ADDED_LSTRIP) {
      while (start > taken &&
             is_stripped(class_before(text, taken, start, &length), text[start - 1], flags)) {
        start -= length;
      }
      if (start < taken) start = taken;
    }
    if (flags & SSDC_ADDED_RSTRIP) {
      while (end < bytes && is_stripped(class_after(text, bytes, end, &length), text[end], flags)) {
        end += length;
      }
    }
    match->start = start;
    match->end = end;
    match->id = tokens->ids[found];
    return 1;
  }
  return 0;
}
