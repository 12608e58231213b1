/* Times the kernels beside OpenBLAS, one thread.
 *
 * Each line runs its candidates in turn, round after round, so that a disturbance of the machine
 * meets all of them, and prints the median of the rounds. */
#define _POSIX_C_SOURCE 200809L

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "blas_threads.h"
#include "gemm.h"
#include "linear_panel.h"
#include "vecmath.h"
#ifdef SSDC_BENCH_BLAS
#include <cblas.h>

#include "linear_rows_blas.h"
#endif

#define ROUNDS 15

typedef struct problem {
  ptrdiff_t m, n, k;
  const float *x; /* [m, k] */
  const float *w; /* panels, [n, k] or [k, n]: the same number of floats */
  float *y;       /* [m, n] */
} problem;

typedef void candidate(const problem *);

/* Time of this thread on a processor, which other programs disturb less than the clock's. */
static double seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int ascending(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* Seconds per call, for each of `count` candidates. */
static void measure(const problem *p, candidate *const *run, int count, double *median) {
  double time[4][ROUNDS];
  int calls[4];
  for (int c = 0; c < count; ++c) {
    const double start = seconds();
    run[c](p);
    const double once = seconds() - start;
    calls[c] = once > 5e-3 ? 1 : (int)(5e-3 / (once + 1e-7)) + 1;
  }
  for (int r = 0; r < ROUNDS; ++r) {
    for (int c = 0; c < count; ++c) {
      const double start = seconds();
      for (int i = 0; i < calls[c]; ++i) run[c](p);
      time[c][r] = (seconds() - start) / calls[c];
    }
  }
  for (int c = 0; c < count; ++c) {
    qsort(time[c], ROUNDS, sizeof(double), ascending);
    median[c] = time[c][ROUNDS / 2];
  }
}

static void panel(const problem *p) {
  ssdc_linear_panel(p->m, p->n, p->k, p->x, p->k, p->w, p->y, p->n, 0);
}

static void small(const problem *p) {
  ssdc_gemm(p->m, p->n, p->k, p->x, p->k, 1, p->w, p->n, p->y, p->n, 0);
}

static void small_transposed(const problem *p) {
  ssdc_gemm(p->m, p->n, p->k, p->x, 1, p->m, p->w, p->n, p->y, p->n, 0);
}

#ifdef SSDC_BENCH_BLAS
static void blas(const problem *p) {
  cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int)p->m, (int)p->n, (int)p->k, 1.0f,
              p->x, (int)p->k, p->w, (int)p->n, 0.0f, p->y, (int)p->n);
}

static void blas_transposed(const problem *p) {
  cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, (int)p->m, (int)p->n, (int)p->k, 1.0f,
              p->x, (int)p->m, p->w, (int)p->n, 0.0f, p->y, (int)p->n);
}

static void linear(const problem *p) {
  ssdc_linear_rows(p->m, p->n, p->k, p->x, p->k, p->w, p->y, p->n, 0);
}

static void blas_linear(const problem *p) {
  if (p->m == 1) {
    cblas_sgemv(CblasRowMajor, CblasNoTrans, (int)p->n, (int)p->k, 1.0f, p->w, (int)p->k, p->x, 1,
                0.0f, p->y, 1);
  } else {
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int)p->m, (int)p->n, (int)p->k, 1.0f,
                p->x, (int)p->k, p->w, (int)p->k, 0.0f, p->y, (int)p->n);
  }
}
#endif

/* The plain read of the weights: what the memory gives one thread. */
static void read_weights(const problem *p) {
  const uint64_t *word = (const uint64_t *)(const void *)p->w;
  const ptrdiff_t words = p->n * p->k / 2;
  uint64_t sum[8] = {0};
  for (ptrdiff_t i = 0; i + 8 <= words; i += 8) {
    for (int j = 0; j < 8; ++j) sum[j] ^= word[i + j];
  }
  for (int j = 1; j < 8; ++j) sum[0] ^= sum[j];
  p->y[0] = (float)(sum[0] & 1);
}

static void report(const char *name, const problem *p, candidate *const *run,
                   const char *const *label, int count) {
  double median[4];
  measure(p, run, count, median);
  printf("%-10s %5td %6td %5td", name, p->m, p->n, p->k);
  for (int c = 0; c < count; ++c) {
    const double flops = 2.0 * (double)p->m * (double)p->n * (double)p->k;
    const double bytes = 4.0 * (double)p->n * (double)p->k;
    printf("  %s", label[c]);
    if (run[c] != read_weights) printf(" %6.1f GF/s", 1e-9 * flops / median[c]);
    printf(" %5.1f GB/s", 1e-9 * bytes / median[c]);
  }
  printf("\n");
  fflush(stdout);
}

#ifdef SSDC_BENCH_BLAS
#define WITH_BLAS(count) (count)
#else
#define WITH_BLAS(count) 1
#endif

static void bench_panels(float *x, float *w, float *y) {
  static const ptrdiff_t shape[][3] = {
      {1, 50288, 768},   {2, 50288, 768},   {3, 50288, 768},   {4, 50288, 768},
      {5, 50288, 768},   {1, 3352, 768},    {1, 768, 1536},    {4, 3352, 768},
      {8, 3352, 768},    {16, 3352, 768},   {64, 3352, 768},   {256, 3352, 768},
      {1024, 3352, 768}, {256, 768, 1536},  {1024, 768, 1536}, {256, 2048, 4096},
      {1024, 8512, 2048}};
  static const char *const label[] = {"panel", "linear", "OpenBLAS", "read"};
  candidate *const run[] = {panel,
#ifdef SSDC_BENCH_BLAS
                            linear, blas_linear,
#endif
                            read_weights};
  for (size_t s = 0; s < sizeof shape / sizeof shape[0]; ++s) {
    const problem p = {shape[s][0], shape[s][1], shape[s][2], x, w, y};
    report("panel", &p, run, label, p.m == 1 ? WITH_BLAS(3) + 1 : WITH_BLAS(3));
  }
}

static void bench_small(float *x, float *w, float *y) {
  static const ptrdiff_t shape[][3] = {{64, 64, 64},    {64, 64, 128}, {128, 64, 64},
                                       {128, 64, 128},  {16, 64, 128}, {32, 32, 32},
                                       {256, 256, 256}, {64, 128, 64}, {1, 64, 128},
                                       {70, 70, 70}};
  static const char *const label[] = {"own", "OpenBLAS"};
  candidate *const plain[] = {small,
#ifdef SSDC_BENCH_BLAS
                              blas
#endif
  };
  candidate *const transposed[] = {small_transposed,
#ifdef SSDC_BENCH_BLAS
                                   blas_transposed
#endif
  };
  for (size_t s = 0; s < sizeof shape / sizeof shape[0]; ++s) {
    const problem p = {shape[s][0], shape[s][1], shape[s][2], x, w, y};
    report("gemm", &p, plain, label, WITH_BLAS(2));
    report("gemm a^T", &p, transposed, label, WITH_BLAS(2));
  }
}

#define VECTOR 4096

/* In-cache vector functions, in elements per second. */
#define BENCH_FUNCTION(name)                                                       \
  static void run_##name(const problem *p) {                                       \
    const float *x = p->x;                                                         \
    float *y = p->y;                                                               \
    _Pragma("omp simd") for (ptrdiff_t i = 0; i < VECTOR; ++i) y[i] = name(x[i]); \
  }

BENCH_FUNCTION(ssdc_exp)
BENCH_FUNCTION(ssdc_softplus)
BENCH_FUNCTION(ssdc_sigmoid)
BENCH_FUNCTION(ssdc_silu)
BENCH_FUNCTION(ssdc_rsqrt)
BENCH_FUNCTION(expf)

static void bench_functions(float *x, float *w, float *y) {
  static candidate *const run[] = {run_ssdc_exp,  run_ssdc_softplus, run_ssdc_sigmoid,
                                   run_ssdc_silu, run_ssdc_rsqrt,    run_expf};
  static const char *const label[] = {"exp", "softplus", "sigmoid", "silu", "rsqrt", "libm expf"};
  const problem p = {1, VECTOR, 1, x, w, y};
  for (int f = 0; f < 6; ++f) {
    double median;
    measure(&p, &run[f], 1, &median);
    printf("%-10s %6.2f elements per ns\n", label[f], 1e-9 * VECTOR / median);
  }
}

static float *floats(size_t count) {
  float *p = malloc(count * sizeof *p);
  if (!p) {
    fprintf(stderr, "bench: no memory for %zu floats\n", count);
    exit(1);
  }
  uint32_t state = 1;
  for (size_t i = 0; i < count; ++i) {
    state = state * 1664525u + 1013904223u;
    p[i] = (float)(state >> 8) * 0x1p-23f - 1.0f;
  }
  return p;
}

int main(int argc, char **argv) {
  const char *which = argc > 1 ? argv[1] : "panel gemm functions";
  float *x = floats(1024 * 4096), *w = floats(50288 * 768), *y = floats(1024 * 8512);
#ifdef SSDC_BENCH_BLAS
  ssdc_blas_single_thread();
#endif
  if (strstr(which, "panel")) bench_panels(x, w, y);
  if (strstr(which, "gemm")) bench_small(x, w, y);
  if (strstr(which, "functions")) bench_functions(x, w, y);
  free(x);
  free(w);
  free(y);
  return 0;
}
