/* SHA-256 (FIPS 180-4), incremental, with no allocation and no global state. */
#ifndef SSDC_SHA256_H
#define SSDC_SHA256_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Bytes of a digest. */
#define SSDC_SHA256_SIZE 32

/* A hash under way: may be copied to fork it. */
typedef struct ssdc_sha256 {
  uint32_t state[8];
  uint64_t length;         /* bytes taken so far */
  unsigned char block[64]; /* the last length % 64 of them */
} ssdc_sha256;

/* Starts a hash over no bytes. */
void ssdc_sha256_init(ssdc_sha256 *hash);

/* Takes `size` more bytes; `bytes` may be NULL when `size` is 0. */
void ssdc_sha256_update(ssdc_sha256 *hash, const void *bytes, size_t size);

/* Writes the digest of all bytes taken. `hash` is spent: start again with init. */
void ssdc_sha256_final(ssdc_sha256 *hash, unsigned char digest[SSDC_SHA256_SIZE]);

/* The digest of one piece of memory. */
void ssdc_sha256_of(const void *bytes, size_t size, unsigned char digest[SSDC_SHA256_SIZE]);

#ifdef __cplusplus
}
#endif

#endif
