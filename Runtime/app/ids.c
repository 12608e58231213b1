#define _POSIX_C_SOURCE 200809L /* fmemopen */

#include "ids.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "report.h"
#include "ssdc.h"

int ssdc_ids_open(ssdc_ids *ids, const char *argument) {
  memset(ids, 0, sizeof *ids);
  ids->kind = SSDC_IDS_DECIMAL;
  const int is_file = argument[0] == '@';
  ids->name = is_file ? argument + 1 : "--ids";
  if (is_file && strcmp(argument, "@-") == 0) {
    ids->file = stdin;
  } else if (is_file) {
    ids->file = fopen(ids->name, "rb");
  } else if (argument[0] == '\0') {
    ssdc_ids_open_array(ids, NULL, 0);
    return SSDC_EXIT_DONE;
  } else { /* opened for reading only, so the text is not changed */
    ids->file = fmemopen((void *)(uintptr_t)argument, strlen(argument), "r");
  }
  if (ids->file == NULL) {
    return ssdc_fail(SSDC_EXIT_INPUT, "cannot read '%s': %s", ids->name, strerror(errno));
  }
  const int first = getc(ids->file);
  if (first != EOF) ungetc(first, ids->file);
  const int code = first == 0x93 ? ssdc_ids_read_npy_header(ids) : SSDC_EXIT_DONE;
  if (code != SSDC_EXIT_DONE) ssdc_ids_close(ids);
  return code;
}

void ssdc_ids_open_array(ssdc_ids *ids, const int32_t *array, size_t count) {
  memset(ids, 0, sizeof *ids);
  ids->kind = SSDC_IDS_ARRAY;
  ids->name = "the text";
  ids->array = array;
  ids->left = count;
}

void ssdc_ids_close(ssdc_ids *ids) {
  if (ids->file != NULL && ids->file != stdin) fclose(ids->file);
  ids->file = NULL;
}

static int after_blanks(FILE *file) {
  int c;
  do c = getc(file);
  while (c == ' ' || c == '\n' || c == '\r' || c == '\t');
  return c;
}

/* Whether an id ends before `c`. The comma after it is taken too; a second one is no separator. */
static int ends_id(FILE *file, int c) {
  if (c == EOF || c == ',') return 1;
  if (c != ' ' && c != '\n' && c != '\r' && c != '\t') return 0;
  c = after_blanks(file);
  if (c != ',' && c != EOF) ungetc(c, file);
  return 1;
}

/* What a reader of one id can find. */
typedef enum { FOUND, ENDED, MALFORMED } outcome;

static outcome next_decimal(FILE *file, int64_t *id) {
  int c = after_blanks(file);
  if (c == EOF) return ENDED;
  const int negative = c == '-';
  if (negative) c = getc(file);
  if (c < '0' || c > '9') return MALFORMED;
  int64_t value = 0;
  for (; c >= '0' && c <= '9'; c = getc(file)) {
    if (value < INT64_MAX / 10) value = value * 10 + (c - '0'); /* larger is as wrong as this */
  }
  *id = negative ? -value : value;
  return ends_id(file, c) ? FOUND : MALFORMED;
}

static outcome next_binary(ssdc_ids *ids, int bytes, int64_t *id) {
  if (ids->left == 0) return getc(ids->file) == EOF ? ENDED : MALFORMED;
  unsigned char raw[8];
  if (fread(raw, 1, (size_t)bytes, ids->file) != (size_t)bytes) return MALFORMED;
  ids->left -= 1;
  uint64_t value = raw[bytes - 1] >= 0x80 ? UINT64_MAX : 0; /* the sign, extended */
  for (int i = bytes - 1; i >= 0; i--) value = value << 8 | raw[i];
  memcpy(id, &value, sizeof value);
  return FOUND;
}

static outcome next(ssdc_ids *ids, int64_t *id) {
  switch (ids->kind) {
    case SSDC_IDS_ARRAY:
      if (ids->left == 0) return ENDED;
      ids->left -= 1;
      *id = *ids->array++;
      return FOUND;
    case SSDC_IDS_DECIMAL: return next_decimal(ids->file, id);
    case SSDC_IDS_INT32: return next_binary(ids, 4, id);
    case SSDC_IDS_INT64: return next_binary(ids, 8, id);
  }
  return MALFORMED;
}

int ssdc_ids_read(ssdc_ids *ids, int32_t *piece, size_t capacity, size_t *count) {
  const int64_t vocabulary = (int64_t)ssdc_vocabulary_size();
  for (*count = 0; *count < capacity; ++*count, ++ids->taken) {
    int64_t id;
    const outcome found = next(ids, &id);
    if (ids->file != NULL && ferror(ids->file)) {
      return ssdc_fail(SSDC_EXIT_INPUT, "cannot read '%s': %s", ids->name, strerror(errno));
    }
    if (found == ENDED) break;
    if (found == MALFORMED) {
      const int is_text = ids->kind == SSDC_IDS_DECIMAL;
      return ssdc_fail(SSDC_EXIT_INPUT, "%s after %" PRIu64 " ids in '%s'",
                       is_text ? "expected a token id" : "the array does not match its header",
                       ids->taken, ids->name);
    }
    if (id < 0 || id >= vocabulary) {
      return ssdc_fail(SSDC_EXIT_INPUT,
                       "id %" PRId64 " at place %" PRIu64 " of '%s' is outside the vocabulary, "
                       "0 to %" PRId64,
                       id, ids->taken, ids->name, vocabulary - 1);
    }
    piece[*count] = (int32_t)id;
  }
  return SSDC_EXIT_DONE;
}
