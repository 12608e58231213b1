/* Time that only goes forward. */
#ifndef SSDC_CLOCK_H
#define SSDC_CLOCK_H

#include <time.h>

/* Seconds since some moment in the past. */
static inline double ssdc_clock(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

#endif
