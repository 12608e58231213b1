/* The subcommands: one file each. */
#ifndef SSDC_COMMANDS_H
#define SSDC_COMMANDS_H

/* Runs a subcommand on the arguments after its name; `program` is argv[0]. An exit code. */
typedef int ssdc_command_run(const char *program, int count, char **arguments);

ssdc_command_run ssdc_command_generate;
ssdc_command_run ssdc_command_logits;
ssdc_command_run ssdc_command_tokenize;
ssdc_command_run ssdc_command_perplexity;
ssdc_command_run ssdc_command_bench;
ssdc_command_run ssdc_command_info;

#endif
