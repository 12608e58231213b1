import CodegenC

/// The project's README.md.
enum Readme {
  static func text(_ input: ProjectInput, _ weights: WeightsFile) -> String {
    let name = input.name.text
    let start =
      input.tokenizer == nil
      ? "--ids 1,2,3" : "--prompt \"Once upon a time\""
    return """
      # \(escaped(input.title))

      A sequence model compiled to C99: the library `\(name)` and a program of the same name. Building it needs only a C
      compiler\(input.options.code.products == .blas ? ", OpenBLAS" : "") and `make` or CMake.

      ## Build and run

          make
          bin/\(name) generate \(start)
          bin/\(name) info

      or `cmake -B build && cmake --build build`. The flags in the Makefile are for the target
      `\(input.options.target.machine.rawValue)`; `make CC=clang CFLAGS=-O2` builds for any machine.

      ## Memory

      | what | bytes |
      |---|---|
      | weights, \(input.options.weights == .mmap ? "mapped from their file" : "part of the program") | \(weights.bytes) |
      | arena of one sequence | \(input.arenaBytes) |
      | state, part of the arena | \(input.stateBytes) |
      | a saved state | \(input.savedStateBytes) |

      \(input.context.map { "Sequences can have up to \($0) tokens. " } ?? "")Memory use does not grow with the sequence length, and nothing is allocated after startup.
      \(facts(input))
      ## Use from C

      ```c
      #include <stdlib.h>

      #include "\(name).h"

      /* Returns the most probable token after `ids`, or -1 on error. `weights` holds the bytes of
         \(weights.bytes > 0 ? "weights/\(name).safetensors" : "the weights"), starting at a multiple of 64 bytes. */
      int32_t next_token(const void *weights, size_t size, const int32_t *ids, size_t n) {
        void *arena = malloc(\(name)_arena_size());
        float *logits = malloc(\(name)_vocabulary_size() * sizeof *logits);
        int32_t best = -1;
        \(name)_t model;
        if (arena != NULL && logits != NULL && n > 0 &&
            \(name)_init(&model, arena, \(name)_arena_size(), weights, size) == \(input.name.macroPrefix)OK &&
            \(name)_prefill(&model, ids, n, logits) == \(input.name.macroPrefix)OK) {
          best = 0;
          for (size_t i = 1; i < \(name)_vocabulary_size(); i++) {
            if (logits[i] > logits[best]) best = (int32_t)i;
          }
        }
        free(logits);
        free(arena);
        return best;
      }
      ```

      `include/\(name).h` documents each function's arguments and return value. Compile with `-Iinclude` and link with
      `lib/lib\(name).a\(input.options.code.products == .blas ? " -lopenblas" : "") -lm\(input.options.code.threads == .openmp ? " -fopenmp" : "")`, or use `make install` and `pkg-config \(name)`.

      """
  }

  private static func facts(_ input: ProjectInput) -> String {
    let chunks = input.chunks.map { choice in
      let size = choice.tokens == 1 ? "token by token" : "chunks of \(choice.tokens) tokens"
      return "| scan of \(escaped(choice.function)) | \(size) (\(escaped(choice.origin))) |"
    }
    let rows =
      input.facts.flatMap { fact in
        lines(fact.value).map { "| \(escaped(fact.key)) | \(escaped($0)) |" }
      } + chunks
    guard !rows.isEmpty else { return "" }
    return "\n## Model\n\n| what | value |\n|---|---|\n" + rows.joined(separator: "\n") + "\n"
  }

  /// A value in words: a line for each object of a list, one for anything else.
  private static func lines(_ value: OrderedJSON) -> [String] {
    guard case .list(let elements) = value else { return [plain(value)] }
    let lines = elements.map(plain)
    return elements.contains(where: \.isNested) ? lines : [lines.joined(separator: ", ")]
  }

  private static func plain(_ value: OrderedJSON) -> String {
    switch value {
    case .text(let text): text
    case .object(let members):
      members.map { "\($0.key) \(plain($0.value))" }.joined(separator: ", ")
    case .null: "none"
    case .flag, .integer, .number, .list: value.compact
    }
  }

  /// `text` as words of a paragraph or table: no markup, one line.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in CComment(text).text.unicodeScalars {
      let isWord = scalar.properties.isAlphabetic || scalar.properties.numericType != nil
      let isPlain = isWord || " .,-_".unicodeScalars.contains(scalar)
      if scalar.isASCII && !isPlain { result += "\\" }
      result.unicodeScalars.append(scalar)
    }
    return result
  }
}
