/* The public interface of this model: C99, no allocation, no global mutable state.
 *
 *     void *arena = malloc(ssdc_arena_size());
 *     ssdc_t model;
 *     int code = ssdc_init(&model, arena, ssdc_arena_size(), weights, weights_size);
 *     if (code == SSDC_OK) code = ssdc_prefill(&model, ids, n, logits);
 *     while (code == SSDC_OK) code = ssdc_step(&model, choose(logits), logits);
 *
 * Contexts are independent: any number of them may share one weights buffer, and each may be used
 * from any thread, by one thread at a time. Functions that return `int` return SSDC_OK or one of
 * the codes of `enum ssdc_error`. On any code other than SSDC_OK the context is unchanged, except
 * that a context that ssdc_init failed to set up is unusable.
 */
#ifndef SSDC_H
#define SSDC_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a function can return. The values are stable; `ssdc_strerror` describes each. */
enum ssdc_error {
  SSDC_OK = 0,
  SSDC_ERROR_NULL = 1,                /* a required pointer is NULL */
  SSDC_ERROR_UNINITIALISED = 2,       /* the context was not set up by ssdc_init */
  SSDC_ERROR_ARENA_SIZE = 3,          /* the arena is smaller than ssdc_arena_size() */
  SSDC_ERROR_TOKEN = 4,               /* a token id is negative or beyond the vocabulary */
  SSDC_ERROR_COUNT = 5,               /* the number of tokens is beyond what memory can hold */
  SSDC_ERROR_BUFFER_SIZE = 6,         /* the buffer is smaller than the state to be saved */
  SSDC_ERROR_BYTE_ORDER = 7,          /* this machine is not little-endian */
  SSDC_ERROR_CONTEXT = 8,             /* the sequence would be longer than ssdc_context_size() */
  SSDC_ERROR_WEIGHTS_ALIGNMENT = 10,  /* the weights do not start at a multiple of 64 bytes */
  SSDC_ERROR_WEIGHTS_TRUNCATED = 11,  /* the weights end too early */
  SSDC_ERROR_WEIGHTS_FORMAT = 12,     /* the weights are not a safetensors file */
  SSDC_ERROR_WEIGHTS_MODEL = 13,      /* the weights are those of another model */
  SSDC_ERROR_WEIGHTS_LAYOUT = 14,     /* the weights are this model's, from another build */
  SSDC_ERROR_WEIGHTS_TRAILING = 15,   /* there are bytes after the last tensor */
  SSDC_ERROR_WEIGHTS_CORRUPT = 16,    /* the values are not those compiled in (ssdc_verify) */
  SSDC_ERROR_STATE_FORMAT = 20,       /* the buffer does not hold a saved state */
  SSDC_ERROR_STATE_VERSION = 21,      /* the state was saved in a version not known here */
  SSDC_ERROR_STATE_MODEL = 22,        /* the state is that of another model */
  SSDC_ERROR_STATE_LAYOUT = 23,       /* the state is this model's, from another build */
  SSDC_ERROR_STATE_TRUNCATED = 24,    /* the state ends too early */
  SSDC_ERROR_STATE_CORRUPT = 25       /* the state's checksum does not match */
};

/* The context of one sequence. The caller provides the memory and must not access the members. If
   it may be used before ssdc_init, fill it with zeros so that it is recognized as uninitialised. */
typedef struct ssdc_t {
  uint64_t magic;
  uint64_t position;
  const float *weights;
  float *state;
  float *scratch;
} ssdc_t;

/* Bytes of the arena that ssdc_init needs. Does not depend on the length of the sequence. */
size_t ssdc_arena_size(void);

/* Maximum bytes of a state saved by ssdc_state_save. */
size_t ssdc_state_size(void);

/* Bytes of the weights file. */
size_t ssdc_weights_size(void);

/* Number of token ids, and of logits of a position. */
size_t ssdc_vocabulary_size(void);

/* Maximum tokens of a sequence; 0 if there is no limit. If there is one, the arena and saved states
   are sized for it, and a call that would exceed it returns SSDC_ERROR_CONTEXT. */
size_t ssdc_context_size(void);

/* Sets up a context at position 0.
   arena         memory of at least ssdc_arena_size() bytes, of any alignment, that the context uses
                 until it is abandoned: there is nothing to free
   weights       the whole weights file in memory, starting at a multiple of 64 bytes (a memory map
                 does), unchanged for as long as the context is used
   Checks the header of the weights, not their values: see ssdc_verify. */
int ssdc_init(ssdc_t *m, void *arena, size_t arena_size, const void *weights, size_t weights_size);

/* Checks the header and the SHA-256 of all values of a weights file in memory: reads all of it.
   Needs no context and no alignment. */
int ssdc_verify(const void *weights, size_t size);

/* Advances by `n` tokens.
   ids           [n], all checked before anything changes; may be NULL when n is 0
   logits        [ssdc_vocabulary_size()], receives those of the last position; or NULL
   n may be any size within ssdc_context_size(), and a sequence may be split over any number of
   calls. With n = 0 nothing happens and `logits` is not written. */
int ssdc_prefill(ssdc_t *m, const int32_t *ids, size_t n, float *logits);

/* Like ssdc_prefill, with logits [n, ssdc_vocabulary_size()] for every position; NULL only when
   n is 0. */
int ssdc_prefill_all(ssdc_t *m, const int32_t *ids, size_t n, float *logits);

/* Advances by one token: like ssdc_prefill with n = 1, with code that is fastest for one token. */
int ssdc_step(ssdc_t *m, int32_t id, float *logits);

/* Number of tokens since the start of the sequence, including those before a loaded state.
   0 for a NULL or uninitialised context. */
uint64_t ssdc_position(const ssdc_t *m);

/* Bytes that ssdc_state_save would write now: ssdc_state_size(), or fewer if a state grows with
   the sequence. 0 for a NULL or uninitialised context. */
size_t ssdc_state_saved_size(const ssdc_t *m);

/* Writes the state into the first ssdc_state_saved_size(m) bytes of `buf`, of any alignment. The
   bytes can be loaded by the same model on any machine. */
int ssdc_state_save(const ssdc_t *m, void *buf, size_t size);

/* Continues from a saved state. Its format, model, layout, size and checksum are checked before the
   context changes; bytes of `buf` beyond the state are not read. A state that holds a NaN
   or an infinity is loaded as it was saved. */
int ssdc_state_load(ssdc_t *m, const void *buf, size_t size);

/* Resets to position 0. Does nothing to a NULL or uninitialised context. */
void ssdc_state_reset(ssdc_t *m);

/* A sentence in English for any code; never NULL. */
const char *ssdc_strerror(int code);

#ifdef __cplusplus
}
#endif

#endif
