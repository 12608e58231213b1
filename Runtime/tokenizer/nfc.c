#include "nfc.h"

#include <string.h>

#include "normalize.h"
#include "unicode_class.h"
#include "utf8.h"

/* Hangul syllables are composed by arithmetic: L + V (+ T); section 3.12 of the standard. */
enum { S_BASE = 0xAC00, L_BASE = 0x1100, V_BASE = 0x1161, T_BASE = 0x11A7 };
enum { L_COUNT = 19, V_COUNT = 21, T_COUNT = 28, S_COUNT = L_COUNT * V_COUNT * T_COUNT };

static unsigned combining_class(uint32_t code) {
  if (code < 0x300) return 0;
  uint32_t run = ssdc_run_of(ssdc_combining_runs, ssdc_combining_runs_count, 8, code);
  return ssdc_combining_runs[run] & 0xFF;
}

/* Appends the full canonical decomposition of `code` to out and returns the new count. The
   recursion follows first characters, whose chain is at most three long. */
static size_t decompose(uint32_t code, uint32_t *out, size_t count) {
  uint32_t syllable = code - S_BASE;
  if (syllable < S_COUNT) {
    out[count++] = L_BASE + syllable / (V_COUNT * T_COUNT);
    out[count++] = V_BASE + syllable / T_COUNT % V_COUNT;
    if (syllable % T_COUNT != 0) out[count++] = T_BASE + syllable % T_COUNT;
    return count;
  }
  if (code >= 0xC0) {
    uint32_t row = ssdc_run_of(ssdc_canonical_composed, ssdc_canonical_count, 0, code);
    if (ssdc_canonical_composed[row] == code) {
      count = decompose(ssdc_canonical_first[row], out, count);
      if (ssdc_canonical_second[row] != 0) out[count++] = ssdc_canonical_second[row];
      return count;
    }
  }
  out[count++] = code;
  return count;
}

/* The character that first and second compose to, or 0. */
static uint32_t compose(uint32_t first, uint32_t second) {
  if (first - L_BASE < L_COUNT && second - V_BASE < V_COUNT) {
    return S_BASE + ((first - L_BASE) * V_COUNT + (second - V_BASE)) * T_COUNT;
  }
  if (first - S_BASE < S_COUNT && (first - S_BASE) % T_COUNT == 0 &&
      second - (T_BASE + 1) < T_COUNT - 1) {
    return first + (second - T_BASE);
  }
  uint32_t low = 0, high = ssdc_composing_count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2, row = ssdc_composing[middle];
    uint32_t a = ssdc_canonical_first[row], b = ssdc_canonical_second[row];
    if (a == first && b == second) return ssdc_canonical_composed[row];
    if (a < first || (a == first && b < second)) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return 0;
}

/* Sorts a run of combining characters by class, stably, by counting: a run may be as long as the
   text. spare: room for the run. */
static void sort_marks(uint32_t *marks, size_t count, uint32_t *spare) {
  size_t start[256] = {0};
  for (size_t at = 0; at < count; at++) start[combining_class(marks[at])]++;
  size_t sum = 0;
  for (size_t class = 0; class < 256; class++) {
    size_t own = start[class];
    start[class] = sum;
    sum += own;
  }
  for (size_t at = 0; at < count; at++) spare[start[combining_class(marks[at])]++] = marks[at];
  memcpy(marks, spare, count * sizeof *marks);
}

/* Puts every run of combining characters into canonical order. */
static void reorder(uint32_t *codes, size_t count, uint32_t *spare) {
  for (size_t at = 0; at < count;) {
    size_t start = at;
    unsigned last = 0, class;
    int sorted = 1;
    while (at < count && (class = combining_class(codes[at])) != 0) {
      if (class < last) sorted = 0;
      last = class;
      at++;
    }
    if (!sorted) sort_marks(codes + start, at - start, spare);
    if (at == start) at++;
  }
}

/* Composes each character with the starter before it unless another one blocks it, in place.
   Returns the new count. */
static size_t compose_all(uint32_t *codes, size_t count) {
  size_t written = 0, starter = SIZE_MAX;
  unsigned last = 0; /* the class of the last character kept after the starter, 0: none */
  for (size_t at = 0; at < count; at++) {
    unsigned class = combining_class(codes[at]);
    int adjacent = starter != SIZE_MAX && starter + 1 == written;
    if (starter != SIZE_MAX && (adjacent || (last != 0 && last < class))) {
      uint32_t composed = compose(codes[starter], codes[at]);
      if (composed != 0) {
        codes[starter] = composed;
        continue;
      }
    }
    if (class == 0) starter = written;
    last = class;
    codes[written++] = codes[at];
  }
  return written;
}

size_t ssdc_normalize_nfc(const unsigned char *text, size_t bytes, unsigned char *out,
                          void *scratch) {
  size_t plain = 0; /* below U+0300 every text is in NFC */
  while (plain < bytes && text[plain] < 0xCC) plain++;
  if (plain == bytes) return ssdc_copy_well_formed(text, bytes, out);

  uint32_t *codes = scratch;
  size_t count = 0;
  for (size_t at = 0; at < bytes;) {
    uint32_t code;
    at += ssdc_utf8_read(text + at, bytes - at, &code);
    count = decompose(code, codes, count);
  }
  reorder(codes, count, codes + count);
  count = compose_all(codes, count);
  size_t written = 0;
  for (size_t at = 0; at < count; at++) written += ssdc_utf8_write(codes[at], out + written);
  return written;
}
