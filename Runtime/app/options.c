#include "options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "description.h"
#include "report.h"

/* Reads decimal digits up to the first other character; 0 if there are none or too many. */
static int read_number(const char **text, uint64_t *number) {
  const char *at = *text;
  uint64_t value = 0;
  for (; *at >= '0' && *at <= '9'; at++) {
    const unsigned digit = (unsigned)(*at - '0');
    if (value > (UINT64_MAX - digit) / 10) return 0;
    value = value * 10 + digit;
  }
  if (at == *text) return 0;
  *text = at;
  *number = value;
  return 1;
}

int ssdc_sizes_next(const char **list, uint64_t *size) {
  if (**list == ',') (*list)++;
  return read_number(list, size);
}

static int is_list_of_sizes(const char *text) {
  uint64_t size;
  while (read_number(&text, &size)) {
    if (*text == '\0') return 1;
    if (*text++ != ',') return 0;
  }
  return 0;
}

static int help(const ssdc_usage *usage) {
  printf("usage: %s %s [OPTION...]\n%s\n\noptions:\n", ssdc_model.name, usage->command,
         usage->summary);
  for (size_t i = 0; i < usage->option_count; i++) {
    const ssdc_option *option = &usage->options[i];
    char left[40];
    snprintf(left, sizeof left, "%s %s", option->name, option->argument ? option->argument : "");
    printf("  %-22s%s\n", left, option->help);
  }
  printf("  %-22s%s\n", "--help", "this text");
  printf("\nexample: %s %s %s\n", ssdc_model.name, usage->command, usage->example);
  return SSDC_EXIT_DONE;
}

/* Stores the value of an option that takes one; 0 if it does not read as its kind. */
static int store(const ssdc_option *option, const char *text) {
  char *end;
  switch (option->kind) {
    case SSDC_OPTION_FLAG: return 0;
    case SSDC_OPTION_TEXT: *(const char **)option->value = text; return 1;
    case SSDC_OPTION_NUMBER: return read_number(&text, option->value) && *text == '\0';
    case SSDC_OPTION_POSITIVE:
      return read_number(&text, option->value) && *text == '\0' && *(uint64_t *)option->value > 0;
    case SSDC_OPTION_REAL:
      *(double *)option->value = strtod(text, &end);
      return end != text && *end == '\0';
    case SSDC_OPTION_SIZES: *(const char **)option->value = text; return is_list_of_sizes(text);
  }
  return 0;
}

static const char *expectation(ssdc_option_kind kind) {
  switch (kind) {
    case SSDC_OPTION_FLAG: return "no value";
    case SSDC_OPTION_TEXT: return "a text";
    case SSDC_OPTION_NUMBER: return "an integer from 0 to 18446744073709551615";
    case SSDC_OPTION_POSITIVE: return "an integer from 1 to 18446744073709551615";
    case SSDC_OPTION_REAL: return "a number";
    case SSDC_OPTION_SIZES: return "integers such as 7,64,1";
  }
  return "a value";
}

/* The option that an argument names, up to its '=' if it has one. */
static const ssdc_option *find(const ssdc_usage *usage, const char *argument) {
  const size_t length = strcspn(argument, "=");
  for (size_t i = 0; i < usage->option_count; i++) {
    const char *name = usage->options[i].name;
    if (strlen(name) == length && memcmp(name, argument, length) == 0) return &usage->options[i];
  }
  return NULL;
}

int ssdc_options_parse(const ssdc_usage *usage, int count, char **arguments) {
  for (int i = 0; i < count; i++) {
    const char *argument = arguments[i];
    if (strcmp(argument, "--help") == 0 || strcmp(argument, "-h") == 0) return help(usage);
    const ssdc_option *option = find(usage, argument);
    if (option == NULL) {
      return ssdc_fail(SSDC_EXIT_USAGE, "%s '%s'; see '%s %s --help'",
                       argument[0] == '-' ? "unknown option" : "unexpected argument", argument,
                       ssdc_model.name, usage->command);
    }
    const char *equals = strchr(argument, '=');
    if (option->kind == SSDC_OPTION_FLAG && equals == NULL) {
      *(int *)option->value = 1;
      continue;
    }
    if (equals == NULL && ++i == count) {
      return ssdc_fail(SSDC_EXIT_USAGE, "option '%s' needs a value: %s %s", option->name,
                       option->name, option->argument);
    }
    const char *value = equals == NULL ? arguments[i] : equals + 1;
    if (!store(option, value)) {
      return ssdc_fail(SSDC_EXIT_USAGE, "option '%s' takes %s, not '%s'", option->name,
                       expectation(option->kind), value);
    }
  }
  return SSDC_OPTIONS_READ;
}
