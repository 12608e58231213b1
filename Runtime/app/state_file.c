#include "state_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"
#include "sha256.h"

enum { STATE_HEADER = 128, AT_COUNT = 8, AT_CHECKSUM = 16, AT_LOGITS = 48 };

static const unsigned char magic[8] = {'S', 'S', 'D', 'L', 'O', 'G', 'I', 'T'};

static size_t logits_bytes(const ssdc_session *session) {
  return session->vocabulary * sizeof *session->logits;
}

/* Writes what stands before the logits that follow `state`, those being there. */
static void fill_header(const unsigned char *state, unsigned char *part,
                        const ssdc_session *session) {
  memcpy(part, magic, sizeof magic);
  for (int i = 0; i < 8; i++) {
    part[AT_COUNT + i] = (unsigned char)((uint64_t)session->vocabulary >> (8 * i));
  }
  ssdc_sha256 hash;
  ssdc_sha256_init(&hash);
  ssdc_sha256_update(&hash, state, STATE_HEADER);
  ssdc_sha256_update(&hash, part, AT_CHECKSUM);
  ssdc_sha256_update(&hash, part + AT_LOGITS, logits_bytes(session));
  ssdc_sha256_final(&hash, part + AT_CHECKSUM);
}

/* Reads the logits behind the state, which is good: `size` bytes. An exit code. */
static int load_logits(ssdc_state_files *files, size_t size, ssdc_session *session) {
  const size_t state_bytes = ssdc_state_saved_size(&session->model);
  if (size == state_bytes) return SSDC_EXIT_DONE;
  const unsigned char *part = files->bytes + state_bytes;
  const size_t left = size - state_bytes;
  if (left < sizeof magic || memcmp(part, magic, sizeof magic) != 0) {
    return ssdc_fail(SSDC_EXIT_INPUT, "'%s' has bytes after the state", files->in);
  }
  if (left < AT_LOGITS + logits_bytes(session)) {
    return ssdc_check(files->in, SSDC_ERROR_STATE_TRUNCATED);
  }
  if (left > AT_LOGITS + logits_bytes(session)) {
    return ssdc_fail(SSDC_EXIT_INPUT, "'%s' has bytes after the logits of the state", files->in);
  }
  unsigned char expected[AT_LOGITS];
  memcpy(expected, part, AT_LOGITS);
  fill_header(files->bytes, files->bytes + state_bytes, session);
  if (memcmp(expected, part, AT_LOGITS) != 0) {
    return ssdc_check(files->in, SSDC_ERROR_STATE_CORRUPT);
  }
  memcpy(session->logits, part + AT_LOGITS, logits_bytes(session));
  files->has_logits = 1;
  return ssdc_session_check(session, files->in, SSDC_OK, session->logits, 1);
}

static int load(ssdc_state_files *files, size_t room, ssdc_session *session) {
  FILE *file = fopen(files->in, "rb");
  if (file == NULL) {
    return ssdc_fail(SSDC_EXIT_INPUT, "cannot read '%s': %s", files->in, strerror(errno));
  }
  const size_t size = fread(files->bytes, 1, room, file);
  const int failed = ferror(file), reason = errno;
  fclose(file);
  if (failed) {
    return ssdc_fail(SSDC_EXIT_INPUT, "cannot read '%s': %s", files->in, strerror(reason));
  }
  const int code = ssdc_check(files->in, ssdc_state_load(&session->model, files->bytes, size));
  return code == SSDC_EXIT_DONE ? load_logits(files, size, session) : code;
}

int ssdc_state_files_begin(ssdc_state_files *files, ssdc_session *session) {
  if (files->in == NULL && files->out == NULL) return SSDC_EXIT_DONE;
  const size_t room = ssdc_state_size() + AT_LOGITS + logits_bytes(session) + 1;
  files->bytes = malloc(room);
  if (files->bytes == NULL) return ssdc_fail_memory();
  const int code = files->in == NULL ? SSDC_EXIT_DONE : load(files, room, session);
  if (code != SSDC_EXIT_DONE || files->out == NULL) return code;
  return ssdc_output_open(&files->output, files->out);
}

int ssdc_state_files_end(ssdc_state_files *files, const ssdc_session *session) {
  if (files->out == NULL) return SSDC_EXIT_DONE;
  const int code =
      ssdc_check("state", ssdc_state_save(&session->model, files->bytes, ssdc_state_size()));
  if (code != SSDC_EXIT_DONE) return code;
  const size_t state_bytes = ssdc_state_saved_size(&session->model);
  unsigned char *part = files->bytes + state_bytes;
  memcpy(part + AT_LOGITS, session->logits, logits_bytes(session));
  fill_header(files->bytes, part, session);
  const size_t size = state_bytes + AT_LOGITS + logits_bytes(session);
  return ssdc_output_commit(&files->output,
                            fwrite(files->bytes, 1, size, files->output.file) == size);
}

void ssdc_state_files_close(ssdc_state_files *files) {
  ssdc_output_discard(&files->output);
  free(files->bytes);
}
