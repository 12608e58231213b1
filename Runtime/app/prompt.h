/* Where a command's tokens come from: a text or ids on its command line. */
#ifndef SSDC_PROMPT_H
#define SSDC_PROMPT_H

#include "ids.h"

typedef struct ssdc_prompt {
  ssdc_ids ids;     /* to be read */
  int32_t *encoded; /* behind ids, when they come from a text */
} ssdc_prompt;

/* Opens `ids` (see ssdc_ids_open) or, when that is NULL, the tokens of `text`; with `special`,
   within those that the tokenizer puts around a text. An exit code. */
int ssdc_prompt_open(ssdc_prompt *prompt, const char *ids, const char *text, int special);

void ssdc_prompt_close(ssdc_prompt *prompt);

#endif
