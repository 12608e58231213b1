/* The functions of vecmath.h, in vectorized loops, over every STEPth float there is.
 *   usage: test_vecmath [STEP] */
#include "test.h"
#include "vecmath.h"

#define BLOCK 4099 /* not a multiple of any vector width */

#define APPLY(name)                                                 \
  static void apply_##name(const float *restrict x, float *restrict y) { \
    _Pragma("omp simd") for (int i = 0; i < BLOCK; ++i) y[i] = name(x[i]); \
  }

APPLY(ssdc_exp)
APPLY(ssdc_softplus)
APPLY(ssdc_sigmoid)
APPLY(ssdc_silu)
APPLY(ssdc_rsqrt)
APPLY(ssdc_gelu)
APPLY(ssdc_gelu_tanh)
APPLY(ssdc_relu)
APPLY(ssdc_relu_squared)
APPLY(ssdc_elu_plus_one)
APPLY(ssdc_decay)

static double exact_softplus(double v) {
  return (v > 0 ? v : 0) + log1p(exp(-fabs(v)));
}

static double exact_sigmoid(double x) {
  return 1 / (1 + exp(-x));
}

static double exact_silu(double x) {
  return x < -1000 ? -0.0 : x / (1 + exp(-x));
}

static double exact_rsqrt(double x) {
  return 1 / sqrt(x);
}

static double exact_gelu(double x) {
  return x < -40 ? -0.0 : x * erfc(-x * sqrt(0.5)) / 2;
}

static double exact_gelu_tanh(double x) {
  const double u = 2 * sqrt(2 / acos(-1.0)) * (x + 0.044715 * x * x * x);
  return u < -700 ? -0.0 : x / (1 + exp(-u));
}

static double exact_relu(double x) {
  return x < 0 ? 0 : x;
}

static double exact_relu_squared(double x) {
  return exact_relu(x) * exact_relu(x);
}

static double exact_elu_plus_one(double x) {
  return x > 0 ? x + 1 : exp(x);
}

static double exact_decay(double x) {
  return x < -69 ? 0 : exp(x);
}

typedef struct function {
  const char *name;
  void (*apply)(const float *restrict, float *restrict);
  double (*exact)(double);
  double limit; /* ulp */
  int least;    /* the unit is never taken smaller than 2^least */
  double worst;
  float worst_at;
} function;

/* The distance of y from the exact value, in units of the last place of a float there. */
static double ulps(float y, double exact, int least) {
  if (isnan(y) || isnan(exact)) return isnan(y) && isnan(exact) ? 0 : INFINITY;
  const double largest = 0x1.fffffep127;
  if (fabs(exact) > largest) {
    const double past = (fabs(exact) - largest) / 0x1p104;
    if (isinf(y)) return (y > 0) == (exact > 0) ? 0 : INFINITY;
    return past + (largest - fabs((double)y)) / 0x1p104;
  }
  if (isinf(y)) return (largest - fabs(exact)) / 0x1p104 + 1;
  int exponent;
  frexp(exact, &exponent);
  const double unit = ldexp(1, exponent - 24 > least ? exponent - 24 : least);
  return fabs((double)y - exact) / unit;
}

static void check_block(function *f, const float *x, int count) {
  static float y[BLOCK];
  f->apply(x, y);
  for (int i = 0; i < count; ++i) {
    const double error = ulps(y[i], f->exact((double)x[i]), f->least);
    if (error > f->worst) f->worst = error, f->worst_at = x[i];
    CHECK(error <= f->limit, "%s(%a) = %a, off by %g ulp", f->name, (double)x[i], (double)y[i],
          error);
  }
}

static int identical(float a, float b) {
  return ssdc_bits_of_float(a) == ssdc_bits_of_float(b);
}

static void check_special_values(void) {
  const float infinity = (float)INFINITY, nan = (float)NAN;
  CHECK(identical(ssdc_exp(0.0f), 1.0f) && identical(ssdc_exp(-0.0f), 1.0f), "exp(0)");
  CHECK(identical(ssdc_exp(infinity), infinity), "exp(inf)");
  CHECK(identical(ssdc_exp(-infinity), 0.0f), "exp(-inf)");
  CHECK(isnan(ssdc_exp(nan)), "exp(nan)");
  CHECK(identical(ssdc_softplus(infinity), infinity), "softplus(inf)");
  CHECK(identical(ssdc_softplus(-infinity), 0.0f), "softplus(-inf)");
  CHECK(isnan(ssdc_softplus(nan)), "softplus(nan)");
  for (float v = 20.0f; v < 1e30f; v *= 1.37f) CHECK(identical(ssdc_softplus(v), v), "softplus");
  CHECK(identical(ssdc_sigmoid(infinity), 1.0f), "sigmoid(inf)");
  CHECK(identical(ssdc_sigmoid(-infinity), 0.0f), "sigmoid(-inf)");
  CHECK(identical(ssdc_sigmoid(0.0f), 0.5f), "sigmoid(0)");
  CHECK(isnan(ssdc_sigmoid(nan)), "sigmoid(nan)");
  CHECK(identical(ssdc_silu(infinity), infinity), "silu(inf)");
  CHECK(identical(ssdc_silu(-infinity), -0.0f), "silu(-inf)");
  CHECK(isnan(ssdc_silu(nan)), "silu(nan)");
  CHECK(identical(ssdc_gelu(infinity), infinity), "gelu(inf)");
  CHECK(identical(ssdc_gelu(-infinity), -0.0f), "gelu(-inf)");
  CHECK(isnan(ssdc_gelu(nan)), "gelu(nan)");
  CHECK(identical(ssdc_gelu_tanh(infinity), infinity), "gelu_tanh(inf)");
  CHECK(identical(ssdc_gelu_tanh(-infinity), -0.0f), "gelu_tanh(-inf)");
  CHECK(isnan(ssdc_gelu_tanh(nan)), "gelu_tanh(nan)");
  CHECK(identical(ssdc_relu(-infinity), 0.0f), "relu(-inf)");
  CHECK(isnan(ssdc_relu(nan)) && isnan(ssdc_relu_squared(nan)), "relu(nan)");
  CHECK(identical(ssdc_elu_plus_one(0.0f), 1.0f), "elu_plus_one(0)");
  CHECK(identical(ssdc_elu_plus_one(-infinity), 0.0f), "elu_plus_one(-inf)");
  CHECK(isnan(ssdc_elu_plus_one(nan)), "elu_plus_one(nan)");
  CHECK(identical(ssdc_decay(0.0f), 1.0f) && identical(ssdc_decay(-69.5f), 0.0f), "decay");
  CHECK(identical(ssdc_decay(-infinity), 0.0f) && isnan(ssdc_decay(nan)), "decay(-inf, nan)");
  CHECK(identical(ssdc_rsqrt(4.0f), 0.5f), "rsqrt(4)");
  CHECK(identical(ssdc_rsqrt(0.0f), infinity), "rsqrt(0)");
  CHECK(isnan(ssdc_rsqrt(-1.0f)), "rsqrt(-1)");
}

int main(int argc, char **argv) {
  static function functions[] = {
      {"exp", apply_ssdc_exp, exp, 1.25, -149, 0, 0},
      {"softplus", apply_ssdc_softplus, exact_softplus, 3, -149, 0, 0},
      {"sigmoid", apply_ssdc_sigmoid, exact_sigmoid, 2.5, -149, 0, 0},
      {"silu", apply_ssdc_silu, exact_silu, 3.5, -142, 0, 0},
      {"rsqrt", apply_ssdc_rsqrt, exact_rsqrt, 1.5, -149, 0, 0},
      {"gelu", apply_ssdc_gelu, exact_gelu, 6.5, -145, 0, 0},
      {"gelu_tanh", apply_ssdc_gelu_tanh, exact_gelu_tanh, 7, -28, 0, 0},
      {"relu", apply_ssdc_relu, exact_relu, 0, -149, 0, 0},
      {"relu_squared", apply_ssdc_relu_squared, exact_relu_squared, 0.5, -149, 0, 0},
      {"elu_plus_one", apply_ssdc_elu_plus_one, exact_elu_plus_one, 1.25, -149, 0, 0},
      {"decay", apply_ssdc_decay, exact_decay, 1.25, -149, 0, 0},
  };
  const uint64_t step = argc > 1 ? strtoull(argv[1], NULL, 10) : 97;
  static float x[BLOCK];
  check_special_values();
  for (uint64_t bits = 0; step > 0 && bits < UINT64_C(1) << 32;) {
    int count = 0;
    for (; count < BLOCK && bits < UINT64_C(1) << 32; bits += step) {
      x[count++] = ssdc_float_of_bits((uint32_t)bits);
    }
    for (size_t f = 0; f < sizeof functions / sizeof functions[0]; ++f) {
      check_block(&functions[f], x, count);
    }
  }
  for (size_t f = 0; f < sizeof functions / sizeof functions[0]; ++f) {
    printf("%s: at most %.2f ulp, at %a; ", functions[f].name, functions[f].worst,
           (double)functions[f].worst_at);
  }
  printf("\n");
  return test_finish();
}
