#include "unicode_class.h"

static enum ssdc_class class_of_ascii(uint32_t code) {
  if ((code | 0x20) - 'a' < 26) return SSDC_LETTER;
  if (code - '0' < 10) return SSDC_DIGIT;
  if (code == ' ' || code - '\t' < 5) return SSDC_SPACE;
  return code == '_' ? SSDC_WORD_PART : SSDC_OTHER;
}

enum ssdc_class ssdc_class_of(uint32_t code) {
  if (code < 0x80) return class_of_ascii(code);
  uint32_t run = ssdc_run_of(ssdc_class_runs, ssdc_class_runs_count, 3, code);
  return (enum ssdc_class)(ssdc_class_runs[run] & 7);
}
