#include "prompt.h"

#include <stdlib.h>
#include <string.h>

#include "report.h"
#include "text.h"

int ssdc_prompt_open(ssdc_prompt *prompt, const char *ids, const char *text, int special) {
  memset(prompt, 0, sizeof *prompt);
  if (ids != NULL) return ssdc_ids_open(&prompt->ids, ids);
  size_t count = 0;
  const int code = ssdc_text_encode(text, strlen(text), special, &prompt->encoded, &count);
  if (code == SSDC_EXIT_DONE) ssdc_ids_open_array(&prompt->ids, prompt->encoded, count);
  return code;
}

void ssdc_prompt_close(ssdc_prompt *prompt) {
  ssdc_ids_close(&prompt->ids);
  free(prompt->encoded);
}
