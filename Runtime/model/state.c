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
        128         payload: the recurrent state */
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

static void checksum(const unsigned char *blob, unsigned char digest[SSDC_SHA256_SIZE]) {
  ssdc_sha256 hash;
  ssdc_sha256_init(&hash);
  ssdc_sha256_update(&hash, blob, AT_CHECKSUM);
  ssdc_sha256_update(&hash, blob + HEADER_BYTES, ssdc_model.state_bytes);
  ssdc_sha256_final(&hash, digest);
}

size_t ssdc_state_size(void) { return HEADER_BYTES + ssdc_model.state_bytes; }

int ssdc_state_save(const ssdc_t *m, void *buf, size_t size) {
  const int code = ssdc_context_check(m);
  if (code != SSDC_OK) return code;
  if (buf == NULL) return SSDC_ERROR_NULL;
  if (size < ssdc_state_size()) return SSDC_ERROR_BUFFER_SIZE;
  unsigned char *blob = buf;
  memcpy(blob, magic, sizeof magic);
  put(blob + AT_VERSION, 4, VERSION);
  put(blob + AT_HEADER_BYTES, 4, HEADER_BYTES);
  memcpy(blob + AT_MODEL, ssdc_model.model_hash, 32);
  memcpy(blob + AT_LAYOUT, ssdc_model.layout_hash, 32);
  put(blob + AT_POSITION, 8, m->position);
  put(blob + AT_PAYLOAD_BYTES, 8, ssdc_model.state_bytes);
  memcpy(blob + HEADER_BYTES, m->state, ssdc_model.state_bytes);
  checksum(blob, blob + AT_CHECKSUM);
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
  if (get(blob + AT_HEADER_BYTES, 4) != HEADER_BYTES ||
      get(blob + AT_PAYLOAD_BYTES, 8) != ssdc_model.state_bytes) {
    return SSDC_ERROR_STATE_CORRUPT;
  }
  const size_t context = ssdc_context_size();
  if (context > 0 && get(blob + AT_POSITION, 8) > context) return SSDC_ERROR_STATE_CORRUPT;
  if (size < ssdc_state_size()) return SSDC_ERROR_STATE_TRUNCATED;
  unsigned char digest[SSDC_SHA256_SIZE];
  checksum(blob, digest);
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
  memcpy(m->state, blob + HEADER_BYTES, ssdc_model.state_bytes);
  m->position = get(blob + AT_POSITION, 8);
  return SSDC_OK;
}
