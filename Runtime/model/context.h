/* What the files of this folder share. */
#ifndef SSDC_CONTEXT_H
#define SSDC_CONTEXT_H

#include "ssdc.h"

/* Alignment of weights, state and scratch: a cache line, and the widest vector. */
#define SSDC_ALIGNMENT 64

/* The `magic` of a context that ssdc_init has set up. */
#define SSDC_CONTEXT_MAGIC UINT64_C(0x5d1c5a7e0c0de75e)

/* SSDC_OK for a context that may be used. */
int ssdc_context_check(const ssdc_t *m);

/* SSDC_OK when `size` bytes at `weights` have the header and the length of this model's file. */
int ssdc_weights_check(const unsigned char *weights, size_t size);

#endif
