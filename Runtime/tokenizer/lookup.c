#include "lookup.h"

#include <string.h>

/* FNV-1a. */
static uint32_t hash_bytes(const unsigned char *bytes, size_t count) {
  uint32_t hash = 2166136261u;
  for (size_t at = 0; at < count; at++) hash = (hash ^ bytes[at]) * 16777619u;
  return hash;
}

static uint32_t hash_pair(uint32_t left, uint32_t right) {
  uint32_t hash = left * 0x9E3779B1u ^ right * 0x85EBCA6Bu;
  return hash ^ hash >> 16;
}

int32_t ssdc_find_token(const ssdc_tokenizer_tables *tables, const unsigned char *bytes,
                        size_t count) {
  if (tables->token_slot_count == 0) return -1;
  uint32_t mask = tables->token_slot_count - 1;
  for (uint32_t slot = hash_bytes(bytes, count) & mask;; slot = (slot + 1) & mask) {
    uint32_t entry = tables->token_slots[slot];
    if (entry == 0) return -1;
    const uint32_t *offset = tables->token_offsets + (entry - 1);
    if (offset[1] - offset[0] == count &&
        memcmp(tables->token_bytes + offset[0], bytes, count) == 0) {
      return (int32_t)(entry - 1);
    }
  }
}

uint32_t ssdc_find_merge(const ssdc_tokenizer_tables *tables, int32_t left, int32_t right) {
  if (tables->merge_slot_count == 0) return SSDC_NO_MERGE;
  uint32_t mask = tables->merge_slot_count - 1;
  uint32_t slot = hash_pair((uint32_t)left, (uint32_t)right) & mask;
  for (;; slot = (slot + 1) & mask) {
    uint32_t entry = tables->merge_slots[slot];
    if (entry == 0) return SSDC_NO_MERGE;
    if (tables->merge_left[entry - 1] == left && tables->merge_right[entry - 1] == right) {
      return entry - 1;
    }
  }
}
