/* Normalization Form C (Unicode Standard Annex 15). Linked only where a tokenizer asks for it. */
#ifndef SSDC_NFC_H
#define SSDC_NFC_H

#include <stddef.h>
#include <stdint.h>

extern const uint32_t ssdc_combining_runs_count;
extern const uint32_t ssdc_combining_runs[];
extern const uint32_t ssdc_canonical_count;
extern const uint32_t ssdc_canonical_composed[];
extern const uint32_t ssdc_canonical_first[];
extern const uint32_t ssdc_canonical_second[];
extern const uint32_t ssdc_composing_count;
extern const uint16_t ssdc_composing[];

/* Writes the normalized text and returns its bytes, at most ssdc_normalized_bound of it. scratch:
   12 bytes for each byte of text, aligned for uint32_t. */
size_t ssdc_normalize_nfc(const unsigned char *text, size_t bytes, unsigned char *out,
                          void *scratch);

#endif
