#define _POSIX_C_SOURCE 200809L

#include "weights_file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "description.h"
#include "report.h"

/* A page of a mapped file that is no longer there: the file was cut while in use. */
static void file_has_shrunk(int number) {
  static const char message[] = "error: the weights file changed while it was in use\n";
  (void)number;
  const ssize_t written = write(STDERR_FILENO, message, sizeof message - 1);
  _exit(written < 0 ? SSDC_EXIT_ENVIRONMENT : SSDC_EXIT_INPUT);
}

static int map(ssdc_weights_file *file, const char *path) {
  struct stat status;
  const int descriptor = open(path, O_RDONLY | O_NONBLOCK); /* a FIFO must not block */
  if (descriptor < 0 || fstat(descriptor, &status) != 0) {
    const int reason = errno;
    if (descriptor >= 0) close(descriptor);
    return ssdc_fail(SSDC_EXIT_INPUT, "cannot open the weights '%s': %s", path, strerror(reason));
  }
  if (!S_ISREG(status.st_mode) || status.st_size <= 0) {
    close(descriptor);
    return ssdc_fail(SSDC_EXIT_INPUT, "the weights '%s' are %s", path,
                     S_ISREG(status.st_mode) ? "an empty file" : "not a regular file");
  }
  void *bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, descriptor, 0);
  const int reason = errno;
  close(descriptor);
  if (bytes == MAP_FAILED) {
    return ssdc_fail(SSDC_EXIT_ENVIRONMENT, "cannot map the weights '%s': %s", path,
                     strerror(reason));
  }
  signal(SIGBUS, file_has_shrunk);
  file->bytes = file->mapping = bytes;
  file->size = (size_t)status.st_size;
  return SSDC_EXIT_DONE;
}

#ifdef SSDC_EMBEDDED_WEIGHTS

extern const unsigned char ssdc_weights[]; /* at a multiple of 64 bytes */
extern const size_t ssdc_weights_length;

static int open_default(ssdc_weights_file *file, const char *program) {
  (void)program;
  file->bytes = ssdc_weights;
  file->size = ssdc_weights_length;
  return SSDC_EXIT_DONE;
}

#else

/* The path of this program: what the system says, else how it was called. */
static int find_program(const char *program, char *path, size_t capacity) {
  const ssize_t length = readlink("/proc/self/exe", path, capacity - 1);
  if (length > 0 && (size_t)length < capacity - 1) {
    path[length] = '\0';
    return 1;
  }
  const int printed = snprintf(path, capacity, "%s", program);
  return printed > 0 && (size_t)printed < capacity;
}

static int open_default(ssdc_weights_file *file, const char *program) {
  char path[4096];
  if (find_program(program == NULL ? "" : program, path, sizeof path)) {
    char *slash = strrchr(path, '/');
    const size_t folder = slash == NULL ? 0 : (size_t)(slash - path) + 1;
    const size_t room = sizeof path - folder;
    const int length =
        snprintf(path + folder, room, "../weights/%s.safetensors", ssdc_model.name);
    if (length > 0 && (size_t)length < room) return map(file, path);
  }
  return ssdc_fail(SSDC_EXIT_ENVIRONMENT, "cannot find the program's folder: use --weights FILE");
}

#endif

int ssdc_weights_file_open(ssdc_weights_file *file, const char *program, const char *path) {
  file->mapping = NULL;
  return path == NULL ? open_default(file, program) : map(file, path);
}

void ssdc_weights_file_close(ssdc_weights_file *file) {
  if (file->mapping != NULL) munmap(file->mapping, file->size);
  file->mapping = NULL;
}
