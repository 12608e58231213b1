/* Every operation of simd.h, lane by lane. */
#include "simd.h"
#include "test.h"

static int same(float a, float b) {
  return memcmp(&a, &b, sizeof a) == 0;
}

int main(void) {
  float a[SSDC_LANES + 1], b[SSDC_LANES + 1], c[SSDC_LANES + 1], out[SSDC_LANES + 2];
  for (int round = 0; round < 1000; ++round) {
    double sum = 0, magnitude = 0;
    for (int i = 0; i <= SSDC_LANES; ++i) {
      a[i] = test_random();
      b[i] = test_random();
      c[i] = test_random();
      if (i > 0) sum += (double)a[i], magnitude += fabs((double)a[i]);
    }
    for (int i = 0; i < SSDC_LANES + 2; ++i) out[i] = TEST_GUARD;
    /* From odd addresses: nothing may rely on alignment. */
    const ssdc_vec x = ssdc_vec_hold(ssdc_vec_load(a + 1));
    const ssdc_vec y = ssdc_vec_load(b + 1), z = ssdc_vec_load(c + 1);
    ssdc_vec_store(out + 1, x);
    CHECK(memcmp(out + 1, a + 1, sizeof x) == 0, "load and store");
    ssdc_vec_store(out + 1, ssdc_vec_add(x, y));
    for (int i = 1; i <= SSDC_LANES; ++i) CHECK(same(out[i], a[i] + b[i]), "add, lane %d", i);
    ssdc_vec_store(out + 1, ssdc_vec_fma(x, y, z));
    for (int i = 1; i <= SSDC_LANES; ++i) {
      const double exact = (double)a[i] * (double)b[i] + (double)c[i];
      CHECK(fabs((double)out[i] - exact) <= 0x1p-23, "fma, lane %d", i);
    }
    CHECK(fabs((double)ssdc_vec_sum(x) - sum) <= 0x1p-22 * magnitude, "sum");
    ssdc_vec_store(out + 1, ssdc_vec_set(a[0]));
    for (int i = 1; i <= SSDC_LANES; ++i) CHECK(same(out[i], a[0]), "set, lane %d", i);
    CHECK(same(out[0], TEST_GUARD) && same(out[SSDC_LANES + 1], TEST_GUARD), "store wrote outside");
  }
  ssdc_vec_store(out, ssdc_vec_set(-0.0f));
  CHECK(same(out[0], -0.0f), "set loses the sign of zero");
  return test_finish();
}
