/* A binary min-heap of 64-bit keys in memory of the caller's. */
#ifndef SSDC_HEAP_H
#define SSDC_HEAP_H

#include <stddef.h>
#include <stdint.h>

static inline void ssdc_heap_push(uint64_t *heap, size_t *count, uint64_t key) {
  size_t at = (*count)++;
  while (at > 0 && heap[(at - 1) / 2] > key) {
    heap[at] = heap[(at - 1) / 2];
    at = (at - 1) / 2;
  }
  heap[at] = key;
}

/* Removes and returns the least key; *count > 0. */
static inline uint64_t ssdc_heap_pop(uint64_t *heap, size_t *count) {
  uint64_t least = heap[0], key = heap[--*count];
  size_t at = 0;
  for (size_t child = 1; child < *count; child = 2 * at + 1) {
    if (child + 1 < *count && heap[child + 1] < heap[child]) child++;
    if (heap[child] >= key) break;
    heap[at] = heap[child];
    at = child;
  }
  heap[at] = key;
  return least;
}

#endif
