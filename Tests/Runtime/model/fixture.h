/* The fake model, ready to run: weights as read from the file, and an arena. */
#ifndef SSDC_FIXTURE_H
#define SSDC_FIXTURE_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "fake_model.h"
#include "ssdc.h"

/* The bytes of a file at a multiple of 64 in a buffer that ends where the file does. */
static unsigned char *fixture_read(const char *path, size_t *size) {
  FILE *file = fopen(path, "rb");
  if (file == NULL) abort();
  fseek(file, 0, SEEK_END);
  *size = (size_t)ftell(file);
  rewind(file);
  unsigned char *bytes = aligned_alloc(64, (*size + 63) / 64 * 64);
  if (bytes == NULL || fread(bytes, 1, *size, file) != *size) abort();
  fclose(file);
  return bytes;
}

/* A context of its own at position 0; the arena is the caller's to free. */
static void *fixture_init(ssdc_t *m, const unsigned char *weights, size_t size) {
  void *arena = malloc(ssdc_arena_size());
  if (arena == NULL || ssdc_init(m, arena, ssdc_arena_size(), weights, size) != SSDC_OK) abort();
  return arena;
}

/* Ids that visit the whole vocabulary. */
static void fixture_ids(int32_t *ids, int n) {
  for (int i = 0; i < n; i++) ids[i] = (int32_t)((i * 17 + i / 7) % VOCABULARY);
}

#endif
