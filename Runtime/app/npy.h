/* Writes float32 NumPy arrays whose number of rows is known only at the end. */
#ifndef SSDC_NPY_H
#define SSDC_NPY_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Leaves room for the header at the start of an empty, seekable file; 0 if that fails. */
int ssdc_npy_begin(FILE *file);

/* Appends `count` values; 0 if that fails. */
int ssdc_npy_values(FILE *file, const float *values, size_t count);

/* Writes the header of the matrix [rows, columns] that was appended; 0 if that fails. */
int ssdc_npy_end_matrix(FILE *file, uint64_t rows, size_t columns);

/* The same for a vector [length]. */
int ssdc_npy_end_vector(FILE *file, size_t length);

#endif
