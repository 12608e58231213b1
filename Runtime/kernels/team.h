/* How the threads of a team wait for each other: awake for a moment, then asleep, so that
 * other programs may have their cores. */
#ifndef SSDC_TEAM_H
#define SSDC_TEAM_H

/* Where one team meets: `ssdc_team team = {0};` before its parallel region.  Threads that wait read
 * the round, those that arrive write the count, so these lie on cache lines of their own. */
typedef struct ssdc_team {
  int arrived;
  char apart[124];
  unsigned round;
  int asleep, haste;
} ssdc_team;

/* Returns when all threads of the innermost parallel region have called it; what each wrote before,
 * all can then read.  Each calls it equally often. */
#ifdef _OPENMP
void ssdc_team_wait(ssdc_team *team);
#else
static inline void ssdc_team_wait(ssdc_team *team) { (void)team; }
#endif

#endif
