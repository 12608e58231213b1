/* A small parser of command lines: `--name value`, `--name=value`, flags, and --help. */
#ifndef SSDC_OPTIONS_H
#define SSDC_OPTIONS_H

#include <stddef.h>
#include <stdint.h>

typedef enum ssdc_option_kind {
  SSDC_OPTION_FLAG,     /* int: set to 1 */
  SSDC_OPTION_TEXT,     /* const char *: the argument itself */
  SSDC_OPTION_NUMBER,   /* uint64_t: decimal digits */
  SSDC_OPTION_POSITIVE, /* uint64_t: the same, but not 0 */
  SSDC_OPTION_REAL,     /* double: as strtod reads it, NaN and infinities included */
  SSDC_OPTION_SIZES     /* const char *: a list as 7,64,1, to be read with ssdc_sizes_next */
} ssdc_option_kind;

/* One option: where its value goes, which keeps its default when the option is absent. */
typedef struct ssdc_option {
  const char *name; /* with its dashes */
  ssdc_option_kind kind;
  void *value;
  const char *argument; /* what help calls the value; NULL for a flag */
  const char *help;
} ssdc_option;

/* What --help says about a command, and its options. */
typedef struct ssdc_usage {
  const char *command;
  const char *summary;
  const char *example; /* arguments after the command */
  const ssdc_option *options;
  size_t option_count;
} ssdc_usage;

/* Number of options in an array. */
#define SSDC_OPTION_COUNT(options) (sizeof(options) / sizeof *(options))

/* The parser's answer when there is a command to run; any other is the exit code. */
enum { SSDC_OPTIONS_READ = -1 };

/* Reads the arguments after the command's name into the values. The last of equal options counts.
   Prints help or what is wrong. */
int ssdc_options_parse(const ssdc_usage *usage, int count, char **arguments);

/* Takes the next size off a list that was read as SSDC_OPTION_SIZES; 0 at its end. */
int ssdc_sizes_next(const char **list, uint64_t *size);

#endif
