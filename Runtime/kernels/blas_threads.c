#include "blas_threads.h"

/* What openblas_get_parallel() answers for the flavour with a pool of its own; 0 is the serial
 * flavour, 2 the one on OpenMP.  The last must be left alone: told to use one thread it would set
 * OpenMP's own number of threads to one, and with it that of our loops. */
#define SSDC_OPENBLAS_POOL 1

#if defined(__GNUC__) && !defined(_WIN32)

/* OpenBLAS's own functions, weak so that a program also links with a BLAS without them.  (Linked
 * with a static OpenBLAS they may be absent too: it brings its pool along only if asked for.) */
__attribute__((weak)) extern int openblas_get_parallel(void);
__attribute__((weak)) extern void openblas_set_num_threads(int threads);

void ssdc_blas_single_thread(void) {
  if (!openblas_get_parallel || !openblas_set_num_threads) return;
  if (openblas_get_parallel() == SSDC_OPENBLAS_POOL) openblas_set_num_threads(1);
}

#else

void ssdc_blas_single_thread(void) {}

#endif
