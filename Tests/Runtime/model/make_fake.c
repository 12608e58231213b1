/* Writes the weights file of the fake model and the description that goes with it, as the compiler
   does for a real one: make_fake WEIGHTS DESCRIPTION.c [CONTEXT] */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fake_model.h"
#include "sha256.h"

enum { PAYLOAD_OFFSET = 576 };

static uint64_t random_state = 7;

/* Uniform in [-1, 1), by the splitmix64 sequence. */
static float uniform(void) {
  uint64_t z = (random_state += UINT64_C(0x9e3779b97f4a7c15));
  z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
  return (float)((z ^ (z >> 31)) >> 40) / 8388608.0f - 1.0f;
}

static void print_hash(FILE *out, const char *member, const unsigned char hash[32]) {
  fprintf(out, "  .%s = {", member);
  for (int i = 0; i < 32; i++) fprintf(out, "%s%d", i == 0 ? "" : ",", hash[i]);
  fprintf(out, "},\n");
}

int main(int argc, char **argv) {
  if (argc != 3 && argc != 4) return 2;
  const int context = argc == 4 ? atoi(argv[3]) : 0;
  static unsigned char file[PAYLOAD_OFFSET + VALUES * sizeof(float)];
  float values[VALUES];
  for (int i = 0; i < VALUES; i++) values[i] = uniform();
  for (int i = DECAY; i < VALUES; i++) values[i] = 0.5f + 0.49f * values[i];

  unsigned char header_hash[32], payload_hash[32], model_hash[32], layout_hash[32];
  ssdc_sha256_of("fake model", 10, model_hash);
  ssdc_sha256_of("fake layout", 11, layout_hash);
  char hex[65];
  for (int i = 0; i < 32; i++) snprintf(hex + 2 * i, 3, "%02x", model_hash[i]);

  char *json = (char *)file + 8;
  int length = snprintf(
      json, PAYLOAD_OFFSET - 8,
      "{\"__metadata__\":{\"model_hash\":\"%s\"},"
      "\"embedding\":{\"dtype\":\"F32\",\"shape\":[%d,%d],\"data_offsets\":[0,%d]},"
      "\"head\":{\"dtype\":\"F32\",\"shape\":[%d,%d],\"data_offsets\":[%d,%d]},"
      "\"decay\":{\"dtype\":\"F32\",\"shape\":[%d],\"data_offsets\":[%d,%d]}}",
      hex, VOCABULARY, WIDTH, HEAD * 4, VOCABULARY, WIDTH, HEAD * 4, DECAY * 4, WIDTH, DECAY * 4,
      VALUES * 4);
  memset(json + length, ' ', (size_t)(PAYLOAD_OFFSET - 8 - length));
  for (int i = 0; i < 8; i++) file[i] = (unsigned char)((uint64_t)(PAYLOAD_OFFSET - 8) >> 8 * i);
  memcpy(file + PAYLOAD_OFFSET, values, sizeof values);
  ssdc_sha256_of(file, PAYLOAD_OFFSET, header_hash);
  ssdc_sha256_of(values, sizeof values, payload_hash);

  FILE *weights = fopen(argv[1], "wb");
  FILE *out = fopen(argv[2], "w");
  if (weights == NULL || out == NULL) return 4;
  fwrite(file, 1, sizeof file, weights);
  fprintf(out, "#include \"description.h\"\n\n");
  if (context > 0) {
    fprintf(out, "static const ssdc_growing_state growing[] = {{%d, 2, %d}, {%d, 1, 4}};\n\n",
            ROWS * 4, WIDTH * 4, positions_at(context) * 4);
  }
  fprintf(out, "static const int32_t ends[] = {0, 60};\n\nconst ssdc_description ssdc_model = {\n");
  const int state = state_floats(context) * 4;
  fprintf(out, "  .name = \"fake\",\n  .arena_bytes = %d,\n  .state_bytes = %d,\n",
          (state + 63) / 64 * 64 + BLOCK * WIDTH * 4 + 63, state);
  fprintf(out, "  .scratch_bytes = %d,\n  .weights_bytes = %d,\n  .payload_offset = %d,\n",
          BLOCK * WIDTH * 4, (int)sizeof file, PAYLOAD_OFFSET);
  fprintf(out, "  .vocabulary = %d,\n  .segment_tokens = %d,\n", VOCABULARY, BLOCK);
  fprintf(out, "  .context = %d,\n", context);
  if (context > 0) fprintf(out, "  .growing = growing,\n  .growing_count = 2,\n");
  print_hash(out, "header_hash", header_hash);
  print_hash(out, "payload_hash", payload_hash);
  print_hash(out, "model_hash", model_hash);
  print_hash(out, "layout_hash", layout_hash);
  fprintf(out, "  .bos = -1,\n  .eos = ends,\n  .eos_count = 2,\n");
  fprintf(out, "  .info_json = \"{\\\"family\\\":\\\"fake\\\",\\\"width\\\":%d}\",\n};\n", WIDTH);
  return fclose(weights) != 0 || fclose(out) != 0 ? 4 : 0;
}
