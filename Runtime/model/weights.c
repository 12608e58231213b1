/* Is this the weights file that the model was compiled with? A safetensors file is an 8-byte
   little-endian header length, that many bytes of JSON, then the values. */
#include <string.h>

#include "context.h"
#include "description.h"
#include "sha256.h"

/* The limit of the format itself. */
#define HEADER_LIMIT 100000000u

static uint64_t little_endian(const unsigned char *b) {
  uint64_t value = 0;
  for (int i = 7; i >= 0; i--) value = value << 8 | b[i];
  return value;
}

/* Whether the header names this model, so that what differs is how it was laid out. */
static int names_this_model(const unsigned char *header, size_t size) {
  static const char digits[] = "0123456789abcdef";
  char text[2 * sizeof ssdc_model.model_hash];
  for (size_t i = 0; i < sizeof text; i++) {
    const unsigned byte = ssdc_model.model_hash[i / 2];
    text[i] = digits[i % 2 == 0 ? byte >> 4 : byte & 15];
  }
  for (size_t i = 0; i + sizeof text <= size; i++) {
    if (memcmp(header + i, text, sizeof text) == 0) return 1;
  }
  return 0;
}

static int matches(const unsigned char *bytes, size_t size, const unsigned char expected[32]) {
  unsigned char digest[SSDC_SHA256_SIZE];
  ssdc_sha256_of(bytes, size, digest);
  return memcmp(digest, expected, sizeof digest) == 0;
}

int ssdc_weights_check(const unsigned char *weights, size_t size) {
  if (size <= 8) return SSDC_ERROR_WEIGHTS_TRUNCATED;
  const uint64_t length = little_endian(weights);
  if (length < 2 || length > HEADER_LIMIT || weights[8] != '{') return SSDC_ERROR_WEIGHTS_FORMAT;
  if (length > size - 8) return SSDC_ERROR_WEIGHTS_TRUNCATED;
  const size_t payload = 8 + (size_t)length;
  if (payload != ssdc_model.payload_offset ||
      !matches(weights, payload, ssdc_model.header_hash)) {
    return names_this_model(weights + 8, (size_t)length) ? SSDC_ERROR_WEIGHTS_LAYOUT
                                                         : SSDC_ERROR_WEIGHTS_MODEL;
  }
  if (size < ssdc_model.weights_bytes) return SSDC_ERROR_WEIGHTS_TRUNCATED;
  if (size > ssdc_model.weights_bytes) return SSDC_ERROR_WEIGHTS_TRAILING;
  return SSDC_OK;
}

int ssdc_verify(const void *weights, size_t size) {
  if (weights == NULL) return SSDC_ERROR_NULL;
  const int code = ssdc_weights_check(weights, size);
  if (code != SSDC_OK) return code;
  const size_t offset = ssdc_model.payload_offset;
  return matches((const unsigned char *)weights + offset, size - offset, ssdc_model.payload_hash)
             ? SSDC_OK
             : SSDC_ERROR_WEIGHTS_CORRUPT;
}
