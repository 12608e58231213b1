/* Small dense product, for operands that are in cache. */
#ifndef SSDC_GEMM_H
#define SSDC_GEMM_H

#include <stddef.h>

/* c[m, n] (+)= a[m, k] . b[k, n]; adds to c if `accumulate` is not 0, else overwrites.
 *
 * a[i, p] stands at a[i * a_row + p * a_col], so a may be given transposed; b is row-major with
 * leading dimension ldb >= n, c with ldc >= n.  c overlaps neither a nor b. */
void ssdc_gemm(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const float *a, ptrdiff_t a_row,
               ptrdiff_t a_col, const float *b, ptrdiff_t ldb, float *c, ptrdiff_t ldc,
               int accumulate);

#endif
