/* Counts what a test program checks; `ssdc_check_report` prints the closing line. */
#ifndef SSDC_CHECK_H
#define SSDC_CHECK_H

#include <stdio.h>

static int checks_passed;
static int checks_failed;

#define CHECK(condition)                                                     \
  do {                                                                       \
    if (condition) {                                                         \
      checks_passed++;                                                       \
    } else {                                                                 \
      checks_failed++;                                                       \
      printf("%s:%d: failed: %s\n", __FILE__, __LINE__, #condition);         \
    }                                                                        \
  } while (0)

/* The exit status of the program. */
static int ssdc_check_report(void) {
  printf("%d passed, %d failed\n", checks_passed, checks_failed);
  return checks_failed == 0 ? 0 : 1;
}

#endif
