#include "npy.h"

#include <inttypes.h>
#include <string.h>

/* Magic, version 1.0, length of the rest, then the rest: a dictionary padded with spaces. */
enum { PREFIX = 10, HEADER = 128 };

int ssdc_npy_begin(FILE *file) {
  const char blank[HEADER] = {0};
  return fwrite(blank, 1, HEADER, file) == HEADER;
}

int ssdc_npy_values(FILE *file, const float *values, size_t count) {
  return fwrite(values, sizeof *values, count, file) == count;
}

static int write_header(FILE *file, const char *shape) {
  char header[HEADER + 1] = {'\x93', 'N', 'U', 'M', 'P', 'Y', 1, 0, HEADER - PREFIX, 0};
  const int length = snprintf(header + PREFIX, HEADER - PREFIX + 1,
                              "{'descr': '<f4', 'fortran_order': False, 'shape': %s, }", shape);
  memset(header + PREFIX + length, ' ', (size_t)(HEADER - PREFIX - length - 1));
  header[HEADER - 1] = '\n';
  return fseek(file, 0, SEEK_SET) == 0 && fwrite(header, 1, HEADER, file) == HEADER;
}

int ssdc_npy_end_matrix(FILE *file, uint64_t rows, size_t columns) {
  char shape[64];
  snprintf(shape, sizeof shape, "(%" PRIu64 ", %zu)", rows, columns);
  return write_header(file, shape);
}

int ssdc_npy_end_vector(FILE *file, size_t length) {
  char shape[64];
  snprintf(shape, sizeof shape, "(%zu,)", length);
  return write_header(file, shape);
}
