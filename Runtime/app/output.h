/* A file that appears whole or not at all: written beside its place, then renamed. */
#ifndef SSDC_OUTPUT_H
#define SSDC_OUTPUT_H

#include <stdio.h>

typedef struct ssdc_output {
  FILE *file;
  const char *path;
  char *target; /* where `path`, a link, leads; else NULL */
  char *temporary;
} ssdc_output;

/* Opens a file that will be at `path`, which must stay. An exit code. */
int ssdc_output_open(ssdc_output *output, const char *path);

/* Ends the file, and puts it at its path. `written` is 0 when something could not be written: the
   file is then removed. An exit code. */
int ssdc_output_commit(ssdc_output *output, int written);

/* Removes the file, unless it has been committed or never opened. */
void ssdc_output_discard(ssdc_output *output);

/* Whether two paths name one place, so that one file would replace the other. */
int ssdc_output_same(const char *a, const char *b);

#endif
