import Foundation
import Testing

extension EndToEnd {
  /// A model with mixtures of experts, from its text to its program.
  @Suite struct Mixtures {
    private let folder: Folder
    private var model: String { folder["mixture.ssd"] }

    /// Experts of several tiles of columns, the last one ragged.
    private static func text(_ route: String) -> String {
      """
      module mixture {
        param @table : f32[50, 70] = "table"
        param @norm : 2 x f32[70] = "norm.*"
        param @router : 2 x f32[12, 70] = "router.*"
        param @up : 2 x f32[12, 150, 70] = "up.*"
        param @gate : 2 x f32[12, 150, 70] = "gate.*"
        param @down : 2 x f32[12, 70, 150] = "down.*"
        func body(%0: i32[T]) {
          %1 = param @table : f32[50, 70]
          %2 = embed %0, %1 : f32[T, 70]
          %3 = repeat %2 {count = 2} : f32[T, 70] do (%4: f32[T, 70]) {
            %5 = param @norm : f32[70]
            %6 = rms_norm %4, %5 {epsilon = 1e-05, groups = 1} : f32[T, 70]
            %7 = param @router : f32[12, 70]
            %8 = linear %6, %7 : f32[T, 12]
            %9 = route %8 {\(route)} : f32[T, 12]
            %10 = param @up : f32[12, 150, 70]
            %11 = param @down : f32[12, 70, 150]
            %12 = param @gate : f32[12, 150, 70]
            %13 = experts %6, %9, %10, %11, %12 {activation = gelu} : f32[T, 70]
            %14 = add %4, %13 : f32[T, 70]
            yield %14
          }
          yield %3
        }
        func head(%0: f32[T, 70]) {
          %1 = param @table : f32[50, 70]
          %2 = linear %0, %1 : f32[T, 50]
          yield %2
        }
      }
      """
    }

    private static let routes = [
      "kind = softmax_of_chosen, chosen = 3",
      "kind = softmax_then_choose, normalized = false, chosen = 2",
      "kind = sigmoid, groups = 4, groups_kept = 2, normalized = true, scale = 2.5, chosen = 4",
    ]

    private static let ids = (0..<300).map { ($0 * $0 + 3 * $0) % 50 }

    init() throws {
      folder = try Folder()
      try folder.write(Self.text(Self.routes[0]), to: "mixture.ssd")
    }

    private func compare(_ emitted: Emitted, with other: Emitted) throws {
      let (left, right) = (try emitted.logits(Self.ids), try other.logits(Self.ids))
      #expect(try left.difference(from: right) <= 1e-5 * right.magnitude)
    }

    /// Every pass keeps its guarantee, and the program computes what the graph says.
    @Test(arguments: routes) func checks(route: String) throws {
      try folder.write(Self.text(route), to: "mixture.ssd")
      let table = try Program.ssdc.output(["check", model, "--tokens", "20"])
      #expect(table.contains("emitted logits"))
    }

    /// The same bits for any number of threads, also in calls of unlike lengths.
    @Test func threadsDoNotMatter() throws {
      var emitted = try Emitted(model)
      for split in [[300], [1, 50, 1, 248]] {
        let logits = try ["1", "2", "3", "8"].map { count in
          emitted.environment = ["OMP_NUM_THREADS": count]
          return try emitted.logits(Self.ids, split: split).elements
        }
        #expect(logits.dropFirst().allSatisfy { $0 == logits[0] })
      }
    }

    @Test(.enabled(if: Compiler.finds("cblas.h"), "needs OpenBLAS and its header"))
    func openBLAS() throws {
      try compare(Emitted(model, ["--gemm", "blas"]), with: Emitted(model))
    }

    /// No warning, also of the loops that stay unused; an error in this build.
    @Test(arguments: Compiler.installed)
    func withoutWarnings(_ compiler: Compiler) throws {
      let emitted = try Emitted(
        model, compiler.options,
        make: ["CC=\(compiler.program.path)", "CFLAGS=-O2 -march=native -Werror"])
      try compare(emitted, with: Emitted(model))
    }

    @Test(.enabled(if: Program.installed("gcc") != nil, "needs gcc"))
    func sanitizers() throws {
      let emitted = try Emitted(
        model, ["--threads", "none"],
        make: [
          "CC=gcc",
          "CFLAGS=-O1 -g1 -march=native -fsanitize=address,undefined -fno-sanitize-recover=all",
        ])
      try compare(emitted, with: Emitted(model))
    }

    @Test(
      .enabled(if: Compiler.withThreadSanitizer != nil, "needs a ThreadSanitizer for OpenMP"))
    func threadSanitizer() throws {
      let flags = Compiler.threadFlags.joined(separator: " ")
      var emitted = try Emitted(
        model, ["--threads", "always"], make: ["CC=clang", "CFLAGS=\(flags)"])
      emitted.environment = Compiler.sanitizerOptions.merging(["OMP_NUM_THREADS": "4"]) { $1 }
      try compare(emitted, with: Emitted(model))
      _ = try emitted.logits(Array(Self.ids.prefix(12)), split: [1, 9, 1, 1])
    }
  }
}
