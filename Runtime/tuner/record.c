#include "record.h"

#include <stdlib.h>
#include <string.h>

#include "machine.h"
#include "sha256.h"

enum { digest_bytes = 32, id_digits = 8 };

/* The first `digits` hexadecimal digits of a digest; text has room for them and a zero. */
static void spell(const unsigned char *digest, int digits, char *text) {
  for (int i = 0; i < digits; i++) {
    text[i] = "0123456789abcdef"[digest[i / 2] >> (i % 2 == 0 ? 4 : 0) & 15];
  }
  text[digits] = '\0';
}

void ssdc_tuner_record_init(ssdc_tuner_record *record, int threads) {
  ssdc_machine_describe(record->machine, sizeof record->machine, SSDC_MACHINE_COMPILER,
                        ssdc_tuner_flags, ssdc_tuner_products);
  ssdc_sha256 hash;
  unsigned char digest[digest_bytes];
  ssdc_sha256_init(&hash);
  ssdc_sha256_update(&hash, record->machine, strlen(record->machine));
  ssdc_sha256_final(&hash, digest);
  spell(digest, id_digits, record->id);
  record->threads = threads;
  record->lines = NULL;
  record->count = 0;
}

int ssdc_tuner_record_add(ssdc_tuner_record *record, const ssdc_tuner_problem *problem,
                          const ssdc_tuner_result *result) {
  const char *const schedule = problem->candidates[result->best].schedule;
  const size_t room = strlen(problem->problem) + strlen(problem->space) + strlen(schedule) + 160;
  char *const line = malloc(room);
  char **const lines = realloc(record->lines, sizeof *lines * (record->count + 1));
  if (lines != NULL) record->lines = lines;
  if (line == NULL || lines == NULL) {
    free(line);
    return 0;
  }
  snprintf(line, room, "plan %s | %s threads %d | %s | %.0f ns of %.0f, %d rounds, %s bits | %s\n",
           record->id, problem->problem, record->threads, problem->space, result->nanoseconds, result->usual, result->rounds,
           result->same_bits ? "same" : "other", schedule);
  record->lines[record->count++] = line;
  return 1;
}

static int ascending(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Writes a line, and takes it into the checksum. */
static void put(const char *line, ssdc_sha256 *hash, FILE *out) {
  ssdc_sha256_update(hash, line, strlen(line));
  fputs(line, out);
}

int ssdc_tuner_record_write(ssdc_tuner_record *record, FILE *out) {
  char machine[sizeof record->machine + 32], digits[2 * digest_bytes + 1];
  unsigned char digest[digest_bytes];
  ssdc_sha256 hash;
  ssdc_sha256_init(&hash);
  put("ssdc-tuning 1\n", &hash, out);
  snprintf(machine, sizeof machine, "machine %s = %s\n", record->id, record->machine);
  put(machine, &hash, out);
  if (record->count > 1) qsort(record->lines, record->count, sizeof *record->lines, ascending);
  for (size_t i = 0; i < record->count; i++) {
    put(record->lines[i], &hash, out);
    free(record->lines[i]);
  }
  ssdc_sha256_final(&hash, digest);
  spell(digest, 2 * digest_bytes, digits);
  fprintf(out, "end %zu %s\n", record->count + 1, digits);
  free(record->lines);
  record->lines = NULL;
  record->count = 0;
  return fflush(out) == 0 && !ferror(out);
}
