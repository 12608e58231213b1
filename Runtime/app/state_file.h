/* States kept in files: --state-in and --state-out. A file is a saved state as the library writes
   it, and the logits of its last position, so that generating can go on from it alone:

     offset behind the state  bytes
                           0      8  "SSDLOGIT"
                           8      8  number of logits, little-endian
                          16     32  SHA-256 of the state's header, these 16 bytes and the logits
                          48         the logits, float32 */
#ifndef SSDC_STATE_FILE_H
#define SSDC_STATE_FILE_H

#include "options.h"
#include "output.h"
#include "session.h"

typedef struct ssdc_state_files {
  const char *in;  /* NULL: start at position 0 */
  const char *out; /* NULL: do not save */
  int has_logits;  /* the session's logits are those of the loaded state's last position */
  unsigned char *bytes; /* room for the largest file */
  ssdc_output output;
} ssdc_state_files;

/* The rows of a command's option table for `files`. */
#define SSDC_STATE_OPTIONS(files)                                                       \
  {"--state-in", SSDC_OPTION_TEXT, &(files).in, "FILE", "continue from a saved state"},    \
  {"--state-out", SSDC_OPTION_TEXT, &(files).out, "FILE", "save the state at the end"}

/* Loads the state to start from, with its logits if it has them, and opens the file for the one to
   save. An exit code. */
int ssdc_state_files_begin(ssdc_state_files *files, ssdc_session *session);

/* Saves the state and the session's logits, if that is wanted. An exit code. */
int ssdc_state_files_end(ssdc_state_files *files, const ssdc_session *session);

void ssdc_state_files_close(ssdc_state_files *files);

#endif
