#include "bpe.h"

#include "heap.h"
#include "lookup.h"
#include "utf8.h"

#define NONE UINT32_MAX

/* The symbols of a word under construction, and whether unknown text awaits its symbol. */
typedef struct symbol_list {
  ssdc_symbol *symbols;
  size_t count;
  int unknown_pending;
} symbol_list;

static void append(symbol_list *list, int32_t id) { list->symbols[list->count++].id = id; }

static void append_pending(symbol_list *list, const ssdc_tokenizer_tables *tables) {
  if (list->unknown_pending) append(list, tables->unknown);
  list->unknown_pending = 0;
}

/* Appends the fallback tokens of all bytes of a character, if there are all. */
static int append_bytes(symbol_list *list, const ssdc_tokenizer_tables *tables,
                        const unsigned char *bytes, size_t count) {
  if (!tables->byte_fallback) return 0;
  for (size_t at = 0; at < count; at++) {
    if (tables->byte_ids[bytes[at]] < 0) return 0;
  }
  for (size_t at = 0; at < count; at++) append(list, tables->byte_ids[bytes[at]]);
  return 1;
}

/* Splits the word into its smallest symbols: bytes, or characters. As in the reference, fallback
   bytes do not end a stretch of unknown text: its symbol comes after them. */
static size_t load(const ssdc_tokenizer_tables *tables, const unsigned char *word, size_t bytes,
                   ssdc_symbol *symbols) {
  symbol_list list = {symbols, 0, 0};
  for (size_t at = 0, length; at < bytes; at += length) {
    length = tables->byte_level ? 1 : ssdc_utf8_length(word[at]);
    int32_t id = tables->byte_level ? tables->byte_ids[word[at]]
                                    : ssdc_find_token(tables, word + at, length);
    if (id >= 0) {
      append_pending(&list, tables);
      append(&list, id);
    } else if (!append_bytes(&list, tables, word + at, length) && tables->unknown >= 0) {
      if (!tables->fuse_unknown) append_pending(&list, tables);
      list.unknown_pending = 1;
    }
  }
  append_pending(&list, tables);
  return list.count;
}

/* Queues the merge of the symbol at `left` with the one after it, if the tables have one. Keys
   order merges by rank, then from left to right. */
static void propose(const ssdc_tokenizer_tables *tables, const ssdc_bpe_space *space,
                    size_t *queued, uint32_t left) {
  const ssdc_symbol *symbol = &space->symbols[left];
  uint32_t rank = ssdc_find_merge(tables, symbol->id, space->symbols[symbol->next].id);
  if (rank != SSDC_NO_MERGE) {
    ssdc_heap_push(space->queue, queued, (uint64_t)rank << 32 | left);
  }
}

/* Merges until no pair is left to merge. Each merge takes one key from the queue and adds at most
   two, so the queue never holds more than two keys for each symbol, and all takes n log n. */
static void merge(const ssdc_tokenizer_tables *tables, size_t count, const ssdc_bpe_space *space) {
  ssdc_symbol *symbols = space->symbols;
  size_t queued = 0;
  for (uint32_t at = 0; at < count; at++) {
    symbols[at].prev = at == 0 ? NONE : at - 1;
    symbols[at].next = at + 1 == count ? NONE : at + 1;
  }
  for (uint32_t at = 0; at + 1 < count; at++) propose(tables, space, &queued, at);

  while (queued > 0) {
    uint64_t key = ssdc_heap_pop(space->queue, &queued);
    uint32_t at = (uint32_t)key;
    ssdc_symbol *left = &symbols[at];
    if (left->id < 0 || left->next == NONE) continue;
    ssdc_symbol *right = &symbols[left->next];
    int32_t result = tables->merge_result[key >> 32];
    uint32_t rank = ssdc_find_merge(tables, left->id, right->id);
    if (rank == SSDC_NO_MERGE || tables->merge_result[rank] != result) continue; /* outdated */

    left->id = result;
    left->next = right->next;
    right->id = -1;
    if (left->next != NONE) symbols[left->next].prev = at;
    if (left->prev != NONE) propose(tables, space, &queued, left->prev);
    if (left->next != NONE) propose(tables, space, &queued, at);
  }
}

/* Moves the ids of the list to the front of the array. */
static size_t gather(ssdc_symbol *symbols, size_t count) {
  size_t kept = 0;
  for (size_t at = 0; at < count; at++) {
    if (symbols[at].id >= 0) symbols[kept++].id = symbols[at].id;
  }
  return kept;
}

size_t ssdc_bpe_encode(const ssdc_tokenizer_tables *tables, const unsigned char *word,
                       size_t bytes, const ssdc_bpe_space *space) {
  if (tables->ignore_merges) {
    int32_t id = ssdc_find_token(tables, word, bytes);
    if (id >= 0) {
      space->symbols[0].id = id;
      return 1;
    }
  }
  size_t count = load(tables, word, bytes, space->symbols);
  if (count < 2) return count;
  merge(tables, count, space);
  return gather(space->symbols, count);
}
