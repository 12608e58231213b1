/* The command-line parser: every kind of option, and what is refused. */
#include <math.h>
#include <string.h>

#include "check.h"
#include "options.h"
#include "report.h"

typedef struct values {
  int flag;
  const char *text;
  uint64_t number;
  double real;
  const char *sizes;
} values;

/* Parses up to four arguments. */
static int parse(values *v, const char *a, const char *b, const char *c, const char *d) {
  char copies[4][64];
  char *arguments[4];
  const char *given[] = {a, b, c, d};
  int count = 0;
  for (; count < 4 && given[count] != NULL; count++) {
    snprintf(copies[count], sizeof copies[count], "%s", given[count]);
    arguments[count] = copies[count];
  }
  const ssdc_option options[] = {
    {"--flag", SSDC_OPTION_FLAG, &v->flag, NULL, "a flag"},
    {"--text", SSDC_OPTION_TEXT, &v->text, "TEXT", "a text"},
    {"-n", SSDC_OPTION_NUMBER, &v->number, "N", "a number"},
    {"--real", SSDC_OPTION_REAL, &v->real, "X", "a real number"},
    {"--sizes", SSDC_OPTION_SIZES, &v->sizes, "N,N", "sizes"},
  };
  const ssdc_usage usage = {"test", "Tests.", "--flag", options, SSDC_OPTION_COUNT(options)};
  return ssdc_options_parse(&usage, count, arguments);
}

static int refused(const char *a, const char *b) {
  values v = {0};
  return parse(&v, a, b, NULL, NULL) == SSDC_EXIT_USAGE;
}

int main(void) {
  values v = {.number = 7};
  CHECK(parse(&v, NULL, NULL, NULL, NULL) == SSDC_OPTIONS_READ && v.number == 7);
  CHECK(parse(&v, "--flag", "-n", "12", "--real=-1.5e3") == SSDC_OPTIONS_READ);
  CHECK(v.flag == 1 && v.number == 12 && fabs(v.real + 1500) < 1e-9);
  CHECK(parse(&v, "-n=3", "-n", "18446744073709551615", NULL) == SSDC_OPTIONS_READ);
  CHECK(v.number == UINT64_MAX);
  CHECK(parse(&v, "--real", "nan", NULL, NULL) == SSDC_OPTIONS_READ && isnan(v.real));
  CHECK(parse(&v, "--text=", NULL, NULL, NULL) == SSDC_OPTIONS_READ);
  CHECK(parse(&v, "--help", NULL, NULL, NULL) == SSDC_EXIT_DONE);
  CHECK(parse(&v, "-n", "1", "-h", NULL) == SSDC_EXIT_DONE);
  const char *good[] = {"1", "0,0", "7,64,100000"};
  for (int i = 0; i < 3; i++) CHECK(!refused("--sizes", good[i]));

  const char *numbers[] = {"", "-1", "+1", "1.0", "1e3", " 1", "1 ", "0x10", "ten",
                           "18446744073709551616", "99999999999999999999999"};
  for (size_t i = 0; i < SSDC_OPTION_COUNT(numbers); i++) CHECK(refused("-n", numbers[i]));
  const char *lists[] = {"", ",", "1,", ",1", "1,,2", "1;2", "1, 2", "-1"};
  for (size_t i = 0; i < SSDC_OPTION_COUNT(lists); i++) CHECK(refused("--sizes", lists[i]));
  CHECK(refused("--real", "one"));
  CHECK(refused("--real", ""));
  CHECK(refused("--real", "1x"));
  CHECK(refused("--unknown", NULL));
  CHECK(refused("--fla", NULL));
  CHECK(refused("--flags", NULL));
  CHECK(refused("--flag=1", NULL));
  CHECK(refused("word", NULL));
  CHECK(refused("", NULL));
  CHECK(refused("-n", NULL));
  CHECK(refused("--text", NULL));

  const char *list = "7,64,1";
  uint64_t size, sum = 0;
  int taken = 0;
  for (; ssdc_sizes_next(&list, &size); taken++) sum = sum * 100 + size;
  CHECK(taken == 3 && sum == 76401);
  list = "";
  CHECK(!ssdc_sizes_next(&list, &size));
  fflush(stdout);
  return ssdc_check_report();
}
