/* Token ids from the command line or a file, read in pieces so that memory does not grow with
   their number. */
#ifndef SSDC_IDS_H
#define SSDC_IDS_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

typedef enum ssdc_ids_kind {
  SSDC_IDS_ARRAY,   /* in memory */
  SSDC_IDS_DECIMAL, /* text: numbers between commas and white space */
  SSDC_IDS_INT32,   /* a NumPy array of that type */
  SSDC_IDS_INT64
} ssdc_ids_kind;

typedef struct ssdc_ids {
  ssdc_ids_kind kind;
  const char *name;     /* for messages */
  const int32_t *array; /* SSDC_IDS_ARRAY: the caller's */
  FILE *file;           /* all others */
  uint64_t left;        /* ids to come, where the kind knows */
  uint64_t taken;       /* ids read so far */
} ssdc_ids;

/* Opens `1,2,3`, `@FILE` (numbers as text, or a one-dimensional int32 or int64 .npy) or `@-`, which
   is standard input. The argument must stay. An exit code. */
int ssdc_ids_open(ssdc_ids *ids, const char *argument);

/* Reads from memory, [count]. */
void ssdc_ids_open_array(ssdc_ids *ids, const int32_t *array, size_t count);

/* Reads up to `capacity` ids, fewer only at the end. An exit code: ids outside the vocabulary are
   refused here, with their place. */
int ssdc_ids_read(ssdc_ids *ids, int32_t *piece, size_t capacity, size_t *count);

void ssdc_ids_close(ssdc_ids *ids);

/* Reads the header of a .npy file up to the values: sets kind and left. An exit code. */
int ssdc_ids_read_npy_header(ssdc_ids *ids);

#endif
