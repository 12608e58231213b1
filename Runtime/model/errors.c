#include "ssdc.h"

const char *ssdc_strerror(int code) {
  switch (code) {
    case SSDC_OK: return "done";
    case SSDC_ERROR_NULL: return "a required pointer is NULL";
    case SSDC_ERROR_UNINITIALISED: return "the context has not been initialised";
    case SSDC_ERROR_ARENA_SIZE: return "the arena is too small";
    case SSDC_ERROR_TOKEN: return "a token id is outside the vocabulary";
    case SSDC_ERROR_COUNT: return "there are more tokens than memory can hold";
    case SSDC_ERROR_BUFFER_SIZE: return "the buffer is too small for a state";
    case SSDC_ERROR_BYTE_ORDER: return "only little-endian machines are supported";
    case SSDC_ERROR_CONTEXT: return "the sequence would be longer than the compiled context";
    case SSDC_ERROR_WEIGHTS_ALIGNMENT: return "the weights do not start at a multiple of 64 bytes";
    case SSDC_ERROR_WEIGHTS_TRUNCATED: return "the weights are truncated";
    case SSDC_ERROR_WEIGHTS_FORMAT: return "the weights are not a safetensors file";
    case SSDC_ERROR_WEIGHTS_MODEL: return "the weights belong to another model";
    case SSDC_ERROR_WEIGHTS_LAYOUT: return "the weights are from another build of this model";
    case SSDC_ERROR_WEIGHTS_TRAILING: return "the weights have bytes after the last tensor";
    case SSDC_ERROR_WEIGHTS_CORRUPT: return "the weights do not match their checksum";
    case SSDC_ERROR_STATE_FORMAT: return "this is not a saved state";
    case SSDC_ERROR_STATE_VERSION: return "the state has an unknown format version";
    case SSDC_ERROR_STATE_MODEL: return "the state belongs to another model";
    case SSDC_ERROR_STATE_LAYOUT: return "the state is from another build of this model";
    case SSDC_ERROR_STATE_TRUNCATED: return "the state is truncated";
    case SSDC_ERROR_STATE_CORRUPT: return "the state does not match its checksum";
    default: return "unknown error code";
  }
}
