#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "ids.h"
#include "options.h"
#include "printer.h"
#include "report.h"
#include "streams.h"
#include "text.h"
#include "whole_file.h"

static int encode(int special) {
  char *text;
  size_t bytes, count;
  int32_t *ids;
  int code = ssdc_whole_file("-", &text, &bytes);
  if (code != SSDC_EXIT_DONE) return code;
  code = ssdc_text_encode(text, bytes, special, &ids, &count);
  free(text);
  if (code != SSDC_EXIT_DONE) return code;
  for (size_t i = 0; i < count && !ssdc_stdout_ended(); i++) printf("%" PRId32 "\n", ids[i]);
  code = ssdc_stdout_check();
  free(ids);
  return code;
}

static int decode(int skip_special) {
  ssdc_ids ids;
  ssdc_printer printer;
  int32_t piece[256];
  size_t count = sizeof piece / sizeof *piece;
  memset(&printer, 0, sizeof printer);
  int code = ssdc_ids_open(&ids, "@-");
  if (code != SSDC_EXIT_DONE) return code;
  code = ssdc_printer_open(&printer, skip_special);
  while (code == SSDC_EXIT_DONE && count == sizeof piece / sizeof *piece && !ssdc_stdout_ended()) {
    code = ssdc_ids_read(&ids, piece, count, &count);
    for (size_t i = 0; code == SSDC_EXIT_DONE && i < count; i++) {
      ssdc_printer_put(&printer, piece[i]);
    }
    if (code == SSDC_EXIT_DONE) code = ssdc_stdout_check();
  }
  ssdc_printer_close(&printer);
  ssdc_ids_close(&ids);
  return code;
}

int ssdc_command_tokenize(const char *program, int count, char **arguments) {
  int decodes = 0, special = 0, skip_special = 0;
  const ssdc_option options[] = {
    {"--decode", SSDC_OPTION_FLAG, &decodes, NULL, "ids to text instead of text to ids"},
    {"--special", SSDC_OPTION_FLAG, &special, NULL, "add the special ids around the text"},
    {"--skip-special", SSDC_OPTION_FLAG, &skip_special, NULL, "omit special tokens when decoding"},
  };
  const ssdc_usage usage = {
    "tokenize", "Reads a text on standard input and prints its token ids, one per line.",
    "< text.txt", options, SSDC_OPTION_COUNT(options),
  };
  (void)program;
  const int code = ssdc_options_parse(&usage, count, arguments);
  if (code != SSDC_OPTIONS_READ) return code;
  return decodes ? decode(skip_special) : encode(special);
}
