/* Times llama.cpp through its public API: prefill of N tokens with logits of the last, then decode.
   Usage: driver MODEL.gguf THREADS PREFILL DECODE [LOGITS.f32]
   Prints `prefill TOKENS/S decode TOKENS/S`; the last file gets the logits after the prefill. */
#include <llama.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void quiet(enum ggml_log_level level, const char *text, void *user) {
  (void)user;
  if (level >= GGML_LOG_LEVEL_ERROR) fputs(text, stderr);
}

int main(int argc, char **argv) {
  if (argc < 5) return 2;
  const int threads = atoi(argv[2]), prefill = atoi(argv[3]), decode = atoi(argv[4]);
  llama_log_set(quiet, NULL);
  llama_backend_init();
  struct llama_model *model = llama_model_load_from_file(argv[1], llama_model_default_params());
  if (model == NULL) return 3;
  struct llama_context_params params = llama_context_default_params();
  params.n_ctx = (uint32_t)(prefill + decode + 8);
  params.n_batch = 2048;
  params.n_ubatch = 512;
  params.n_threads = params.n_threads_batch = threads;
  struct llama_context *context = llama_init_from_model(model, params);
  if (context == NULL) return 3;
  const int vocabulary = llama_vocab_n_tokens(llama_model_get_vocab(model));
  llama_token *ids = malloc(sizeof *ids * (size_t)prefill);
  for (int i = 0; i < prefill; i++) ids[i] = (llama_token)((7 + 13 * (int64_t)i) % vocabulary);

  double start = 0, end = 0;
  for (int round = 0; round < 2; round++) { /* the first round warms up */
    llama_memory_clear(llama_get_memory(context), true);
    start = now();
    for (int done = 0; done < prefill; done += 2048) {
      const int count = prefill - done < 2048 ? prefill - done : 2048;
      if (llama_decode(context, llama_batch_get_one(ids + done, count)) != 0) return 1;
    }
    llama_synchronize(context);
    end = now();
  }
  printf("prefill %.2f", prefill / (end - start));
  if (argc > 5) {
    FILE *file = fopen(argv[5], "wb");
    if (file == NULL) return 4;
    fwrite(llama_get_logits_ith(context, -1), sizeof(float), (size_t)vocabulary, file);
    fclose(file);
  }
  start = now();
  for (int i = 0; i < decode; i++) {
    llama_token id = ids[i % prefill];
    if (llama_decode(context, llama_batch_get_one(&id, 1)) != 0) return 1;
    llama_synchronize(context);
  }
  printf(" decode %.2f\n", decode / (now() - start));
  return 0;
}
