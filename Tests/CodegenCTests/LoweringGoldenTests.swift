import Diagnostics
import IR
import Testing

@testable import CodegenC
@testable import Project

@Suite struct LoweringGoldenTests {
  private func text(
    _ function: LoopFunction, _ buffers: [Buffer] = [], _ options: CodeOptions = CodeOptions()
  ) throws -> String {
    let module = LoopModule(name: "m", buffers: buffers, functions: [function])
    return try EntryFile(function, of: module, prefix: "m_", options: options).text
  }

  @Test func anEntryPointReadsWell() throws {
    #expect(
      try text(Toy.prefill, Toy.module.buffers) == """
        /* The entry point 'prefill'; entry.h declares it. n is 1 to 8.
           Advances the sums by n tokens.

           Schedule: one team of threads for the whole call. Brackets say which loops they divide among
           them, or that one thread does the part; behind each loop they wait for each other, awake for a
           moment and then asleep (team.h).
             - sums: halved, plus the token's row [c]

           Memory: behind each buffer stands its shape, in floats. 512 bytes of scratch for all entry
           points together: buffers that are never needed at the same time share places. */
        #include <stddef.h>
        #include <stdint.h>

        #include "entry.h"
        #include "team.h"
        #include "vecmath.h"

        #if defined(__GNUC__) && !defined(_OPENMP)
        #pragma GCC diagnostic ignored "-Wunknown-pragmas"
        #endif

        static inline float smaller(float a, float b) {
          return a < b ? a : b;
        }

        void m_entry_prefill(const float *restrict weights, float *restrict state, float *restrict scratch,
            const int32_t *restrict ids, ptrdiff_t n, ptrdiff_t past) {
          (void)past;
          const float *const table = weights; /* [20, 16] */
          float *const sums = state; /* [16] */
          float *const hidden = scratch; /* [8, 16] */
          m_team team = {0};

          #pragma omp parallel
          {
            /* sums: halved, plus the token's row */
            for (ptrdiff_t t = 0; t < n; t++) {
              const ptrdiff_t id = ids[t];
              #pragma omp for schedule(static) nowait
              for (ptrdiff_t c = 0; c < 16; c++) {
                const float updated = 0.5f * sums[c] + table[id * 16 + c];
                sums[c] = updated;
                hidden[t * 16 + c] = m_silu(smaller(updated, 4.0f));
              }
              m_team_wait(&team);
            }
          }
        }

        """)
  }

  @Test func oneThreadNeedsNoTeamAndUnusedParametersAreNamed() throws {
    let x = Access("x", ["t", "c"])
    let function = LoopFunction(
      name: "scale", sizes: [SizeParameter("n", 1, 8)],
      arguments: [Buffer("x", .f32, [8, 3], .argument), Buffer("spare", .f32, [1], .argument)],
      body: [
        .team([
          .loop(
            Loop(
              "t", to: ["n", 6], kind: .parallel,
              [
                .define("unused", .load(Access("x", ["t", 0]))),
                .loop(Loop("c", to: [3], kind: .unrolled, [.accumulate(x, .constant(1))])),
              ]))
        ])
      ])
    #expect(
      try text(function, [], CodeOptions(threads: .none)) == """
        /* The entry point 'scale'; entry.h declares it. n is 1 to 8.

           Schedule: the calling thread does it all.

           Memory: behind each buffer stands its shape, in floats. */
        #include <stddef.h>
        #include <stdint.h>

        #include "entry.h"

        static inline ptrdiff_t least(ptrdiff_t a, ptrdiff_t b) {
          return a < b ? a : b;
        }

        void m_entry_scale(const float *restrict weights, float *restrict state, float *restrict scratch,
            const float *restrict spare, ptrdiff_t n, float *restrict x) {
          (void)weights;
          (void)state;
          (void)scratch;
          (void)spare;

          for (ptrdiff_t t = 0; t < least(6, n); t++) {
            #pragma GCC unroll 3
            for (ptrdiff_t c = 0; c < 3; c++) {
              x[t * 3 + c] += 1.0f;
            }
          }
        }

        """)
  }

  @Test func kernelsGetPointersAndStrides() throws {
    let product = Call(
      .gemm, sizes: [["n"], [16, Affine(64) - "j"], [4]],
      views: [
        View("a", [2, "j"], axes: [1, 0]), View("b", [0, "j"], axes: [0, 1]),
        View("c", ["i" + 3, "j"], axes: [0, 1]),
      ], accumulates: true)
    let function = LoopFunction(
      name: "f", sizes: [SizeParameter("n", 1, 8)],
      body: [.loop(Loop("i", to: [2], [.loop(Loop("j", to: [64], by: 16, [.call(product)]))]))])
    let buffers = [
      Buffer("a", .f32, [4, 64], .parameter(offset: 0)),
      Buffer("b", .f32, [8, 64], .state(offset: 256)),
      Buffer("c", .f32, [16, 64], .scratch(offset: 128)),
    ]
    let code = try text(function, buffers, CodeOptions(products: .blas))
    #expect(code.contains("m_blas_single_thread();"))
    #expect(
      code.contains(
        """
              m_gemm(n, least(16, 64 - j), 4, &a[j + 128], 1, 64, &b[j], 64, &c[(i + 3) * 64 + j], 64, 1);
        """))
  }

  @Test func whatHasNoSpellingIsRefused() {
    func refused(_ body: [Statement], _ buffers: [Buffer], _ words: String) {
      #expect {
        try text(LoopFunction(name: "f", body: body), buffers)
      } throws: { error in
        let diagnostic = error as? Diagnostic
        return diagnostic?.id == .notExpressible && diagnostic?.message.contains(words) == true
      }
    }
    let planned = [
      Buffer("a", .f32, [4, 64], .scratch(offset: 0)),
      Buffer("w", .f32, [32, 4], .parameter(offset: 0), packing: .panels(of: 16)),
    ]
    func product(_ kernel: Kernel, _ views: [View], depth: Affine = 4) -> Statement {
      .call(Call(kernel, sizes: [[4], [4], [depth]], views: views))
    }
    let (rows, columns) = (View("a", [0, 0], axes: [0, 1]), View("a", [0, 0], axes: [1, 0]))
    let panels = View("w", [0, 0], axes: [0, 1])
    refused([product(.gemm, [rows, columns, rows])], planned, "side by side")
    refused([product(.gemm, [rows, rows, columns])], planned, "side by side")
    refused(
      [product(.linearPanel, [rows, panels, rows], depth: 3)], planned, "packed in panels(16)")
    refused(
      [product(.linearPanel, [rows, View("w", [0, 0], axes: [1, 0]), rows])], planned,
      "packed in panels(16)")
    refused(
      [.store(Access("a", [0, 0]), .constant(0))],
      [Buffer("a", .f32, [4, 64], .scratch(offset: nil))],
      "no place in memory")
    refused([.store(Access("b", [0]), .constant(0))], planned, "not declared")
    refused([.store(Access("a", [0]), .constant(0))], planned, "dimensions")
    refused([.store(Access("a", [0, "z"]), .constant(0))], planned, "symbol 'z'")
    refused([.store(Access("a", [0, 0]), .scalar("s"))], planned, "scalar 's'")
    refused([.store(Access("a", [0, 0]), .constant(.nan))], planned, "not a number")
    refused([.loop(Loop("i", to: ["n"], kind: .unrolled, []))], planned, "to be unrolled")
  }
}
