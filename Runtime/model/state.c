/* Saved states. All numbers are little-endian.

     offset  bytes
          0      8  "SSDSTATE"
          8      4  version of this format, 1
         12      4  bytes of this header, 128
         16     32  model hash
         48     32  layout hash
         80      8  position: tokens since the start of the sequence
         88      8  bytes of payload
         96     32  SHA-256 of the 96 bytes before it, then the payload
        128         payload: the state as it lies in memory, but of what grows with the sequence
                    only the rows of the tokens before `position` */
#include <string.h>

#include "context.h"
#include "description.h"
#include "sha256.h"

enum {
  AT_VERSION = 8,
  AT_HEADER_BYTES = 12,
  AT_MODEL = 16,
  AT_LAYOUT = 48,
  AT_POSITION = 80,
  AT_PAYLOAD_BYTES = 88,
  AT_CHECKSUM = 96,
  HEADER_BYTES = 128,
  VERSION = 1
};

static const unsigned char magic[8] = {'S', 'S', 'D', 'S', 'T', 'A', 'T', 'E'};

static void put(unsigned char *at, int bytes, uint64_t value) {
  for (int i = 0; i < bytes; i++) at[i] = (unsigned char)(value >> (8 * i));
}

static uint64_t get(const unsigned char *at, int bytes) {
  uint64_t value = 0;
  for (int i = bytes - 1; i >= 0; i--) value = value << 8 | at[i];
  return value;
}

/* A walk over the parts of the state that are saved, in the order of memory. */
typedef struct walk {
  size_t rows;  /* of what grows, those that are saved */
  size_t at;    /* bytes passed, saved or not */
  size_t index; /* of the next growing state */
  size_t block; /* in it, the next one */
} walk;

/* A part that is saved, and what follows it and is not. */
typedef struct part {
  size_t offset, bytes, skipped;
} part;

static walk start(uint64_t position) {
  const size_t context = ssdc_context_size();
  walk w = {0, 0, 0, 0};
  w.rows = position < context ? (size_t)position : context;
  return w;
}

/* The next part; 0 at the end of the state. */
static int next(walk *w, part *p) {
  const size_t context = ssdc_context_size();
  p->offset = w->at;
  p->skipped = 0;
  if (w->at == ssdc_model.state_bytes) return 0;
  if (w->index == ssdc_model.growing_count) {
    p->bytes = ssdc_model.state_bytes - w->at;
  } else {
    const ssdc_growing_state *growing = &ssdc_model.growing[w->index];
    const size_t first = growing->offset + w->block * context * growing->row_bytes;
    p->bytes = first - w->at + w->rows * growing->row_bytes;
    p->skipped = (context - w->rows) * growing->row_bytes;
    w->block++;
    if (w->block == growing->blocks) {
      w->index++;
      w->block = 0;
    }
  }
  w->at += p->bytes + p->skipped;
  return 1;
}

/* Bytes of the payload at a position. */
static size_t payload_bytes(uint64_t position) {
  size_t bytes = 0;
  part p;
  for (walk w = start(position); next(&w, &p);) bytes += p.bytes;
  return bytes;
}

static void checksum(const unsigned char *blob, size_t payload,
                     unsigned char digest[SSDC_SHA256_SIZE]) {
  ssdc_sha256 hash;
  ssdc_sha256_init(&hash);
  ssdc_sha256_update(&hash, blob, AT_CHECKSUM);
  ssdc_sha256_update(&hash, blob + HEADER_BYTES, payload);
  ssdc_sha256_final(&hash, digest);
}

size_t ssdc_state_size(void) { return HEADER_BYTES + ssdc_model.state_bytes; }

size_t ssdc_state_saved_size(const ssdc_t *m) {
  return ssdc_context_check(m) == SSDC_OK ? HEADER_BYTES + payload_bytes(m->position) : 0;
}

int ssdc_state_save(const ssdc_t *m, void *buf, size_t size) {
  const int code = ssdc_context_check(m);
  if (code != SSDC_OK) return code;
  if (buf == NULL) return SSDC_ERROR_NULL;
  const size_t payload = payload_bytes(m->position);
  if (size < HEADER_BYTES + payload) return SSDC_ERROR_BUFFER_SIZE;
  unsigned char *blob = buf;
  memcpy(blob, magic, sizeof magic);
  put(blob + AT_VERSION, 4, VERSION);
  put(blob + AT_HEADER_BYTES, 4, HEADER_BYTES);
  memcpy(blob + AT_MODEL, ssdc_model.model_hash, 32);
  memcpy(blob + AT_LAYOUT, ssdc_model.layout_hash, 32);
  put(blob + AT_POSITION, 8, m->position);
  put(blob + AT_PAYLOAD_BYTES, 8, payload);
  const unsigned char *state = (const unsigned char *)m->state;
  unsigned char *to = blob + HEADER_BYTES;
  part p;
  for (walk w = start(m->position); next(&w, &p); to += p.bytes) {
    memcpy(to, state + p.offset, p.bytes);
  }
  checksum(blob, payload, blob + AT_CHECKSUM);
  return SSDC_OK;
}

/* Questions are asked from the widest to the narrowest, so that the answer says most. */
static int check(const unsigned char *blob, size_t size) {
  const size_t present = size < sizeof magic ? size : sizeof magic;
  if (memcmp(blob, magic, present) != 0) return SSDC_ERROR_STATE_FORMAT;
  if (size < AT_MODEL) return SSDC_ERROR_STATE_TRUNCATED;
  if (get(blob + AT_VERSION, 4) != VERSION) return SSDC_ERROR_STATE_VERSION;
  if (size < HEADER_BYTES) return SSDC_ERROR_STATE_TRUNCATED;
  if (memcmp(blob + AT_MODEL, ssdc_model.model_hash, 32) != 0) return SSDC_ERROR_STATE_MODEL;
  if (memcmp(blob + AT_LAYOUT, ssdc_model.layout_hash, 32) != 0) return SSDC_ERROR_STATE_LAYOUT;
  const uint64_t position = get(blob + AT_POSITION, 8);
  const size_t context = ssdc_context_size(), payload = payload_bytes(position);
  if (get(blob + AT_HEADER_BYTES, 4) != HEADER_BYTES ||
      get(blob + AT_PAYLOAD_BYTES, 8) != payload || (context > 0 && position > context)) {
    return SSDC_ERROR_STATE_CORRUPT;
  }
  if (size - HEADER_BYTES < payload) return SSDC_ERROR_STATE_TRUNCATED;
  unsigned char digest[SSDC_SHA256_SIZE];
  checksum(blob, payload, digest);
  return memcmp(digest, blob + AT_CHECKSUM, sizeof digest) == 0 ? SSDC_OK
                                                                : SSDC_ERROR_STATE_CORRUPT;
}

int ssdc_state_load(ssdc_t *m, const void *buf, size_t size) {
  int code = ssdc_context_check(m);
  if (code != SSDC_OK) return code;
  if (buf == NULL) return SSDC_ERROR_NULL;
  const unsigned char *blob = buf;
  code = check(blob, size);
  if (code != SSDC_OK) return code;
  m->position = get(blob + AT_POSITION, 8);
  unsigned char *state = (unsigned char *)m->state;
  const unsigned char *from = blob + HEADER_BYTES;
  part p;
  for (walk w = start(m->position); next(&w, &p); from += p.bytes) {
    memcpy(state + p.offset, from, p.bytes);
    memset(state + p.offset + p.bytes, 0, p.skipped);
  }
  return SSDC_OK;
}
