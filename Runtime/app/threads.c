#define _POSIX_C_SOURCE 200809L

#include "threads.h"

#include "report.h"

#ifdef _OPENMP

#include <omp.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

int ssdc_threads(void) {
  const int most = omp_get_thread_limit(), wanted = omp_get_max_threads();
  return wanted < most ? wanted : most;
}

/* Bytes of OMP_STACKSIZE: a number of KiB, or with B, K, M or G; 0 if it is not set so. */
static size_t stack_size(void) {
  const char *text = getenv("OMP_STACKSIZE");
  if (text == NULL) return 0;
  char *end;
  const unsigned long long number = strtoull(text, &end, 10);
  if (end == text || number > SIZE_MAX >> 30) return 0;
  switch (*end) {
    case 'B': case 'b': return (size_t)number;
    case 'M': case 'm': return (size_t)number << 20;
    case 'G': case 'g': return (size_t)number << 30;
    default: return (size_t)number << 10;
  }
}

static void *wait_for(void *lock) {
  pthread_mutex_lock(lock);
  pthread_mutex_unlock(lock);
  return NULL;
}

/* Has `count` threads at once for a moment: how many there were, and why not more. */
static int try_threads(int count, int *reason) {
  pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  pthread_attr_t attributes;
  pthread_t *threads = malloc((size_t)count * sizeof *threads);
  *reason = 0;
  if (threads == NULL) return 0;
  pthread_attr_init(&attributes);
  const size_t stack = stack_size();
  if (stack > 0) (void)pthread_attr_setstacksize(&attributes, stack);
  pthread_mutex_lock(&lock);
  int started = 0;
  while (started < count && *reason == 0) {
    *reason = pthread_create(&threads[started], &attributes, wait_for, &lock);
    if (*reason == 0) started++;
  }
  pthread_mutex_unlock(&lock);
  for (int i = 0; i < started; i++) pthread_join(threads[i], NULL);
  pthread_attr_destroy(&attributes);
  free(threads);
  return started;
}

int ssdc_threads_open(uint64_t threads) {
  if (threads > 1024) return ssdc_fail(SSDC_EXIT_USAGE, "--threads takes at most 1024");
  if (threads > 0) omp_set_num_threads((int)threads);
  const int wanted = ssdc_threads() - 1; /* besides this one */
  if (wanted <= 0) return SSDC_EXIT_DONE;
  int reason;
  const int started = try_threads(wanted, &reason);
  if (started == wanted) return SSDC_EXIT_DONE;
  if (reason == 0) return ssdc_fail_memory();
  return ssdc_fail(SSDC_EXIT_ENVIRONMENT,
                   "cannot start %d threads, only %d (%s): use --threads N or OMP_NUM_THREADS",
                   wanted + 1, started + 1, strerror(reason));
}

#else

int ssdc_threads(void) { return 1; }

int ssdc_threads_open(uint64_t threads) {
  if (threads > 1) {
    return ssdc_fail(SSDC_EXIT_USAGE, "this program was built without threads: --threads 1 only");
  }
  return SSDC_EXIT_DONE;
}

#endif
