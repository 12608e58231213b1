/* Where a command's tokens come from: a text or ids. */
#ifndef SSDC_PROMPT_H
#define SSDC_PROMPT_H

#include "ids.h"
#include "ssdc.h"

typedef struct ssdc_prompt {
  ssdc_ids ids;     /* to be read */
  int32_t *encoded; /* behind ids, when they come from a text or had to be counted */
  uint64_t tokens;  /* how many there are; 0 for ids that are read as they come */
} ssdc_prompt;

/* Opens `ids` (see ssdc_ids_open). Where the model has a context they are read at once, to be
   counted. An exit code. */
int ssdc_prompt_open_ids(ssdc_prompt *prompt, const char *ids);

/* Opens the tokens of `text` [bytes]; with `special`, within those that the tokenizer puts around a
   text. An exit code. */
int ssdc_prompt_open_text(ssdc_prompt *prompt, const char *text, size_t bytes, int special);

/* Whether the model's context has room for what it has seen, the prompt and `more` tokens. An exit
   code. */
int ssdc_prompt_fits(const ssdc_prompt *prompt, const ssdc_t *model, uint64_t more);

void ssdc_prompt_close(ssdc_prompt *prompt);

#endif
