#define _POSIX_C_SOURCE 200809L

#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "report.h"

static int fail(ssdc_output *output, int reason) {
  ssdc_output_discard(output);
  return ssdc_fail(SSDC_EXIT_ENVIRONMENT, "cannot write '%s': %s", output->path,
                   strerror(reason));
}

int ssdc_output_open(ssdc_output *output, const char *path) {
  memset(output, 0, sizeof *output);
  output->path = path;
  struct stat status;
  if (stat(path, &status) == 0 && !S_ISREG(status.st_mode)) {
    return ssdc_fail(SSDC_EXIT_INPUT, "'%s' exists and is not a regular file", path);
  }
  const size_t room = strlen(path) + 32;
  char *temporary = malloc(room);
  if (temporary == NULL) return ssdc_fail_memory();
  snprintf(temporary, room, "%s.%ld.part", path, (long)getpid());
  const int descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL, 0666);
  if (descriptor < 0) {
    const int reason = errno;
    free(temporary);
    return fail(output, reason);
  }
  output->temporary = temporary;
  output->file = fdopen(descriptor, "wb");
  if (output->file == NULL) {
    const int reason = errno;
    close(descriptor);
    return fail(output, reason);
  }
  return SSDC_EXIT_DONE;
}

int ssdc_output_commit(ssdc_output *output, int written) {
  FILE *file = output->file;
  output->file = NULL;
  const int reason = errno; /* of what could not be written */
  const int closed = fclose(file) == 0;
  if (!written || !closed) return fail(output, written ? errno : reason);
  if (rename(output->temporary, output->path) != 0) return fail(output, errno);
  free(output->temporary);
  output->temporary = NULL;
  return SSDC_EXIT_DONE;
}

void ssdc_output_discard(ssdc_output *output) {
  if (output->file != NULL) fclose(output->file);
  if (output->temporary != NULL) unlink(output->temporary);
  free(output->temporary);
  output->file = NULL;
  output->temporary = NULL;
}
