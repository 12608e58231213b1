#include "normalize.h"

#include <string.h>

#include "utf8.h"

size_t ssdc_normalized_bound(const unsigned char *text, size_t bytes, int nfc) {
  size_t bound = 0;
  for (size_t at = 0; at < bytes;) {
    int complete;
    size_t length = ssdc_utf8_subpart(text + at, bytes - at, &complete);
    /* NFC writes at most three bytes for each byte of a character, and leaves ASCII alone. */
    bound += !complete ? 3 : nfc && length > 1 ? 3 * length : length;
    at += length;
  }
  return bound;
}

size_t ssdc_copy_well_formed(const unsigned char *text, size_t bytes, unsigned char *out) {
  size_t written = 0;
  for (size_t at = 0; at < bytes;) {
    int complete;
    size_t length = ssdc_utf8_subpart(text + at, bytes - at, &complete);
    if (complete) {
      memcpy(out + written, text + at, length);
      written += length;
    } else {
      written += ssdc_utf8_write(SSDC_REPLACEMENT, out + written);
    }
    at += length;
  }
  return written;
}

size_t ssdc_markers_to_spaces(unsigned char *text, size_t bytes) {
  size_t written = 0;
  for (size_t at = 0; at < bytes;) {
    if (bytes - at >= 3 && memcmp(text + at, "\xE2\x96\x81", 3) == 0) {
      text[written++] = ' ';
      at += 3;
    } else {
      text[written++] = text[at++];
    }
  }
  return written;
}
