#include <stdlib.h>
#include <string.h>

#include "ids.h"
#include "report.h"

/* NumPy itself pads to 64 or 128; nothing that fits a vector of ids is near this. */
enum { HEADER_LIMIT = 4096 };

/* What follows `key` and white space in the header's dictionary. */
static const char *value_of(const char *header, const char *key) {
  const char *at = strstr(header, key);
  if (at == NULL) return "";
  at += strlen(key);
  return at + strspn(at, " ");
}

/* Reads the length N of a shape written `(N,)`; 0 if it is not of that form. */
static int read_length(const char *shape, uint64_t *length) {
  char *end;
  if (shape[0] != '(' || shape[1] < '0' || shape[1] > '9') return 0;
  *length = strtoull(shape + 1, &end, 10);
  return *length < UINT64_MAX && strncmp(end, ",)", 2) == 0;
}

int ssdc_ids_read_npy_header(ssdc_ids *ids) {
  unsigned char prefix[12];
  char header[HEADER_LIMIT + 1];
  size_t length = 0;
  if (fread(prefix, 1, 10, ids->file) == 10 && memcmp(prefix, "\x93NUMPY", 6) == 0) {
    length = (size_t)prefix[8] | (size_t)prefix[9] << 8;
    if (prefix[6] > 1) { /* from version 2.0 the length has four bytes */
      if (fread(prefix + 10, 1, 2, ids->file) != 2) length = 0;
      else length |= (size_t)prefix[10] << 16 | (size_t)prefix[11] << 24;
    }
  }
  if (length == 0 || length > HEADER_LIMIT || fread(header, 1, length, ids->file) != length) {
    return ssdc_fail(SSDC_EXIT_INPUT, "'%s' has a damaged NumPy header", ids->name);
  }
  header[length] = '\0';
  const char *type = value_of(header, "'descr':");
  if (strncmp(type, "'<i4'", 5) == 0) {
    ids->kind = SSDC_IDS_INT32;
  } else if (strncmp(type, "'<i8'", 5) == 0) {
    ids->kind = SSDC_IDS_INT64;
  } else {
    return ssdc_fail(SSDC_EXIT_INPUT, "'%s' is not an array of int32 or int64", ids->name);
  }
  if (!read_length(value_of(header, "'shape':"), &ids->left)) {
    return ssdc_fail(SSDC_EXIT_INPUT, "'%s' is not a one-dimensional array", ids->name);
  }
  return SSDC_EXIT_DONE;
}
