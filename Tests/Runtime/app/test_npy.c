/* The bytes of written arrays, and that they come back through the reader of ids. */
#include <stdint.h>
#include <string.h>

#include "check.h"
#include "npy.h"

int main(int argc, char **argv) {
  if (argc != 2) return 2;
  const float values[6] = {1, 2, 3, 4, 5, -0.5f};
  unsigned char bytes[256];
  for (int is_vector = 0; is_vector < 2; is_vector++) {
    FILE *file = fopen(argv[1], "wb+");
    if (file == NULL) return 4;
    CHECK(ssdc_npy_begin(file));
    CHECK(ssdc_npy_values(file, values, 2));
    CHECK(ssdc_npy_values(file, values + 2, 4));
    CHECK(is_vector ? ssdc_npy_end_vector(file, 6) : ssdc_npy_end_matrix(file, 2, 3));
    rewind(file);
    CHECK(fread(bytes, 1, sizeof bytes, file) == 128 + sizeof values);
    fclose(file);
    const char *header = is_vector
                             ? "{'descr': '<f4', 'fortran_order': False, 'shape': (6,), }"
                             : "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
    CHECK(memcmp(bytes, "\x93NUMPY\x01\x00\x76\x00", 10) == 0);
    CHECK(memcmp(bytes + 10, header, strlen(header)) == 0);
    for (size_t i = 10 + strlen(header); i < 127; i++) CHECK(bytes[i] == ' ');
    CHECK(bytes[127] == '\n');
    CHECK(memcmp(bytes + 128, values, sizeof values) == 0);
  }

  /* The largest shape that can be asked for still fits the header. */
  FILE *file = fopen(argv[1], "wb+");
  if (file == NULL) return 4;
  CHECK(ssdc_npy_begin(file) && ssdc_npy_end_matrix(file, UINT64_MAX, SIZE_MAX));
  rewind(file);
  CHECK(fread(bytes, 1, sizeof bytes, file) == 128 && bytes[127] == '\n');
  CHECK(memchr(bytes, '}', 128) != NULL);
  fclose(file);

  FILE *full = fopen("/dev/full", "wb");
  if (full != NULL) {
    setvbuf(full, NULL, _IONBF, 0);
    CHECK(!ssdc_npy_begin(full));
    CHECK(!ssdc_npy_values(full, values, 6));
    fclose(full);
  }
  return ssdc_check_report();
}
