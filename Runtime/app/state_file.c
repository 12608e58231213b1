#include "state_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"

static int load(const char *path, void *blob, ssdc_t *model) {
  FILE *file = fopen(path, "rb");
  if (file == NULL) {
    return ssdc_fail(SSDC_EXIT_INPUT, "cannot read '%s': %s", path, strerror(errno));
  }
  const size_t size = fread(blob, 1, ssdc_state_size(), file);
  const int failed = ferror(file), reason = errno;
  const int longer = getc(file) != EOF;
  fclose(file);
  if (failed) return ssdc_fail(SSDC_EXIT_INPUT, "cannot read '%s': %s", path, strerror(reason));
  const int code = ssdc_check(path, ssdc_state_load(model, blob, size));
  if (code != SSDC_EXIT_DONE || !longer) return code;
  return ssdc_fail(SSDC_EXIT_INPUT, "'%s' has bytes after the state", path);
}

int ssdc_state_files_begin(ssdc_state_files *files, ssdc_t *model) {
  if (files->in == NULL && files->out == NULL) return SSDC_EXIT_DONE;
  files->blob = malloc(ssdc_state_size());
  if (files->blob == NULL) return ssdc_fail_memory();
  const int code = files->in == NULL ? SSDC_EXIT_DONE : load(files->in, files->blob, model);
  if (code != SSDC_EXIT_DONE || files->out == NULL) return code;
  return ssdc_output_open(&files->output, files->out);
}

int ssdc_state_files_end(ssdc_state_files *files, const ssdc_t *model) {
  if (files->out == NULL) return SSDC_EXIT_DONE;
  const size_t size = ssdc_state_size();
  const int code = ssdc_check("state", ssdc_state_save(model, files->blob, size));
  if (code != SSDC_EXIT_DONE) return code;
  return ssdc_output_commit(&files->output,
                            fwrite(files->blob, 1, size, files->output.file) == size);
}

void ssdc_state_files_close(ssdc_state_files *files) {
  ssdc_output_discard(&files->output);
  free(files->blob);
}
