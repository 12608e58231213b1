/* Numbers stored as the upper 16 bits of a float. */
#ifndef SSDC_BF16_H
#define SSDC_BF16_H

#include <stdint.h>
#include <string.h>

/* The float whose upper half `bits` are; its lower half is zero. */
static inline float ssdc_from_bf16(uint16_t bits) {
  const uint32_t word = (uint32_t)bits << 16;
  float value;
  memcpy(&value, &word, sizeof value);
  return value;
}

#endif
