/* Loaded before the C library (glibc): the call number FAIL_AT of those below fails, counted from 1,
   and at the end FAIL_REPORT, a file, says how many there were. Calls that the C library makes
   inside itself are not seen; fwrite, fflush and fclose stand for their writes. */
#define _GNU_SOURCE

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);

static unsigned long calls, fail_at;
static int is_counting;

__attribute__((constructor)) static void begin(void) {
  const char *text = getenv("FAIL_AT");
  fail_at = text == NULL ? 0 : strtoul(text, NULL, 10);
  is_counting = 1;
}

__attribute__((destructor)) static void report(void) {
  is_counting = 0;
  const char *path = getenv("FAIL_REPORT");
  char text[32];
  const int length = snprintf(text, sizeof text, "%lu\n", calls);
  const int flags = O_WRONLY | O_CREAT | O_TRUNC;
  const long file = path == NULL ? -1 : syscall(SYS_openat, AT_FDCWD, path, flags, 0666);
  if (file >= 0) syscall(SYS_write, file, text, (size_t)length);
}

/* Whether this call fails, errno then saying why. */
static int fails(int reason) {
  if (!is_counting || ++calls != fail_at) return 0;
  errno = reason;
  return 1;
}

/* The C library's function of that name. */
#define NEXT(name) ((__typeof__(&name))(intptr_t)dlsym(RTLD_NEXT, #name))

void *malloc(size_t size) { return fails(ENOMEM) ? NULL : __libc_malloc(size); }

void *calloc(size_t count, size_t size) {
  return fails(ENOMEM) ? NULL : __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size) {
  return fails(ENOMEM) ? NULL : __libc_realloc(memory, size);
}

void *mmap(void *address, size_t size, int protection, int flags, int file, off_t offset) {
  if (fails(ENOMEM)) return MAP_FAILED;
  return (void *)syscall(SYS_mmap, address, size, protection, flags, file, offset);
}

int open(const char *path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const unsigned mode = (flags & O_CREAT) != 0 ? va_arg(arguments, unsigned) : 0;
  va_end(arguments);
  return fails(EMFILE) ? -1 : (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

FILE *fopen(const char *path, const char *mode) {
  return fails(EMFILE) ? NULL : NEXT(fopen)(path, mode);
}

FILE *fdopen(int file, const char *mode) { return fails(ENOMEM) ? NULL : NEXT(fdopen)(file, mode); }

ssize_t write(int file, const void *bytes, size_t count) {
  return fails(ENOSPC) ? -1 : (ssize_t)syscall(SYS_write, file, bytes, count);
}

/* Whether writing to `file` fails, which it remembers. */
static int fails_writing(FILE *file) {
  const int error_seen = 0x20; /* _IO_ERR_SEEN */
  if (!fails(ENOSPC)) return 0;
  if (file != NULL) file->_flags |= error_seen;
  return 1;
}

size_t fwrite(const void *bytes, size_t size, size_t count, FILE *file) {
  return file != stderr && fails_writing(file) ? 0 : NEXT(fwrite)(bytes, size, count, file);
}

int fflush(FILE *file) { return fails_writing(file) ? EOF : NEXT(fflush)(file); }

int fsync(int file) { return fails(EIO) ? -1 : (int)syscall(SYS_fsync, file); }

int rename(const char *from, const char *to) { return fails(EACCES) ? -1 : NEXT(rename)(from, to); }

/* What fails when closing has been closed all the same. */
int close(int file) {
  const int failed = fails(EIO);
  const int answer = (int)syscall(SYS_close, file);
  if (failed) errno = EIO;
  return failed ? -1 : answer;
}

int fclose(FILE *file) {
  const int failed = fails(ENOSPC);
  const int answer = NEXT(fclose)(file);
  if (failed) errno = ENOSPC;
  return failed ? EOF : answer;
}
