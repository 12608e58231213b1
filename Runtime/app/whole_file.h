/* Reads a text that is needed as a whole. */
#ifndef SSDC_WHOLE_FILE_H
#define SSDC_WHOLE_FILE_H

#include <stddef.h>

/* All bytes of a file, or of standard input for "-": `*bytes` [*size], to be freed by the caller.
   An exit code. */
int ssdc_whole_file(const char *path, char **bytes, size_t *size);

#endif
