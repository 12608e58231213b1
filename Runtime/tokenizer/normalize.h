/* Text made ready to be searched and cut. */
#ifndef SSDC_NORMALIZE_H
#define SSDC_NORMALIZE_H

#include <stddef.h>

/* Upper bound of the bytes that this text takes once normalized; nfc says whether by NFC. */
size_t ssdc_normalized_bound(const unsigned char *text, size_t bytes, int nfc);

/* Copies text with its ill-formed parts replaced. Returns the bytes written. */
size_t ssdc_copy_well_formed(const unsigned char *text, size_t bytes, unsigned char *out);

/* Replaces each marker U+2581 by a space, in place. Returns the bytes left. */
size_t ssdc_markers_to_spaces(unsigned char *text, size_t bytes);

#endif
