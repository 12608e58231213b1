/* Threads that wait for each other: none goes on before all have arrived, and what they wrote is seen. */
#include "team.h"

#include <omp.h>

#include "test.h"

enum { most = 12 };

/* What each thread has written, on a cache line of its own. */
typedef struct place {
  long round;
  char apart[120];
} place;

/* How often a thread found, behind a wait, that another had not written what comes before it. */
static long early(int threads, long rounds) {
  place places[most];
  memset(places, 0, sizeof places);
  long failures = 0;
  ssdc_team team = {0};
#pragma omp parallel num_threads(threads) reduction(+ : failures)
  {
    const int own = omp_get_thread_num(), count = omp_get_num_threads();
    for (long round = 1; round <= rounds; round++) {
      places[own].round = round;
      ssdc_team_wait(&team);
      for (int other = 0; other < count; other++) failures += places[other].round != round;
      ssdc_team_wait(&team);
    }
  }
  return failures;
}

/* Threads that take turns at `single` parts and shared loops, as emitted code does. */
static long shared(int threads, long rounds) {
  long first[97], second[97], sum = 0, expected = 0;
  ssdc_team team = {0};
#pragma omp parallel num_threads(threads)
  for (long round = 1; round <= rounds; round++) {
#pragma omp for schedule(static) nowait
    for (int i = 0; i < 97; i++) first[i] = round + i;
    ssdc_team_wait(&team);
#pragma omp for schedule(static) nowait
    for (int i = 0; i < 97; i++) second[i] = first[96 - i];
    ssdc_team_wait(&team);
#pragma omp single nowait
    {
      for (int i = 0; i < 97; i++) sum += second[i];
    }
    ssdc_team_wait(&team);
  }
  for (long round = 1; round <= rounds; round++) expected += 97 * round + 97 * 48;
  return sum - expected;
}

/* Several teams at once, each with threads of its own. */
static long nested(int teams, int threads, long rounds) {
  long failures = 0;
  omp_set_max_active_levels(2);
#pragma omp parallel for num_threads(teams) reduction(+ : failures)
  for (int i = 0; i < teams; i++) failures += early(threads, rounds) + shared(threads, rounds);
  return failures;
}

int main(int count, char **arguments) {
  const long rounds = count > 1 ? atol(arguments[1]) : 1000;
  static const int threads[] = {1, 2, 3, most};
  for (size_t i = 0; i < sizeof threads / sizeof *threads; i++) {
    const long few = threads[i] > 3 ? rounds / 8 + 1 : rounds;
    CHECK(early(threads[i], few) == 0, "%d threads: some went on too early", threads[i]);
    CHECK(shared(threads[i], few) == 0, "%d threads: a shared loop went wrong", threads[i]);
  }
  CHECK(nested(3, 3, rounds / 8 + 1) == 0, "several teams at once");
  return test_finish();
}
