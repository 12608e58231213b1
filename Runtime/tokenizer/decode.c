#include <string.h>

#include "tokenizer.h"
#include "utf8.h"

typedef struct writer {
  unsigned char *out;
  size_t count, capacity;
  int full; /* something found no room */
} writer;

/* Appends text, less the spaces still to be stripped from its start. */
static void put(ssdc_detokenizer *d, writer *w, const unsigned char *text, size_t bytes) {
  while (d->strip > 0 && bytes > 0) {
    if (*text != ' ') {
      d->strip = 0;
    } else {
      d->strip--;
      text++;
      bytes--;
    }
  }
  if (bytes > w->capacity - w->count) {
    w->full = 1;
  } else if (bytes > 0) {
    memcpy(w->out + w->count, text, bytes);
    w->count += bytes;
  }
}

static void put_replacement(ssdc_detokenizer *d, writer *w) {
  unsigned char text[4];
  put(d, w, text, ssdc_utf8_write(SSDC_REPLACEMENT, text));
}

/* Gives up on what is held: U+FFFD once at byte level, otherwise for each byte token. */
static void release(ssdc_detokenizer *d, writer *w) {
  uint32_t times = d->tables->byte_level && d->held_count > 0 ? 1 : d->held_count;
  while (times-- > 0) put_replacement(d, w);
  d->held_count = 0;
}

/* Adds a byte to those held, and writes out the character that it completes. */
static void put_byte(ssdc_detokenizer *d, writer *w, unsigned char byte) {
  int complete;
  d->held[d->held_count++] = byte;
  if (ssdc_utf8_subpart(d->held, d->held_count, &complete) < d->held_count) {
    d->held_count--;
    release(d, w);
    d->held[d->held_count++] = byte;
    (void)ssdc_utf8_subpart(d->held, 1, &complete);
  }
  if (complete) {
    put(d, w, d->held, d->held_count);
    d->held_count = 0;
  } else if (ssdc_utf8_length(d->held[0]) == 0) {
    release(d, w);
  }
}

/* The text of a token of the vocabulary. */
static const unsigned char *token_text(const ssdc_tokenizer_tables *tables, int32_t id,
                                       size_t *bytes) {
  const uint32_t *offset = tables->token_offsets + id;
  *bytes = offset[1] - offset[0];
  return tables->token_bytes + offset[0];
}

static int known(const ssdc_tokenizer_tables *tables, int32_t id) {
  return id >= 0 && id < tables->vocabulary;
}

static int skipped(const ssdc_tokenizer_tables *tables, int skip_special, int32_t id) {
  return skip_special && (tables->token_flags[id] & SSDC_TOKEN_SPECIAL);
}

void ssdc_detokenizer_init(ssdc_detokenizer *decoder, const ssdc_tokenizer_tables *tables,
                           int skip_special) {
  memset(decoder, 0, sizeof *decoder);
  decoder->tables = tables;
  decoder->skip_special = skip_special;
  decoder->strip = tables->strip;
}

size_t ssdc_detokenizer_room(const ssdc_tokenizer_tables *tables) {
  size_t longest = 0;
  for (int32_t id = 0; id < tables->vocabulary; id++) {
    size_t bytes;
    (void)token_text(tables, id, &bytes);
    if (bytes > longest) longest = bytes;
  }
  /* Each byte may become U+FFFD, which takes three. */
  return 3 * (longest + sizeof ((ssdc_detokenizer *)0)->held);
}

/* The bytes written; or an error, with the decoder as it was before. */
static ptrdiff_t finish(ssdc_detokenizer *decoder, const ssdc_detokenizer *before,
                        const writer *w) {
  if (!w->full) return (ptrdiff_t)w->count;
  *decoder = *before;
  return SSDC_TOKENIZER_NO_ROOM;
}

ptrdiff_t ssdc_detokenizer_feed(ssdc_detokenizer *decoder, int32_t id, unsigned char *out,
                                size_t capacity) {
  const ssdc_tokenizer_tables *tables = decoder->tables;
  if (!known(tables, id)) return SSDC_TOKENIZER_BAD_ID;
  if (skipped(tables, decoder->skip_special, id)) return 0;
  size_t bytes;
  const unsigned char *text = token_text(tables, id, &bytes);

  ssdc_detokenizer before = *decoder;
  writer w = {out, 0, capacity, 0};
  if (tables->byte_level || (tables->token_flags[id] & SSDC_TOKEN_BYTE)) {
    for (size_t at = 0; at < bytes; at++) put_byte(decoder, &w, text[at]);
  } else {
    release(decoder, &w);
    put(decoder, &w, text, bytes);
  }
  return finish(decoder, &before, &w);
}

ptrdiff_t ssdc_detokenizer_flush(ssdc_detokenizer *decoder, unsigned char *out, size_t capacity) {
  ssdc_detokenizer before = *decoder;
  writer w = {out, 0, capacity, 0};
  release(decoder, &w);
  return finish(decoder, &before, &w);
}

/* Whether the byte tokens at the start of ids, up to the first other one, are UTF-8 as a whole. */
static int run_is_text(const ssdc_detokenizer *d, const int32_t *ids, size_t count) {
  unsigned char held[4];
  size_t held_count = 0;
  for (size_t at = 0; at < count && known(d->tables, ids[at]); at++) {
    if (skipped(d->tables, d->skip_special, ids[at])) continue;
    if (!(d->tables->token_flags[ids[at]] & SSDC_TOKEN_BYTE)) break;
    size_t bytes;
    int complete;
    held[held_count++] = *token_text(d->tables, ids[at], &bytes);
    if (ssdc_utf8_subpart(held, held_count, &complete) < held_count ||
        ssdc_utf8_length(held[0]) == 0) {
      return 0;
    }
    if (complete) held_count = 0;
  }
  return held_count == 0;
}

ptrdiff_t ssdc_tokenizer_decode(const ssdc_tokenizer_tables *tables, const int32_t *ids,
                                size_t count, int skip_special, unsigned char *out,
                                size_t capacity) {
  ssdc_detokenizer d;
  ssdc_detokenizer_init(&d, tables, skip_special);
  size_t written = 0;
  int in_run = 0, broken = 0; /* among byte tokens; their run is not text */
  for (size_t at = 0; at < count; at++) {
    if (!known(tables, ids[at])) return SSDC_TOKENIZER_BAD_ID;
    if (skipped(tables, skip_special, ids[at])) continue;
    int is_byte = (tables->token_flags[ids[at]] & SSDC_TOKEN_BYTE) != 0;
    if (is_byte && !in_run) broken = !run_is_text(&d, ids + at, count - at);
    in_run = is_byte;
    ptrdiff_t bytes;
    if (is_byte && broken) {
      d.held_count = 1; /* whatever it is: let go as U+FFFD at once */
      bytes = ssdc_detokenizer_flush(&d, out + written, capacity - written);
    } else {
      bytes = ssdc_detokenizer_feed(&d, ids[at], out + written, capacity - written);
    }
    if (bytes < 0) return bytes;
    written += (size_t)bytes;
  }
  ptrdiff_t bytes = ssdc_detokenizer_flush(&d, out + written, capacity - written);
  return bytes < 0 ? bytes : (ptrdiff_t)(written + (size_t)bytes);
}
