/* SIGINT, SIGTERM and SIGHUP: they end the program and leave no temporary file behind, or are noted
   where something is to be finished first. */
#ifndef SSDC_INTERRUPTS_H
#define SSDC_INTERRUPTS_H

/* Most temporary files at a time. */
enum { SSDC_TEMPORARIES = 4 };

/* Takes over the signals, but those that the program was started to ignore. */
void ssdc_interrupts_open(void);

/* Holds the signals back until ssdc_interrupts_release: for a few system calls. */
void ssdc_interrupts_hold(void);
void ssdc_interrupts_release(void);

/* From now on a signal removes the file `path`, which must stay until ssdc_temporary_forget. 0 if
   there are too many. */
int ssdc_temporary_remember(const char *path);
void ssdc_temporary_forget(const char *path);

/* From now on the first signal is only noted; a second one ends the program. */
void ssdc_interrupts_defer(void);

/* The signal that has been noted, or 0. */
int ssdc_interrupt(void);

#endif
