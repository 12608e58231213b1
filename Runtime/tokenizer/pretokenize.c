/* The patterns are matched by hand, alternative by alternative, in the order in which they stand.
   GPT-2:
     's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
   cl100k, where {1,3} is absent from the digit-by-digit sibling:
     (?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}
     | ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+
   Every character starts a match of one of them, so the matches cover the text. */
#include "pretokenize.h"

#include "tokenizer.h"
#include "unicode_class.h"
#include "utf8.h"

enum kind { LETTER, NUMBER, SPACE, OTHER, END };

typedef struct text_view {
  const unsigned char *bytes;
  size_t count;
} text_view;

/* The kind of the character at `at`, and the position after it. */
static enum kind kind_at(text_view text, size_t at, size_t *next) {
  if (at == text.count) return END;
  uint32_t code;
  *next = at + ssdc_utf8_read(text.bytes + at, text.count - at, &code);
  switch (ssdc_class_of(code)) {
    case SSDC_LETTER: return LETTER;
    case SSDC_DIGIT:
    case SSDC_OTHER_NUMBER: return NUMBER;
    case SSDC_SPACE: return SPACE;
    case SSDC_WORD_PART:
    case SSDC_OTHER: break;
  }
  return OTHER;
}

/* The position after the run of `kind` characters at `at`, at most `limit` of them. */
static size_t run_end(text_view text, size_t at, enum kind kind, size_t limit) {
  size_t next = at;
  while (limit-- > 0 && kind_at(text, at, &next) == kind) at = next;
  return at;
}

static int is_newline(unsigned char byte) { return byte == '\r' || byte == '\n'; }

/* The letter at `at` in lower case if it is ASCII or, ignoring case, the long s (U+017F), which
   folds to s; 0 for anything else. *at moves behind it. */
static unsigned char contraction_letter(text_view text, int ignore_case, size_t *at) {
  if (*at == text.count) return 0;
  unsigned char byte = text.bytes[(*at)++];
  if (!ignore_case) return byte;
  if (byte == 0xC5 && *at < text.count && text.bytes[*at] == 0xBF) {
    (*at)++;
    return 's';
  }
  return byte >= 'A' && byte <= 'Z' ? (unsigned char)(byte | 0x20) : byte;
}

/* 's 't 're 've 'm 'll 'd: bytes, or 0. */
static size_t contraction(text_view text, int ignore_case) {
  if (text.bytes[0] != '\'') return 0;
  size_t at = 1;
  unsigned char first = contraction_letter(text, ignore_case, &at);
  if (first == 's' || first == 't' || first == 'm' || first == 'd') return at;
  unsigned char second = contraction_letter(text, ignore_case, &at);
  if ((first == 'r' || first == 'v') && second == 'e') return at;
  return first == 'l' && second == 'l' ? at : 0;
}

/* \s+(?!\S)|\s+ : all of a run of white space, but not its last character where more follows. */
static size_t spaces(text_view text) {
  size_t at = 0, last = 0, next = 0;
  enum kind kind;
  while ((kind = kind_at(text, at, &next)) == SPACE) {
    last = at;
    at = next;
  }
  return kind == END || last == 0 ? at : last;
}

static size_t gpt2(text_view text) {
  size_t length = contraction(text, 0);
  if (length > 0) return length;
  size_t start = text.bytes[0] == ' ', next = 0;
  enum kind kind = kind_at(text, start, &next);
  if (kind == SPACE || kind == END) return spaces(text);
  return run_end(text, next, kind, SIZE_MAX);
}

/* \s*[\r\n]+ : bytes of white space up to and with its last line break, or 0. */
static size_t broken_lines(text_view text) {
  size_t at = 0, end = 0, next = 0;
  while (kind_at(text, at, &next) == SPACE) {
    if (is_newline(text.bytes[at])) end = next;
    at = next;
  }
  return end;
}

static size_t cl100k(text_view text, size_t digits) {
  size_t length = contraction(text, 1);
  if (length > 0) return length;
  size_t next = 0, after = 0;
  enum kind kind = kind_at(text, 0, &next);
  if (kind == LETTER) return run_end(text, next, LETTER, SIZE_MAX);
  if (kind == NUMBER) return run_end(text, 0, NUMBER, digits);
  enum kind second = kind_at(text, next, &after);
  if (second == LETTER && !is_newline(text.bytes[0])) {
    return run_end(text, after, LETTER, SIZE_MAX);
  }
  if (kind == OTHER || (text.bytes[0] == ' ' && second == OTHER)) {
    size_t end = run_end(text, next, OTHER, SIZE_MAX);
    while (end < text.count && is_newline(text.bytes[end])) end++;
    return end;
  }
  length = broken_lines(text);
  return length > 0 ? length : spaces(text);
}

/* A run of spaces, or just one of them, with what follows up to the next space. */
static size_t spaced(text_view text, int one) {
  size_t at = 0;
  while (at < text.count && text.bytes[at] == ' ' && (at == 0 || !one)) at++;
  while (at < text.count && text.bytes[at] != ' ') at++;
  return at;
}

size_t ssdc_word_length(int split, const unsigned char *bytes, size_t count) {
  text_view text = {bytes, count};
  switch (split) {
    case SSDC_SPLIT_SPACE_RUNS: return spaced(text, 0);
    case SSDC_SPLIT_SPACES: return spaced(text, 1);
    case SSDC_SPLIT_GPT2: return gpt2(text);
    case SSDC_SPLIT_CL100K: return cl100k(text, 3);
    case SSDC_SPLIT_CL100K_DIGIT: return cl100k(text, 1);
    default: return count;
  }
}
