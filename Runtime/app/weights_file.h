/* The weights in memory: mapped from their file, or part of the program. */
#ifndef SSDC_WEIGHTS_FILE_H
#define SSDC_WEIGHTS_FILE_H

#include <stddef.h>

typedef struct ssdc_weights_file {
  const void *bytes;
  size_t size;
  void *mapping; /* NULL: nothing to unmap */
} ssdc_weights_file;

/* Opens `path`; when it is NULL, the weights that belong to the program: those embedded in it
   (macro SSDC_EMBEDDED_WEIGHTS), or `../weights/NAME.safetensors` seen from its own folder.
   `program` is argv[0]. An exit code. */
int ssdc_weights_file_open(ssdc_weights_file *file, const char *program, const char *path);

void ssdc_weights_file_close(ssdc_weights_file *file);

#endif
