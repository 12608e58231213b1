#include "prompt.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"
#include "text.h"

/* Reads all ids, and keeps as many as a context has room for. */
static int gather(ssdc_prompt *prompt, size_t context) {
  int32_t piece[1024];
  const size_t most = sizeof piece / sizeof *piece;
  size_t count = most, kept = 0;
  prompt->encoded = malloc(context * sizeof *prompt->encoded);
  if (prompt->encoded == NULL) return ssdc_fail_memory();
  while (count == most) {
    const int code = ssdc_ids_read(&prompt->ids, piece, most, &count);
    if (code != SSDC_EXIT_DONE) return code;
    const size_t fitting = count < context - kept ? count : context - kept;
    memcpy(prompt->encoded + kept, piece, fitting * sizeof *piece);
    kept += fitting;
    prompt->tokens += count;
  }
  ssdc_ids_close(&prompt->ids);
  ssdc_ids_open_array(&prompt->ids, prompt->encoded, kept);
  return SSDC_EXIT_DONE;
}

int ssdc_prompt_open_ids(ssdc_prompt *prompt, const char *ids) {
  memset(prompt, 0, sizeof *prompt);
  const int code = ssdc_ids_open(&prompt->ids, ids);
  const size_t context = ssdc_context_size();
  return code == SSDC_EXIT_DONE && context > 0 ? gather(prompt, context) : code;
}

int ssdc_prompt_open_text(ssdc_prompt *prompt, const char *text, size_t bytes, int special) {
  memset(prompt, 0, sizeof *prompt);
  size_t count = 0;
  const int code = ssdc_text_encode(text, bytes, special, &prompt->encoded, &count);
  if (code == SSDC_EXIT_DONE) ssdc_ids_open_array(&prompt->ids, prompt->encoded, count);
  prompt->tokens = count;
  return code;
}

int ssdc_prompt_fits(const ssdc_prompt *prompt, const ssdc_t *model, uint64_t more) {
  const uint64_t context = ssdc_context_size(), before = ssdc_position(model);
  if (context == 0) return SSDC_EXIT_DONE;
  uint64_t left = context - before;
  const int fits = prompt->tokens <= left && more <= left - prompt->tokens;
  if (fits) return SSDC_EXIT_DONE;
  return ssdc_fail(SSDC_EXIT_INPUT,
                   "%" PRIu64 " tokens of the prompt, %" PRIu64 " before it and %" PRIu64
                   " to generate exceed the compiled context of %" PRIu64
                   ": use fewer tokens, or compile the model with a longer --context",
                   prompt->tokens, before, more, context);
}

void ssdc_prompt_close(ssdc_prompt *prompt) {
  ssdc_ids_close(&prompt->ids);
  free(prompt->encoded);
}
