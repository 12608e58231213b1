#define _POSIX_C_SOURCE 200809L

#include "interrupts.h"

#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};

enum { NUMBERS = sizeof numbers / sizeof *numbers };

static const char *volatile temporaries[SSDC_TEMPORARIES];
static volatile sig_atomic_t is_deferring, noted;

/* Ends the program as the signal would have, so that who waits for it sees why. */
static void end(int number) {
  for (int i = 0; i < SSDC_TEMPORARIES; i++) {
    const char *path = temporaries[i];
    if (path != NULL) unlink(path);
  }
  signal(number, SIG_DFL);
  raise(number);
}

static void handle(int number) {
  if (is_deferring && noted == 0) noted = number;
  else end(number);
}

void ssdc_interrupts_open(void) {
  struct sigaction action, before;
  memset(&action, 0, sizeof action);
  action.sa_handler = handle;
  action.sa_flags = SA_RESTART; /* what is being read or written goes on */
  sigemptyset(&action.sa_mask);
  for (int i = 0; i < NUMBERS; i++) sigaddset(&action.sa_mask, numbers[i]);
  for (int i = 0; i < NUMBERS; i++) {
    if (sigaction(numbers[i], NULL, &before) == 0 && before.sa_handler == SIG_IGN) continue;
    sigaction(numbers[i], &action, NULL);
  }
}

static void mask(int how) {
  sigset_t set;
  sigemptyset(&set);
  for (int i = 0; i < NUMBERS; i++) sigaddset(&set, numbers[i]);
  sigprocmask(how, &set, NULL);
}

void ssdc_interrupts_hold(void) { mask(SIG_BLOCK); }

void ssdc_interrupts_release(void) { mask(SIG_UNBLOCK); }

int ssdc_temporary_remember(const char *path) {
  for (int i = 0; i < SSDC_TEMPORARIES; i++) {
    if (temporaries[i] == NULL) {
      temporaries[i] = path;
      return 1;
    }
  }
  return 0;
}

void ssdc_temporary_forget(const char *path) {
  for (int i = 0; i < SSDC_TEMPORARIES; i++) {
    if (temporaries[i] == path) temporaries[i] = NULL;
  }
}

void ssdc_interrupts_defer(void) { is_deferring = 1; }

int ssdc_interrupt(void) { return noted; }
