/* What makes a machine fast or slow at one way of computing or another, in words. */
#ifndef SSDC_MACHINE_H
#define SSDC_MACHINE_H

#include <stddef.h>

/* Writes "ARCHITECTURE; PROCESSOR; N cores; CACHES; FEATURES; COMPILER; FLAGS; gemm PRODUCTS", of
   printable ASCII characters, cut at size - 1. What the system does not tell is "unknown". */
void ssdc_machine_describe(char *text, size_t size, const char *compiler, const char *flags,
                           const char *products);

/* The compiler of the file that includes this: what a record calls it. */
#if defined(__clang__)
#define SSDC_MACHINE_COMPILER "clang " __clang_version__
#elif defined(__GNUC__)
#define SSDC_MACHINE_COMPILER "gcc " __VERSION__
#else
#define SSDC_MACHINE_COMPILER "unknown"
#endif

#endif
