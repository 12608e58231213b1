/* The program: picks the subcommand, and makes sure that its output has arrived. */
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "description.h"
#include "interrupts.h"
#include "report.h"
#include "streams.h"

static const struct {
  const char *name;
  ssdc_command_run *run;
  const char *summary;
} commands[] = {
  {"generate", ssdc_command_generate, "continue a text"},
  {"logits", ssdc_command_logits, "write the logits of a sequence as a NumPy array"},
  {"tokenize", ssdc_command_tokenize, "convert text to token ids and back"},
  {"perplexity", ssdc_command_perplexity, "measure how well the model predicts a text"},
  {"bench", ssdc_command_bench, "measure prefill and decode speed"},
  {"info", ssdc_command_info, "show shapes, sizes and how the model was compiled"},
};

enum { COMMANDS = sizeof commands / sizeof *commands };

static int help(void) {
  printf("usage: %s COMMAND [OPTION...]\n\ncommands:\n", ssdc_model.name);
  for (int i = 0; i < COMMANDS; i++) printf("  %-12s%s\n", commands[i].name, commands[i].summary);
  printf("\n'%s COMMAND --help' lists the options of a command.\n", ssdc_model.name);
  return SSDC_EXIT_DONE;
}

static int dispatch(int count, char **arguments) {
  if (count < 2) {
    return ssdc_fail(SSDC_EXIT_USAGE, "missing command; see '%s --help'", ssdc_model.name);
  }
  const char *name = arguments[1];
  if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) return help();
  for (int i = 0; i < COMMANDS; i++) {
    if (strcmp(name, commands[i].name) == 0) {
      return commands[i].run(arguments[0], count - 2, arguments + 2);
    }
  }
  return ssdc_fail(SSDC_EXIT_USAGE, "unknown command '%s'; see '%s --help'", name,
                   ssdc_model.name);
}

int main(int count, char **arguments) {
  char buffer[BUFSIZ]; /* so that standard output never allocates one; closed before it ends */
  ssdc_streams_open();
  ssdc_interrupts_open();
  setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
  int code = dispatch(count, arguments);
  if (code == SSDC_EXIT_DONE) code = ssdc_stdout_check();
  const int lost = ferror(stdout); /* told above, or there was no reader */
  if (fclose(stdout) != 0 && !lost && code == SSDC_EXIT_DONE) code = ssdc_fail_output();
  return code;
}
