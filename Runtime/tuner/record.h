/* The record that a tuner prints: sorted lines between a version and a checksum. */
#ifndef SSDC_TUNER_RECORD_H
#define SSDC_TUNER_RECORD_H

#include <stdio.h>

#include "measure.h"

typedef struct ssdc_tuner_record {
  char machine[1024]; /* what ssdc_machine_describe writes */
  char id[9];         /* the first digits of its digest */
  int threads;        /* that share the work */
  char **lines;       /* [count] the plans */
  size_t count;
} ssdc_tuner_record;

/* The record of this machine and so many threads, without plans. */
void ssdc_tuner_record_init(ssdc_tuner_record *record, int threads);

/* Adds what was found for a problem; 0 where there is no memory. */
int ssdc_tuner_record_add(ssdc_tuner_record *record, const ssdc_tuner_problem *problem,
                          const ssdc_tuner_result *result);

/* Writes the record, and forgets its plans; 0 where it can't be written. */
int ssdc_tuner_record_write(ssdc_tuner_record *record, FILE *out);

#endif
