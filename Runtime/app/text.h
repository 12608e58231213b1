/* The model's tokenizer as the program uses it. A model compiled without one (macro
   SSDC_NO_TOKENIZER) says so when text is to be encoded. */
#ifndef SSDC_TEXT_H
#define SSDC_TEXT_H

#include <stddef.h>
#include <stdint.h>

/* Encodes UTF-8 text into `*ids` [*count], to be freed by the caller; with `special`, within the
   ids that the tokenizer puts around a text. An exit code, after saying what is wrong. */
int ssdc_text_encode(const char *text, size_t bytes, int special, int32_t **ids, size_t *count);

#endif
