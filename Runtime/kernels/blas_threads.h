/* Threads inside the BLAS library. */
#ifndef SSDC_BLAS_THREADS_H
#define SSDC_BLAS_THREADS_H

/* Keeps an OpenBLAS with a thread pool of its own to one thread, for the whole process: the
 * callers split the work themselves.  Does nothing with any other library. */
void ssdc_blas_single_thread(void);

#endif
