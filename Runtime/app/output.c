#define _XOPEN_SOURCE 700

#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "interrupts.h"
#include "report.h"

/* Names tried for a temporary file: others may be left of programs that were killed. */
enum { ATTEMPTS = 10000 };

static int fail(ssdc_output *output, int reason) {
  ssdc_output_discard(output);
  return ssdc_fail(SSDC_EXIT_ENVIRONMENT, "cannot write '%s': %s", output->path,
                   strerror(reason));
}

/* Makes a new file beside `path` under the first name that is free; `temporary` [room] gets it. A
   descriptor, or -1. */
static int make_temporary(const char *path, char *temporary, size_t room) {
  int descriptor = -1;
  for (int attempt = 0; descriptor < 0 && attempt < ATTEMPTS; attempt++) {
    snprintf(temporary, room, "%s.%ld-%d.part", path, (long)getpid(), attempt);
    descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor < 0 && errno != EEXIST) break;
  }
  return descriptor;
}

int ssdc_output_open(ssdc_output *output, const char *path) {
  memset(output, 0, sizeof *output);
  output->path = path;
  struct stat status, link;
  const int exists = stat(path, &status) == 0;
  if (exists && !S_ISREG(status.st_mode)) {
    return ssdc_fail(SSDC_EXIT_INPUT, "'%s' exists and is not a regular file", path);
  }
  /* A link stays, as /dev/stdout has to, and what it leads to is replaced. */
  if (exists && lstat(path, &link) == 0 && S_ISLNK(link.st_mode)) {
    output->target = realpath(path, NULL);
    if (output->target == NULL) return fail(output, errno);
    path = output->target;
  }
  const size_t room = strlen(path) + 48;
  char *temporary = malloc(room);
  if (temporary == NULL) {
    ssdc_output_discard(output);
    return ssdc_fail_memory();
  }
  ssdc_interrupts_hold();
  const int descriptor = make_temporary(path, temporary, room);
  const int reason = errno;
  if (descriptor >= 0) {
    output->temporary = temporary;
    ssdc_temporary_remember(temporary);
  }
  ssdc_interrupts_release();
  if (descriptor < 0) {
    free(temporary);
    return fail(output, reason);
  }
  /* What others could not read before they cannot read now. */
  if (exists) (void)fchmod(descriptor, status.st_mode & 0777);
  output->file = fdopen(descriptor, "wb");
  if (output->file == NULL) {
    const int why = errno;
    close(descriptor);
    return fail(output, why);
  }
  return SSDC_EXIT_DONE;
}

/* Forgets the temporary file: it has been removed or renamed. */
static void forget(ssdc_output *output) {
  ssdc_temporary_forget(output->temporary);
  free(output->temporary);
  free(output->target);
  output->temporary = output->target = NULL;
}

int ssdc_output_commit(ssdc_output *output, int written) {
  FILE *file = output->file;
  output->file = NULL;
  int reason = errno; /* of what could not be written */
  int is_good = written;
  if (is_good && (fflush(file) != 0 || fsync(fileno(file)) != 0)) {
    is_good = 0;
    reason = errno;
  }
  if (fclose(file) != 0 && is_good) {
    is_good = 0;
    reason = errno;
  }
  const char *target = output->target != NULL ? output->target : output->path;
  if (is_good && rename(output->temporary, target) != 0) {
    is_good = 0;
    reason = errno;
  }
  if (!is_good) return fail(output, reason);
  forget(output);
  return SSDC_EXIT_DONE;
}

void ssdc_output_discard(ssdc_output *output) {
  if (output->file != NULL) fclose(output->file);
  output->file = NULL;
  if (output->temporary != NULL) unlink(output->temporary);
  forget(output);
}

/* The folder of a path: 0 if there is none. */
static int find_folder(const char *path, struct stat *status) {
  const char *slash = strrchr(path, '/');
  if (slash == NULL) return stat(".", status) == 0;
  char *folder = malloc((size_t)(slash - path) + 2);
  if (folder == NULL) return 0;
  memcpy(folder, path, (size_t)(slash - path) + 1);
  folder[slash - path + 1] = '\0';
  const int found = stat(folder, status) == 0;
  free(folder);
  return found;
}

static const char *file_name(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash == NULL ? path : slash + 1;
}

int ssdc_output_same(const char *a, const char *b) {
  struct stat folder_a, folder_b, file_a, file_b;
  if (strcmp(a, b) == 0) return 1;
  if (stat(a, &file_a) == 0 && stat(b, &file_b) == 0) {
    return file_a.st_dev == file_b.st_dev && file_a.st_ino == file_b.st_ino;
  }
  if (strcmp(file_name(a), file_name(b)) != 0) return 0;
  return find_folder(a, &folder_a) && find_folder(b, &folder_b) &&
         folder_a.st_dev == folder_b.st_dev && folder_a.st_ino == folder_b.st_ino;
}
