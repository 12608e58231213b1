#define _POSIX_C_SOURCE 200809L

#include "streams.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "report.h"

static volatile sig_atomic_t reader_left;

static void note_reader(int number) {
  (void)number;
  reader_left = 1;
}

void ssdc_streams_open(void) {
  /* In a direction that nobody uses, so that reads and writes fail as those of a closed stream. */
  for (int stream = 0; stream <= 2; stream++) {
    if (fcntl(stream, F_GETFD) < 0) (void)open("/dev/null", stream == 0 ? O_WRONLY : O_RDONLY);
  }
  struct sigaction action;
  memset(&action, 0, sizeof action);
  sigemptyset(&action.sa_mask);
  action.sa_handler = note_reader;
  sigaction(SIGPIPE, &action, NULL);
  action.sa_handler = SIG_IGN;
  sigaction(SIGXFSZ, &action, NULL); /* writes then fail with EFBIG */
}

/* Whether what failed for `reason` wrote to a terminal that has been closed, which answers every
   question so; its signal may come later. Keeps errno. */
static int is_hung_up(int reason) {
  const int answer = reason == EIO && !isatty(STDOUT_FILENO) && errno == EIO;
  errno = reason;
  return answer;
}

int ssdc_stdout_ended(void) { return ferror(stdout) != 0; }

int ssdc_stdout_check(void) {
  const int flushed = fflush(stdout) == 0;
  if (flushed && !ferror(stdout)) return SSDC_EXIT_DONE;
  if (!flushed && is_hung_up(errno)) reader_left = 1;
  return reader_left ? SSDC_EXIT_DONE : ssdc_fail_output();
}
