/* The test of test_gemm_panel.c for a weight of bf16. */
#define TEST_BF16
#include "test_gemm_panel.c"
