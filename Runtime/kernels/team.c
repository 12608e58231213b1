#define _DEFAULT_SOURCE

#include "team.h"

#ifdef _OPENMP

#if defined(__GNUC__) && !defined(_WIN32)

#include <omp.h>
#include <sched.h>
#ifdef __linux__
#include <sys/syscall.h>
#include <unistd.h>
#endif

/* How often a thread looks whether the others are there before other programs may have its core: some
 * hundred microseconds.  Once that was not enough, others seem to need the cores, and the next looks
 * are fewer; each time they are enough, they double again. */
enum { most_looks = 30000, most_haste = 5 };

/* Tells the processor that this thread looks at memory again and again. */
static inline void pause_briefly(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__) || (defined(__ARM_ARCH) && __ARM_ARCH >= 7)
  __asm__ volatile("yield");
#endif
}

#ifdef SYS_futex

/* Linux's operations on a word of this process on which threads sleep; see futex(2). */
enum { sleep_while_equal = 0 | 128, wake = 1 | 128 };

/* Returns when the round has ended.  On a busy machine a thread that is woken runs again sooner
 * than one that yields. */
static void wait_long(ssdc_team *team, unsigned round) {
  __atomic_add_fetch(&team->asleep, 1, __ATOMIC_SEQ_CST);
  while (__atomic_load_n(&team->round, __ATOMIC_SEQ_CST) == round) {
    (void)syscall(SYS_futex, &team->round, sleep_while_equal, round, NULL, NULL, 0);
  }
  __atomic_sub_fetch(&team->asleep, 1, __ATOMIC_RELAXED);
}

/* Wakes those that sleep.  The end of the round and their number are each written before the other
 * is read, so none falls asleep unseen. */
static void end_round(ssdc_team *team, unsigned round) {
  __atomic_store_n(&team->round, round + 1, __ATOMIC_SEQ_CST);
  if (__atomic_load_n(&team->asleep, __ATOMIC_SEQ_CST) == 0) return;
  (void)syscall(SYS_futex, &team->round, wake, 0x7fffffff, NULL, NULL, 0);
}

#else

/* Returns when the round has ended. */
static void wait_long(ssdc_team *team, unsigned round) {
  while (__atomic_load_n(&team->round, __ATOMIC_ACQUIRE) == round) sched_yield();
}

/* Lets the others go on. */
static void end_round(ssdc_team *team, unsigned round) {
  __atomic_store_n(&team->round, round + 1, __ATOMIC_RELEASE);
}

#endif

void ssdc_team_wait(ssdc_team *team) {
  const int threads = omp_get_num_threads();
  if (threads == 1) return;
  /* The round cannot end before this thread has arrived. */
  const unsigned round = __atomic_load_n(&team->round, __ATOMIC_RELAXED);
  if (__atomic_add_fetch(&team->arrived, 1, __ATOMIC_ACQ_REL) == threads) {
    __atomic_store_n(&team->arrived, 0, __ATOMIC_RELAXED);
    end_round(team, round);
    return;
  }
  const int haste = __atomic_load_n(&team->haste, __ATOMIC_RELAXED);
  for (int looks = most_looks >> haste; looks > 0; looks--) {
    if (__atomic_load_n(&team->round, __ATOMIC_ACQUIRE) != round) {
      if (haste > 0) __atomic_store_n(&team->haste, haste - 1, __ATOMIC_RELAXED);
      return;
    }
    pause_briefly();
  }
  __atomic_store_n(&team->haste, most_haste, __ATOMIC_RELAXED);
  wait_long(team, round);
}

#else

void ssdc_team_wait(ssdc_team *team) {
  (void)team;
#pragma omp barrier
}

#endif

#endif
