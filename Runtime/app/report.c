#include "report.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "description.h"
#include "ssdc.h"

int ssdc_fail(int code, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  fprintf(stderr, "%s: error: ", ssdc_model.name);
  vfprintf(stderr, format, arguments);
  fputc('\n', stderr);
  va_end(arguments);
  return code;
}

int ssdc_fail_memory(void) { return ssdc_fail(SSDC_EXIT_ENVIRONMENT, "out of memory"); }

int ssdc_fail_output(void) {
  return ssdc_fail(SSDC_EXIT_ENVIRONMENT, "cannot write the output: %s", strerror(errno));
}

int ssdc_check(const char *subject, int api_code) {
  if (api_code == SSDC_OK) return SSDC_EXIT_DONE;
  return ssdc_fail(SSDC_EXIT_INPUT, "%s: %s", subject, ssdc_strerror(api_code));
}
