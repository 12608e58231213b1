/* States kept in files: --state-in and --state-out. */
#ifndef SSDC_STATE_FILE_H
#define SSDC_STATE_FILE_H

#include "options.h"
#include "output.h"
#include "ssdc.h"

typedef struct ssdc_state_files {
  const char *in;  /* NULL: start at position 0 */
  const char *out; /* NULL: do not save */
  void *blob;      /* [ssdc_state_size()] */
  ssdc_output output;
} ssdc_state_files;

/* The rows of a command's option table for `files`. */
#define SSDC_STATE_OPTIONS(files)                                                       \
  {"--state-in", SSDC_OPTION_TEXT, &(files).in, "FILE", "go on from a saved state"},    \
  {"--state-out", SSDC_OPTION_TEXT, &(files).out, "FILE", "save the state at the end"}

/* Loads the state to start from, and opens the file for the one to save. An exit code. */
int ssdc_state_files_begin(ssdc_state_files *files, ssdc_t *model);

/* Saves the state, if that is wanted. An exit code. */
int ssdc_state_files_end(ssdc_state_files *files, const ssdc_t *model);

void ssdc_state_files_close(ssdc_state_files *files);

#endif
