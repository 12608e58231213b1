#include "sha256.h"

#include <string.h>

/* First 32 bits of the fractional parts of the cube roots of the first 64 primes (§4.2.2). */
static const uint32_t round_constants[64] = {
  0x428a2f98u, 0x71374491u, 0xb5c0fbcfu, 0xe9b5dba5u, 0x3956c25bu, 0x59f111f1u, 0x923f82a4u,
  0xab1c5ed5u, 0xd807aa98u, 0x12835b01u, 0x243185beu, 0x550c7dc3u, 0x72be5d74u, 0x80deb1feu,
  0x9bdc06a7u, 0xc19bf174u, 0xe49b69c1u, 0xefbe4786u, 0x0fc19dc6u, 0x240ca1ccu, 0x2de92c6fu,
  0x4a7484aau, 0x5cb0a9dcu, 0x76f988dau, 0x983e5152u, 0xa831c66du, 0xb00327c8u, 0xbf597fc7u,
  0xc6e00bf3u, 0xd5a79147u, 0x06ca6351u, 0x14292967u, 0x27b70a85u, 0x2e1b2138u, 0x4d2c6dfcu,
  0x53380d13u, 0x650a7354u, 0x766a0abbu, 0x81c2c92eu, 0x92722c85u, 0xa2bfe8a1u, 0xa81a664bu,
  0xc24b8b70u, 0xc76c51a3u, 0xd192e819u, 0xd6990624u, 0xf40e3585u, 0x106aa070u, 0x19a4c116u,
  0x1e376c08u, 0x2748774cu, 0x34b0bcb5u, 0x391c0cb3u, 0x4ed8aa4au, 0x5b9cca4fu, 0x682e6ff3u,
  0x748f82eeu, 0x78a5636fu, 0x84c87814u, 0x8cc70208u, 0x90befffau, 0xa4506cebu, 0xbef9a3f7u,
  0xc67178f2u,
};

static uint32_t rotate(uint32_t x, int by) { return (x >> by) | (x << (32 - by)); }

static uint32_t big_endian(const unsigned char *b) {
  return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | (uint32_t)b[3];
}

static uint32_t small_sigma_0(uint32_t x) { return rotate(x, 7) ^ rotate(x, 18) ^ (x >> 3); }
static uint32_t small_sigma_1(uint32_t x) { return rotate(x, 17) ^ rotate(x, 19) ^ (x >> 10); }
static uint32_t big_sigma_0(uint32_t x) { return rotate(x, 2) ^ rotate(x, 13) ^ rotate(x, 22); }
static uint32_t big_sigma_1(uint32_t x) { return rotate(x, 6) ^ rotate(x, 11) ^ rotate(x, 25); }

/* One round. The eight working variables are renamed from round to round, not moved: with eight
   rounds written out they stay in registers, which makes the hash twice as fast. */
#define ROUND(a, b, c, d, e, f, g, h, i)                                                     \
  do {                                                                                       \
    (h) += big_sigma_1(e) + (((e) & (f)) ^ (~(e) & (g))) + round_constants[i] + w[i];        \
    (d) += (h);                                                                              \
    (h) += big_sigma_0(a) + (((a) & (b)) ^ ((a) & (c)) ^ ((b) & (c)));                       \
  } while (0)

/* Folds one block of 64 bytes into the state (§6.2.2). */
static void compress(uint32_t state[8], const unsigned char *block) {
  uint32_t w[64];
  for (int i = 0; i < 16; i++) w[i] = big_endian(block + 4 * i);
  for (int i = 16; i < 64; i++) {
    w[i] = w[i - 16] + small_sigma_0(w[i - 15]) + w[i - 7] + small_sigma_1(w[i - 2]);
  }
  uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
  uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
  for (int i = 0; i < 64; i += 8) {
    ROUND(a, b, c, d, e, f, g, h, i);
    ROUND(h, a, b, c, d, e, f, g, i + 1);
    ROUND(g, h, a, b, c, d, e, f, i + 2);
    ROUND(f, g, h, a, b, c, d, e, i + 3);
    ROUND(e, f, g, h, a, b, c, d, i + 4);
    ROUND(d, e, f, g, h, a, b, c, i + 5);
    ROUND(c, d, e, f, g, h, a, b, i + 6);
    ROUND(b, c, d, e, f, g, h, a, i + 7);
  }
  const uint32_t mixed[8] = {a, b, c, d, e, f, g, h};
  for (int i = 0; i < 8; i++) state[i] += mixed[i];
}

void ssdc_sha256_init(ssdc_sha256 *hash) {
  static const uint32_t initial[8] = {
    0x6a09e667u, 0xbb67ae85u, 0x3c6ef372u, 0xa54ff53au,
    0x510e527fu, 0x9b05688cu, 0x1f83d9abu, 0x5be0cd19u,
  };
  memcpy(hash->state, initial, sizeof initial);
  hash->length = 0;
}

void ssdc_sha256_update(ssdc_sha256 *hash, const void *bytes, size_t size) {
  const unsigned char *from = bytes;
  const size_t held = (size_t)(hash->length % 64);
  hash->length += size;
  if (held > 0) {
    const size_t taken = size < 64 - held ? size : 64 - held;
    if (taken > 0) memcpy(hash->block + held, from, taken);
    if (held + taken < 64) return;
    compress(hash->state, hash->block);
    from += taken;
    size -= taken;
  }
  for (; size >= 64; from += 64, size -= 64) compress(hash->state, from);
  if (size > 0) memcpy(hash->block, from, size);
}

void ssdc_sha256_final(ssdc_sha256 *hash, unsigned char digest[SSDC_SHA256_SIZE]) {
  const uint64_t bits = hash->length * 8;
  unsigned char padding[72] = {0x80};
  const size_t marker = (size_t)((119 - hash->length % 64) % 64) + 1; /* 0x80, then zeros */
  for (size_t i = 0; i < 8; i++) padding[marker + i] = (unsigned char)(bits >> (56 - 8 * i));
  ssdc_sha256_update(hash, padding, marker + 8);
  for (int i = 0; i < 32; i++) {
    digest[i] = (unsigned char)(hash->state[i / 4] >> (24 - 8 * (i % 4)));
  }
}

void ssdc_sha256_of(const void *bytes, size_t size, unsigned char digest[SSDC_SHA256_SIZE]) {
  ssdc_sha256 hash;
  ssdc_sha256_init(&hash);
  ssdc_sha256_update(&hash, bytes, size);
  ssdc_sha256_final(&hash, digest);
}
