/* How the program says what went wrong. */
#ifndef SSDC_REPORT_H
#define SSDC_REPORT_H

/* Exit codes of the program. */
enum ssdc_exit {
  SSDC_EXIT_DONE = 0,
  SSDC_EXIT_INTERNAL = 1,
  SSDC_EXIT_USAGE = 2,
  SSDC_EXIT_INPUT = 3,
  SSDC_EXIT_ENVIRONMENT = 4
};

#if defined(__GNUC__)
#define SSDC_PRINTF(text, first) __attribute__((format(printf, text, first)))
#else
#define SSDC_PRINTF(text, first)
#endif

/* Prints `NAME: error: MESSAGE` on standard error; returns `code`, to be returned in turn. */
int ssdc_fail(int code, const char *format, ...) SSDC_PRINTF(2, 3);

/* Out of memory. */
int ssdc_fail_memory(void);

/* Standard output cannot be written, as errno says. */
int ssdc_fail_output(void);

/* `subject`: what the library answered, if it is not SSDC_OK. Returns an exit code. */
int ssdc_check(const char *subject, int api_code);

#endif
