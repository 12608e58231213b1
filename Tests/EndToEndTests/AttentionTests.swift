import Diagnostics
import Foundation
import Testing

extension EndToEnd {
  /// A Transformer in textual IR with a context of 300 tokens, down to its program.
  @Suite struct Attention {
    private static let model = "\(Places.models)/attention.ssd"
    private static let ids = (0..<300).map { $0 * 7 % 23 }

    /// Rounding of single precision, relative to the largest logit.
    private static let bound: Float = 1e-5

    private func expectSplitsAgree(_ emitted: Emitted) throws {
      let whole = try emitted.logits(Self.ids)
      for split in [[1, 1, 1, 130, 1, 60], [64, 64, 64], [255, 1, 44]] {
        let parts = try emitted.logits(Self.ids, split: split)
        #expect(try parts.difference(from: whole) <= Self.bound * whole.magnitude, "\(split)")
      }
      let state = emitted.around["state"]
      _ = try emitted.logits(Array(Self.ids[..<100]), to: state)
      let rest = try emitted.logits(Array(Self.ids[100...]), from: state)
      #expect(
        try rest.difference(from: whole.rows(100..<300)) <= Self.bound * whole.magnitude)
    }

    @Test func checkFindsNothing() throws {
      let output = try Program.ssdc.output(["check", Self.model, "--tokens", "150"])
      #expect(output.contains("emitted logits") && output.contains("state of layer 1"))
      let run = try Program.ssdc.run(["check", Self.model, "--tokens", "301"])
      #expect(run.status == ExitCode.usage.rawValue)
      #expect(run.errors.contains("expected at most 300"))
    }

    /// Any split, also by way of saved states, gives the same logits, up to the last token of the context.
    @Test(arguments: [[], ["--threads", "none"]]) func splitsAgree(options: [String]) throws {
      try expectSplitsAgree(try Emitted(Self.model, options))
    }

    @Test(.enabled(if: Compiler.finds("cblas.h"), "needs OpenBLAS and its header"))
    func splitsAgreeWithBLAS() throws {
      try expectSplitsAgree(try Emitted(Self.model, ["--gemm", "blas"]))
    }

    @Test(.enabled(if: Program.installed("gcc") != nil, "needs gcc"))
    func sanitizers() throws {
      let flags = "-O1 -g1 -march=native -fsanitize=address,undefined -fno-sanitize-recover=all"
      try expectSplitsAgree(
        try Emitted(Self.model, ["--threads", "none"], make: ["CC=gcc", "CFLAGS=\(flags)"]))
    }

    @Test(
      .enabled(if: Compiler.withThreadSanitizer != nil, "needs a ThreadSanitizer for OpenMP"))
    func threadSanitizer() throws {
      let flags = Compiler.threadFlags.joined(separator: " ")
      var emitted = try Emitted(
        Self.model, ["--threads", "always"], make: ["CC=clang", "CFLAGS=\(flags)"])
      emitted.environment = Compiler.sanitizerOptions.merging(["OMP_NUM_THREADS": "4"]) { $1 }
      try expectSplitsAgree(emitted)
    }

    @Test(arguments: Compiler.installed) func withoutWarnings(_ compiler: Compiler) throws {
      _ = try Emitted(
        Self.model, compiler.options,
        make: ["CC=\(compiler.program.path)", "CFLAGS=-O2 -march=native -Werror"])
    }

    /// A sequence generated in two runs is that of one run, and its states are as long as their tokens.
    @Test func goesOnFromSavedStates() throws {
      let emitted = try Emitted(Self.model)
      let state = emitted.around["state"]
      for how in [["--greedy"], ["--seed", "3", "--temperature", "2"]] {
        let common = ["--ignore-eos"] + how
        let whole = try emitted.output(["generate", "--ids", "1,2", "-n", "40"] + common)
        let first = try emitted.output(
          ["generate", "--ids", "1,2", "-n", "20", "--state-out", state] + common)
        let short = try Data(contentsOf: URL(fileURLWithPath: state)).count
        let second = try emitted.output(
          ["generate", "--state-in", state, "-n", "20", "--state-out", state] + common)
        let parts = (first + " " + second).split(whereSeparator: \.isWhitespace)
        #expect(parts == whole.split(whereSeparator: \.isWhitespace), "\(how)")
        let long = try Data(contentsOf: URL(fileURLWithPath: state)).count
        #expect(short < long)
        let facts = try emitted.output(["info", "--json"])
        let bytes = try #require(Self.number(after: "\"state_bytes\":", in: facts))
        #expect(long < bytes)
      }
    }

    private static func number(after key: String, in text: String) -> Int? {
      guard let range = text.range(of: key) else { return nil }
      return Int(text[range.upperBound...].prefix(while: \.isNumber))
    }

    @Test func whatIsLongerThanTheContextIsRefused() throws {
      let emitted = try Emitted(Self.model)
      let ids = (Self.ids + [1]).map(String.init).joined(separator: ",")
      let output = emitted.around["refused.npy"]
      for arguments in [
        ["logits", "--ids", ids, "--out", output], ["generate", "--ids", ids, "-n", "1"],
        ["generate", "--ids", "1", "-n", "300", "--ignore-eos"],
        ["bench", "--prefill", "301", "--decode", "1", "--repeat", "1"],
      ] {
        let run = try emitted.run(arguments)
        #expect(run.status == ExitCode.badInput.rawValue, "\(arguments)")
        #expect(run.errors.contains("compiled context of 300"), "\(run.errors)")
        #expect(run.errors.contains("--context") && run.output.isEmpty, "\(run.errors)")
      }
      #expect(!Places.exists(output))
      #expect(try emitted.output(["info"]).contains("context       300 tokens"))
    }
  }
}
