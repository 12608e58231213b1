#include <stdio.h>

#include "commands.h"
#include "description.h"
#include "options.h"
#include "report.h"
#include "ssdc.h"
#include "threads.h"

/* The flags that the program was built with, as its build file passes them. */
#ifndef SSDC_COMPILER_FLAGS
#define SSDC_COMPILER_FLAGS "not recorded"
#endif

#if defined(__clang__) /* its version names it */
#define COMPILER __VERSION__
#elif defined(__GNUC__)
#define COMPILER "gcc " __VERSION__
#else
#define COMPILER "not recorded"
#endif

static void print_string(const char *text) {
  putchar('"');
  for (; *text != '\0'; text++) {
    const unsigned char c = (unsigned char)*text;
    if (c == '"' || c == '\\') printf("\\%c", c);
    else if (c < 0x20) printf("\\u%04x", c);
    else putchar(c);
  }
  putchar('"');
}

static void print_json(void) {
  printf("{\"name\":");
  print_string(ssdc_model.name);
  printf(",\"arena_bytes\":%zu,\"state_bytes\":%zu,\"weights_bytes\":%zu,\"vocabulary\":%zu",
         ssdc_arena_size(), ssdc_state_size(), ssdc_weights_size(), ssdc_vocabulary_size());
  printf(",\"segment_tokens\":%td,\"context\":%zu,\"threads\":%d,\"compiler\":",
         ssdc_model.segment_tokens, ssdc_context_size(), ssdc_threads());
  print_string(COMPILER);
  printf(",\"flags\":");
  print_string(SSDC_COMPILER_FLAGS);
  printf(",\"model\":%s}\n", ssdc_model.info_json);
}

/* Prints JSON text with a member a line, indented by depth; arrays stay on their line. */
static void print_indented(const char *json) {
  int depth = 0, arrays = 0, in_string = 0;
  for (const char *c = json; *c != '\0'; c++) {
    if (in_string) {
      putchar(*c);
      if (*c == '\\' && c[1] != '\0') putchar(*++c);
      else if (*c == '"') in_string = 0;
      continue;
    }
    if (*c == ' ' || *c == '\n') continue;
    in_string = *c == '"';
    arrays += (*c == '[') - (*c == ']');
    depth += (*c == '{') - (*c == '}');
    const int breaks = arrays == 0 && (*c == '{' || *c == '}' || *c == ',');
    if (*c == '}' && breaks) printf("\n%*s", 2 * depth, "");
    putchar(*c);
    if (*c == ':' || (*c == ',' && arrays > 0)) putchar(' ');
    if (*c != '}' && breaks) printf("\n%*s", 2 * depth, "");
  }
  putchar('\n');
}

static void print_text(void) {
  printf("name          %s\n", ssdc_model.name);
  printf("arena         %zu bytes\n", ssdc_arena_size());
  printf("state         %zu bytes\n", ssdc_state_size());
  printf("weights       %zu bytes\n", ssdc_weights_size());
  printf("vocabulary    %zu\n", ssdc_vocabulary_size());
  printf("segment       %td tokens\n", ssdc_model.segment_tokens);
  if (ssdc_context_size() > 0) printf("context       %zu tokens\n", ssdc_context_size());
  else printf("context       unlimited\n");
  printf("threads       %d\n", ssdc_threads());
  printf("compiler      %s\n", COMPILER);
  printf("flags         %s\n", SSDC_COMPILER_FLAGS);
  printf("model         ");
  print_indented(ssdc_model.info_json);
}

int ssdc_command_info(const char *program, int count, char **arguments) {
  int json = 0;
  const ssdc_option options[] = {
    {"--json", SSDC_OPTION_FLAG, &json, NULL, "print JSON"},
  };
  const ssdc_usage usage = {
    "info", "Describes the model: shapes, memory, chunk sizes, and how it was compiled.", "--json",
    options, SSDC_OPTION_COUNT(options),
  };
  (void)program;
  const int code = ssdc_options_parse(&usage, count, arguments);
  if (code != SSDC_OPTIONS_READ) return code;
  if (json) print_json();
  else print_text();
  return SSDC_EXIT_DONE;
}
