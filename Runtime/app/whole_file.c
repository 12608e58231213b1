#include "whole_file.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"

/* Reads to the end of the file into a buffer that doubles; 0 when memory runs out. */
static int read_all(FILE *file, char **bytes, size_t *size) {
  size_t capacity = 0;
  *bytes = NULL;
  *size = 0;
  do {
    if (*size == capacity) {
      if (capacity > SIZE_MAX / 2) return 0;
      capacity = capacity == 0 ? 65536 : capacity * 2;
      char *larger = realloc(*bytes, capacity);
      if (larger == NULL) return 0;
      *bytes = larger;
    }
    *size += fread(*bytes + *size, 1, capacity - *size, file);
  } while (*size == capacity);
  return 1;
}

int ssdc_whole_file(const char *path, char **bytes, size_t *size) {
  const int is_input = strcmp(path, "-") == 0;
  FILE *file = is_input ? stdin : fopen(path, "rb");
  if (file == NULL) {
    return ssdc_fail(SSDC_EXIT_INPUT, "cannot read '%s': %s", path, strerror(errno));
  }
  const int fitted = read_all(file, bytes, size);
  const int failed = ferror(file), reason = errno;
  if (!is_input) fclose(file);
  if (fitted && !failed) return SSDC_EXIT_DONE;
  free(*bytes);
  *bytes = NULL;
  if (!fitted) return ssdc_fail_memory();
  return ssdc_fail(SSDC_EXIT_INPUT, "cannot read '%s': %s", path, strerror(reason));
}
