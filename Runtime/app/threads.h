/* Threads that OpenMP is going to start. */
#ifndef SSDC_THREADS_H
#define SSDC_THREADS_H

#include <stdint.h>

/* Threads that the model runs on. */
int ssdc_threads(void);

/* Sets their number, unless it is 0, and sees whether the system grants as many: OpenMP would end
   the program where it does not. An exit code. */
int ssdc_threads_open(uint64_t threads);

#endif
