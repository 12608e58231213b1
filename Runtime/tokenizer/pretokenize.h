/* Cutting text into the words whose symbols may be merged with one another. */
#ifndef SSDC_PRETOKENIZE_H
#define SSDC_PRETOKENIZE_H

#include <stddef.h>

/* Bytes of the word at the start of text[0 ..< bytes], bytes > 0, by the rule SSDC_SPLIT_*. */
size_t ssdc_word_length(int split, const unsigned char *text, size_t bytes);

#endif
