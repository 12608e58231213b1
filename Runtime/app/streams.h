/* Standard output, of which nothing may be lost without a word. */
#ifndef SSDC_STREAMS_H
#define SSDC_STREAMS_H

/* Makes sure that files opened later take the place of no closed standard stream, and that neither
   a reader that leaves nor a limit of file sizes ends the program. Call it first. */
void ssdc_streams_open(void);

/* Sends out what has been printed. An exit code; a reader that has left, having seen enough, is no
   failure. To be called before anything else may change errno. */
int ssdc_stdout_check(void);

/* Whether nothing more needs to be printed: the reader has left, or a write has failed. */
int ssdc_stdout_ended(void);

#endif
