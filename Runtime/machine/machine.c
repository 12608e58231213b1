#define _POSIX_C_SOURCE 200809L
#include "machine.h"

#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

/* A text that grows up to its size. */
typedef struct {
  char *text;
  size_t size, length;
} writer;

/* Appends the first count bytes of word; what separates fields of a record, or is not printable,
   becomes a blank, and of several blanks one stays. */
static void append(writer *out, const char *word, size_t count) {
  for (size_t i = 0; i < count && word[i] != '\0' && out->length + 1 < out->size; i++) {
    const char c = word[i];
    const int plain = c > ' ' && c < 127 && c != '|' && c != ';';
    if (!plain && out->length > 0 && out->text[out->length - 1] == ' ') continue;
    out->text[out->length++] = c;
    if (!plain) out->text[out->length - 1] = ' ';
  }
  out->text[out->length] = '\0';
}

static void add(writer *out, const char *word) { append(out, word, strlen(word)); }

/* Ends a field: without the blanks at its end. */
static void separate(writer *out) {
  while (out->length > 0 && out->text[out->length - 1] == ' ') out->length--;
  for (const char *mark = "; "; *mark != '\0' && out->length + 1 < out->size; mark++) {
    out->text[out->length++] = *mark;
  }
  out->text[out->length] = '\0';
}

/* The first line of /proc/cpuinfo that starts with name, behind its colon; NULL where there is
   none. */
static const char *processor_line(const char *name, char *line, int size) {
  FILE *file = fopen("/proc/cpuinfo", "r");
  const char *found = NULL;
  if (file == NULL) return NULL;
  while (found == NULL && fgets(line, size, file) != NULL) {
    const char *colon = strchr(line, ':');
    if (colon == NULL || strncmp(line, name, strlen(name)) != 0) continue;
    const char after = line[strlen(name)];
    if (after == ' ' || after == '\t' || after == ':') found = colon + 1 + (colon[1] == ' ');
  }
  fclose(file);
  return found;
}

static void add_processor(writer *out) {
  static const char *const names[] = { "model name", "cpu model", "uarch", "Hardware" };
  char line[4096];
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    const char *found = processor_line(names[i], line, (int)sizeof line);
    if (found != NULL) {
      add(out, found);
      return;
    }
  }
  const char *part = processor_line("CPU part", line, (int)sizeof line);
  add(out, part == NULL ? "unknown" : "part ");
  if (part != NULL) add(out, part);
}

static void add_caches(writer *out) {
  int found = 0;
  for (int index = 0; index < 8; index++) {
    static const char *const facts[] = { "type", "level", "size" };
    char values[3][32] = { "", "", "" };
    for (int fact = 0; fact < 3; fact++) {
      char path[96];
      snprintf(path, sizeof path, "/sys/devices/system/cpu/cpu0/cache/index%d/%s", index,
               facts[fact]);
      FILE *file = fopen(path, "r");
      if (file == NULL) continue;
      if (fgets(values[fact], (int)sizeof values[fact], file) == NULL) values[fact][0] = '\0';
      fclose(file);
    }
    if (values[2][0] == '\0' || values[0][0] == 'I') continue;
    add(out, found++ == 0 ? "L" : " L");
    add(out, values[1]);
    add(out, " ");
    add(out, values[2]);
  }
  if (found == 0) add(out, "caches unknown");
}

/* The features that kernels of one kind or another need. */
static void add_features(writer *out) {
  static const char *const known[] = {
    "avx2", "fma", "f16c", "avx512f", "avx512bw", "avx512_bf16", "avx512_vnni", "avx_vnni",
    "amx_tile", "neon", "vfpv4", "asimd", "asimddp", "i8mm", "bf16", "sve", "sve2",
  };
  char line[8192];
  const char *found = processor_line("flags", line, (int)sizeof line);
  if (found == NULL) found = processor_line("Features", line, (int)sizeof line);
  if (found == NULL) found = processor_line("isa", line, (int)sizeof line);
  int count = 0;
  while (found != NULL && *found != '\0') {
    const size_t length = strcspn(found, " \t\n");
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
      if (strlen(known[i]) != length || strncmp(known[i], found, length) != 0) continue;
      if (count++ > 0) add(out, " ");
      append(out, found, length);
    }
    found += length + (found[length] != '\0');
  }
  if (count == 0) add(out, "no known features");
}

void ssdc_machine_describe(char *text, size_t size, const char *compiler, const char *flags,
                           const char *products) {
  writer out = { text, size, 0 };
  struct utsname system;
  char cores[32];
  if (size == 0) return;
  text[0] = '\0';
  add(&out, uname(&system) == 0 ? system.machine : "unknown");
  separate(&out);
  add_processor(&out);
  separate(&out);
  snprintf(cores, sizeof cores, "%ld cores", sysconf(_SC_NPROCESSORS_ONLN));
  add(&out, cores);
  separate(&out);
  add_caches(&out);
  separate(&out);
  add_features(&out);
  separate(&out);
  add(&out, compiler);
  separate(&out);
  add(&out, flags);
  separate(&out);
  add(&out, "gemm ");
  add(&out, products);
}
