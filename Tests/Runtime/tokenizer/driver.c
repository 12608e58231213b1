/* Checks one tokenizer, whose tables are linked in, against cases on standard input, one a line:
     e ADD_SPECIAL HEX ID ...   the text encodes to these ids
     d SKIP_SPECIAL HEX ID ...  the ids decode to this text
   HEX is the text in hexadecimal, `-` for none. Then checks what holds for every tokenizer. Buffers
   have exactly the size asked for, so that sanitizers see a step beyond. Prints what failed. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "normalize.h"
#include "tokenizer.h"

static const ssdc_tokenizer_tables *const tables = &ssdc_tokenizer;
static unsigned long failures, checks;

static void check(int ok, const char *what, const char *detail) {
  checks++;
  if (ok) return;
  failures++;
  printf("failed: %s: %.2000s\n", what, detail);
}

/* An allocation of exactly `bytes`, never NULL. */
static void *exactly(size_t bytes) {
  void *memory = malloc(bytes > 0 ? bytes : 1);
  if (memory == NULL) {
    fputs("out of memory\n", stderr);
    exit(2);
  }
  return memory;
}

static ptrdiff_t encode(const unsigned char *text, size_t bytes, int add_special, int32_t *ids,
                        size_t capacity) {
  size_t scratch_bytes = ssdc_tokenizer_scratch(tables, text, bytes);
  void *scratch = exactly(scratch_bytes);
  ptrdiff_t count =
      ssdc_tokenizer_encode(tables, text, bytes, add_special, ids, capacity, scratch, scratch_bytes);
  free(scratch);
  return count;
}

static void check_encoding(const unsigned char *text, size_t bytes, int add_special,
                           const int32_t *expected, size_t count, const char *line) {
  int32_t *ids = exactly(count * sizeof *ids);
  ptrdiff_t got = encode(text, bytes, add_special, ids, count);
  check(got == (ptrdiff_t)count && memcmp(ids, expected, count * sizeof *ids) == 0, "encode", line);
  if (count > 0) {
    got = encode(text, bytes, add_special, ids, count - 1);
    check(got == SSDC_TOKENIZER_NO_ROOM, "encode without room", line);
  }
  free(ids);
}

/* Feeds ids one by one, each time with no room first. Returns the bytes written to out. */
static size_t stream(const int32_t *ids, size_t count, int skip_special, unsigned char *out,
                     size_t capacity) {
  ssdc_detokenizer decoder;
  ssdc_detokenizer_init(&decoder, tables, skip_special);
  size_t room = ssdc_detokenizer_room(tables), written = 0;
  unsigned char *piece = exactly(room);
  for (size_t at = 0; at <= count; at++) {
    ptrdiff_t none = at < count ? ssdc_detokenizer_feed(&decoder, ids[at], piece, 0)
                                : ssdc_detokenizer_flush(&decoder, piece, 0);
    ptrdiff_t bytes = none != SSDC_TOKENIZER_NO_ROOM ? none
                      : at < count ? ssdc_detokenizer_feed(&decoder, ids[at], piece, room)
                                   : ssdc_detokenizer_flush(&decoder, piece, room);
    if (bytes < 0 || (size_t)bytes > capacity - written) break;
    memcpy(out + written, piece, (size_t)bytes);
    written += (size_t)bytes;
  }
  free(piece);
  return written;
}

static int has_replacement(const unsigned char *text, size_t bytes) {
  for (size_t at = 0; at + 3 <= bytes; at++) {
    if (memcmp(text + at, "\xEF\xBF\xBD", 3) == 0) return 1;
  }
  return 0;
}

static void check_decoding(const unsigned char *text, size_t bytes, int skip_special,
                           const int32_t *ids, size_t count, const char *line) {
  unsigned char *out = exactly(bytes);
  ptrdiff_t got = ssdc_tokenizer_decode(tables, ids, count, skip_special, out, bytes);
  check(got == (ptrdiff_t)bytes && memcmp(out, text, bytes) == 0, "decode", line);
  if (bytes > 0) {
    got = ssdc_tokenizer_decode(tables, ids, count, skip_special, out, bytes - 1);
    check(got == SSDC_TOKENIZER_NO_ROOM, "decode without room", line);
  }
  if (tables->byte_level || !has_replacement(text, bytes)) {
    size_t streamed = stream(ids, count, skip_special, out, bytes);
    check(streamed == bytes && memcmp(out, text, bytes) == 0, "stream", line);
  }
  free(out);
}

static unsigned hex_digit(char digit) {
  return (unsigned)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
}

/* One line of the cases. */
static void check_case(const char *line, size_t length) {
  unsigned char *text = exactly(length);
  int32_t *ids = exactly(length * sizeof *ids);
  size_t bytes = 0, count = 0;
  const char *at = line + 4;
  if (*at == '-') at++;
  for (; *at != ' ' && *at != '\n'; at += 2) {
    text[bytes++] = (unsigned char)(hex_digit(at[0]) << 4 | hex_digit(at[1]));
  }
  for (char *end; *at == ' ' && at[1] != '\n'; at = end) {
    ids[count++] = (int32_t)strtol(at, &end, 10);
  }
  int option = line[2] == '1';
  unsigned char *exact_text = exactly(bytes);
  memcpy(exact_text, text, bytes);
  if (line[0] == 'e') {
    check_encoding(exact_text, bytes, option, ids, count, line);
  } else {
    check_decoding(exact_text, bytes, option, ids, count, line);
  }
  free(exact_text);
  free(text);
  free(ids);
}

static void check_errors(void) {
  int32_t ids[8] = {-1, 0, 0, 0, 0, 0, 0, 0};
  unsigned char out[8] = "text", scratch[8];
  ssdc_detokenizer decoder;
  ssdc_detokenizer_init(&decoder, tables, 0);
  for (int wrong = 0; wrong < 3; wrong++) {
    ids[0] = wrong == 0 ? -1 : wrong == 1 ? tables->vocabulary : INT32_MAX;
    ptrdiff_t got = ssdc_tokenizer_decode(tables, ids, 1, 0, out, sizeof out);
    check(got == SSDC_TOKENIZER_BAD_ID, "decode", "id out of range");
    got = ssdc_detokenizer_feed(&decoder, ids[0], out, sizeof out);
    check(got == SSDC_TOKENIZER_BAD_ID, "feed", "id out of range");
  }
  ptrdiff_t got = ssdc_tokenizer_encode(tables, out, 4, 0, ids, 8, scratch, sizeof scratch);
  check(got == SSDC_TOKENIZER_NO_SCRATCH, "encode", "too little scratch");
  check(ssdc_tokenizer_scratch(tables, NULL, SIZE_MAX) == 0, "scratch", "too long a text");
  check(ssdc_tokenizer_scratch(tables, NULL, 99) >= ssdc_tokenizer_scratch(tables, out, 4),
        "scratch", "of any text of a length");
}

/* Ill-formed text encodes as the same text with U+FFFD in place of what is ill-formed. */
static void check_ill_formed(void) {
  static const unsigned char alphabet[] = " ae1'\n<|>\xC3\xA9\xCC\x81\xE2\x96\x81\xF0\x9F\x98\x80\xED"
                                          "\xC0\xF5\xFF";
  uint32_t random = 1;
  for (int round = 0; round < 2000; round++) {
    unsigned char raw[24], clean[3 * sizeof raw];
    int32_t raw_ids[3 * sizeof raw + 8], clean_ids[3 * sizeof raw + 8];
    size_t bytes = (size_t)round % (sizeof raw + 1);
    for (size_t at = 0; at < bytes; at++) {
      random = random * 1664525u + 1013904223u;
      raw[at] = alphabet[(random >> 16) % (sizeof alphabet - 1)];
    }
    size_t clean_bytes = ssdc_copy_well_formed(raw, bytes, clean);
    ptrdiff_t a = encode(raw, bytes, 0, raw_ids, sizeof raw_ids / sizeof *raw_ids);
    ptrdiff_t b = encode(clean, clean_bytes, 0, clean_ids, sizeof clean_ids / sizeof *clean_ids);
    check(a >= 0 && a == b && memcmp(raw_ids, clean_ids, (size_t)a * sizeof *raw_ids) == 0,
          "encode", "ill-formed text");
  }
}

/* Long texts of one repeated unit: anything quadratic would not end within a test's patience. */
static void check_long_texts(size_t bytes) {
  static const char *const units[] = {"a",  " ",        "\n",           "1",       "<",   "\xFF",
                                      "' ", "\xCC\x81", "\xCC\xA3\xCC\x81", "ab\xC3\xA9", "x\t ",
                                      "\xE2\x96\x81", "\xE4\xB8\xAD", "\xED\x95\x9C"};
  for (size_t unit = 0; unit < sizeof units / sizeof *units; unit++) {
    size_t length = strlen(units[unit]), used = bytes / length * length;
    unsigned char *text = exactly(used);
    for (size_t at = 0; at < used; at++) text[at] = (unsigned char)units[unit][at % length];
    size_t capacity = 3 * used + 8;
    int32_t *ids = exactly(capacity * sizeof *ids);
    ptrdiff_t count = encode(text, used, 0, ids, capacity);
    check(count >= 0, "encode", "a long text");
    if (count > 0) {
      unsigned char *out = exactly(capacity);
      ptrdiff_t decoded = ssdc_tokenizer_decode(tables, ids, (size_t)count, 0, out, capacity);
      check(decoded > 0 || decoded == SSDC_TOKENIZER_NO_ROOM, "decode", "a long text");
      free(out);
    }
    free(ids);
    free(text);
  }
}

/* Reads one line of any length, zero-terminated; NULL at the end. */
static char *read_line(FILE *file, size_t *length) {
  size_t capacity = 1024;
  char *line = exactly(capacity);
  *length = 0;
  for (int c; (c = getc(file)) != EOF;) {
    if (*length + 2 > capacity) {
      line = realloc(line, capacity *= 2);
      if (line == NULL) exit(2);
    }
    line[(*length)++] = (char)c;
    line[*length] = 0;
    if (c == '\n') return line;
  }
  free(line);
  return NULL;
}

int main(int argc, char **argv) {
  size_t length;
  for (char *line; (line = read_line(stdin, &length)) != NULL; free(line)) {
    check_case(line, length);
  }
  check_errors();
  check_ill_formed();
  check_long_texts(argc > 1 ? strtoul(argv[1], NULL, 10) : 1000000);
  printf("%lu checks, %lu failures\n", checks, failures);
  return failures > 0;
}
