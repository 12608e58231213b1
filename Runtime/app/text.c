#include "text.h"

#include "report.h"

#ifdef SSDC_NO_TOKENIZER

int ssdc_text_encode(const char *text, size_t bytes, int special, int32_t **ids, size_t *count) {
  (void)text, (void)bytes, (void)special, (void)ids, (void)count;
  return ssdc_fail(SSDC_EXIT_USAGE, "this model was compiled without a tokenizer: use --ids");
}

#else

#include <stdlib.h>

#include "tokenizer.h"

static int fail(ptrdiff_t error) {
  return error == SSDC_TOKENIZER_TOO_LONG
             ? ssdc_fail(SSDC_EXIT_INPUT, "the text is too long to tokenize at once")
             : ssdc_fail(SSDC_EXIT_INTERNAL, "the tokenizer failed with code %d", (int)error);
}

int ssdc_text_encode(const char *text, size_t bytes, int special, int32_t **ids, size_t *count) {
  const unsigned char *from = (const unsigned char *)text;
  const size_t scratch_bytes = ssdc_tokenizer_scratch(&ssdc_tokenizer, from, bytes);
  if (scratch_bytes == 0) return fail(SSDC_TOKENIZER_TOO_LONG);
  void *scratch = malloc(scratch_bytes);
  ptrdiff_t encoded = SSDC_TOKENIZER_NO_ROOM;
  *ids = NULL;
  /* An id a byte is enough but for texts that normalization lengthens. */
  for (size_t room = bytes + 64; scratch != NULL && encoded == SSDC_TOKENIZER_NO_ROOM; room *= 2) {
    free(*ids);
    *ids = malloc(room * sizeof **ids);
    if (*ids == NULL) break;
    encoded = ssdc_tokenizer_encode(&ssdc_tokenizer, from, bytes, special, *ids, room, scratch,
                                    scratch_bytes);
  }
  const int out_of_memory = scratch == NULL || *ids == NULL;
  free(scratch);
  if (!out_of_memory && encoded >= 0) {
    *count = (size_t)encoded;
    return SSDC_EXIT_DONE;
  }
  free(*ids);
  *ids = NULL;
  return out_of_memory ? ssdc_fail_memory() : fail(encoded);
}

#endif
