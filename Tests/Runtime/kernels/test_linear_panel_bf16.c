/* The test of test_linear_panel.c for a weight of bf16. */
#define TEST_BF16
#include "test_linear_panel.c"
