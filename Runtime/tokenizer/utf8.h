/* UTF-8, one character at a time; ill-formed text becomes U+FFFD, one for each maximal subpart
   (The Unicode Standard, section 3.9, "U+FFFD Substitution of Maximal Subparts"). */
#ifndef SSDC_UTF8_H
#define SSDC_UTF8_H

#include <stddef.h>
#include <stdint.h>

#define SSDC_REPLACEMENT 0xFFFDu

/* Bytes of the character that starts with `lead`; 0 where no character can. */
static inline size_t ssdc_utf8_length(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead < 0xC2) return 0;
  if (lead < 0xE0) return 2;
  if (lead < 0xF0) return 3;
  return lead < 0xF5 ? 4 : 0;
}

/* Whether `byte` may follow `lead` as its second byte (table 3-7): excludes overlong forms,
   surrogates and what lies above U+10FFFF. */
static inline int ssdc_utf8_second(unsigned char lead, unsigned char byte) {
  unsigned char low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  unsigned char high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  return byte >= low && byte <= high;
}

/* Bytes of the longest well-formed start of a character at text[0 ..< bytes], at least 1;
   *complete says whether it is a whole one. */
static inline size_t ssdc_utf8_subpart(const unsigned char *text, size_t bytes, int *complete) {
  size_t length = ssdc_utf8_length(text[0]);
  size_t at = 1;
  while (at < length && at < bytes &&
         (at == 1 ? ssdc_utf8_second(text[0], text[1]) : (text[at] & 0xC0) == 0x80)) {
    at++;
  }
  *complete = at == length;
  return at;
}

/* Reads the character at text[0 ..< bytes], bytes > 0, and returns how many bytes it takes. */
static inline size_t ssdc_utf8_read(const unsigned char *text, size_t bytes, uint32_t *code) {
  static const unsigned char lead_bits[5] = {0, 0x7F, 0x1F, 0x0F, 0x07};
  int complete;
  size_t length = ssdc_utf8_subpart(text, bytes, &complete);
  uint32_t value = text[0] & lead_bits[length];
  for (size_t at = 1; at < length; at++) value = value << 6 | (text[at] & 0x3Fu);
  *code = complete ? value : SSDC_REPLACEMENT;
  return length;
}

/* Reads the character that ends just before text[end], end > 0, not looking before text[start]. */
static inline uint32_t ssdc_utf8_read_back(const unsigned char *text, size_t start, size_t end,
                                           size_t *length) {
  uint32_t code;
  size_t limit = end - start < 4 ? end - start : 4;
  for (*length = 2; *length <= limit; (*length)++) {
    if (ssdc_utf8_read(text + end - *length, *length, &code) == *length &&
        code != SSDC_REPLACEMENT) {
      return code;
    }
  }
  *length = 1;
  return text[end - 1] < 0x80 ? text[end - 1] : SSDC_REPLACEMENT;
}

/* Writes the character and returns how many bytes it takes, at most 4. */
static inline size_t ssdc_utf8_write(uint32_t code, unsigned char *out) {
  if (code < 0x80) {
    out[0] = (unsigned char)code;
    return 1;
  }
  size_t length = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  static const unsigned char lead[5] = {0, 0, 0xC0, 0xE0, 0xF0};
  for (size_t at = length - 1; at > 0; at--) {
    out[at] = (unsigned char)(0x80 | (code & 0x3F));
    code >>= 6;
  }
  out[0] = (unsigned char)(lead[length] | code);
  return length;
}

#endif
