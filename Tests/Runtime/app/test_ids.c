/* Token ids from text and from NumPy arrays, in pieces of every size. */
#include <string.h>

#include "check.h"
#include "ids.h"
#include "report.h"

static const char *path;

static void write_file(const void *bytes, size_t size) {
  FILE *file = fopen(path, "wb");
  if (file != NULL) {
    fwrite(bytes, 1, size, file);
    fclose(file);
  }
}

/* Whether an argument reads as the given ids, whatever the pieces. */
static int reads_as(const char *argument, const int32_t *expected, size_t count) {
  for (size_t piece = 1; piece <= count + 2; piece++) {
    ssdc_ids ids;
    int32_t got[64];
    size_t total = 0, taken;
    if (ssdc_ids_open(&ids, argument) != SSDC_EXIT_DONE) return 0;
    do {
      if (ssdc_ids_read(&ids, got + total, piece, &taken) != SSDC_EXIT_DONE) return 0;
      total += taken;
    } while (taken == piece);
    ssdc_ids_close(&ids);
    if (total != count || memcmp(got, expected, count * sizeof *got) != 0) return 0;
  }
  return 1;
}

static int refused(const char *argument) {
  ssdc_ids ids;
  int32_t got[64];
  size_t taken;
  int code = ssdc_ids_open(&ids, argument);
  if (code == SSDC_EXIT_DONE) {
    code = ssdc_ids_read(&ids, got, 64, &taken);
    ssdc_ids_close(&ids);
  }
  return code == SSDC_EXIT_INPUT;
}

/* Writes a .npy file of version `major` with this dictionary and these bytes. */
static void write_npy(int major, const char *dictionary, const void *bytes, size_t size) {
  unsigned char file[512] = {0x93, 'N', 'U', 'M', 'P', 'Y', (unsigned char)major, 0};
  const size_t prefix = major == 1 ? 10 : 12;
  file[8] = (unsigned char)(128 - prefix);
  memset(file + prefix, ' ', 128 - prefix);
  memcpy(file + prefix, dictionary, strlen(dictionary));
  file[127] = '\n';
  memcpy(file + 128, bytes, size);
  write_file(file, 128 + size);
}

static void check_npy(const char *at_path) {
  const int32_t expected[3] = {1, 60, 7};
  const int64_t wide[3] = {1, 60, 7}, too_wide[1] = {(int64_t)1 << 32}, below[1] = {-1};
  write_npy(1, "{'descr': '<i4', 'fortran_order': False, 'shape': (3,), }", expected, 12);
  CHECK(reads_as(at_path, expected, 3));
  write_npy(2, "{'descr': '<i4', 'fortran_order': False, 'shape': (3,), }", expected, 12);
  CHECK(reads_as(at_path, expected, 3));
  write_npy(1, "{'descr': '<i8', 'fortran_order': True, 'shape': (3,), }", wide, 24);
  CHECK(reads_as(at_path, expected, 3));
  write_npy(1, "{'descr': '<i8', 'fortran_order': False, 'shape': (0,), }", wide, 0);
  CHECK(reads_as(at_path, expected, 0));
  write_npy(1, "{'descr': '<i8', 'fortran_order': False, 'shape': (1,), }", too_wide, 8);
  CHECK(refused(at_path));
  write_npy(1, "{'descr': '<i8', 'fortran_order': False, 'shape': (1,), }", below, 8);
  CHECK(refused(at_path));
  const char *wrong[] = {
    "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }",
    "{'descr': '>i4', 'fortran_order': False, 'shape': (3,), }",
    "{'descr': '<i4', 'fortran_order': False, 'shape': (3, 1), }",
    "{'descr': '<i4', 'fortran_order': False, 'shape': (), }",
    "{'descr': '<i4', 'fortran_order': False, 'shape': (-3,), }",
    "{'descr': '<i4', 'fortran_order': False, 'shape': (99999999999999999999,), }",
    "{'descr': '<i4', 'fortran_order': False, 'shape': (4,), }",
    "{'descr': '<i4', 'fortran_order': False, 'shape': (2,), }",
    "{'descr': '<i4', 'fortran_order': False}",
    "{}",
    "",
  };
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    write_npy(1, wrong[i], expected, 12);
    CHECK(refused(at_path));
  }
  unsigned char whole[140];
  write_npy(1, "{'descr': '<i4', 'fortran_order': False, 'shape': (3,), }", expected, 12);
  FILE *file = fopen(path, "rb");
  const size_t size = file == NULL ? 0 : fread(whole, 1, sizeof whole, file);
  if (file != NULL) fclose(file);
  CHECK(size == 140);
  for (size_t cut = 1; cut < size; cut++) {
    write_file(whole, cut);
    CHECK(refused(at_path));
  }
}

int main(int argc, char **argv) {
  if (argc != 2) return 2;
  path = argv[1];
  char at_path[512];
  snprintf(at_path, sizeof at_path, "@%s", path);
  const int32_t expected[] = {1, 2, 60, 0, 33};
  CHECK(reads_as("1,2,60,0,33", expected, 5));
  CHECK(reads_as(" 1, 2\t60\n0 ,33,\r\n", expected, 5));
  CHECK(reads_as("1", expected, 1));
  CHECK(reads_as("000001", expected, 1));
  CHECK(reads_as("", expected, 0));
  const char *wrong[] = {"61", "-1", "1,61", "-", "1;2", "1.5", "one", "1 two", "2147483648",
                         "4294967296", "-2147483649", "18446744073709551617",
                         "99999999999999999999999999", "1-2", "1,--2", "1,,2", ",1", " , ", "@", "@/nonexistent/ids"};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) CHECK(refused(wrong[i]));
  CHECK(refused("@/"));

  write_file("1,2,\n60 0\n33\n", 13);
  CHECK(reads_as(at_path, expected, 5));
  write_file("1,2\0,3", 6);
  CHECK(refused(at_path));
  write_file("", 0);
  CHECK(reads_as(at_path, expected, 0));
  check_npy(at_path);

  ssdc_ids ids;
  int32_t got[8];
  size_t taken;
  ssdc_ids_open_array(&ids, expected, 5);
  CHECK(ssdc_ids_read(&ids, got, 4, &taken) == SSDC_EXIT_DONE && taken == 4);
  CHECK(ssdc_ids_read(&ids, got + 4, 4, &taken) == SSDC_EXIT_DONE && taken == 1);
  CHECK(memcmp(got, expected, sizeof expected) == 0);
  CHECK(ssdc_ids_read(&ids, got, 4, &taken) == SSDC_EXIT_DONE && taken == 0);
  ssdc_ids_close(&ids);
  return ssdc_check_report();
}
