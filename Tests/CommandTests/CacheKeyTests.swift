import ArgumentParser
import Foundation
import Testing

@testable import ssdc

/// The key by which `run` finds a program that was built before.
@Suite struct CacheKeyTests {
  /// Another value for every option, by the name of its member.
  private static let changes: [String: [String]] = [
    "_target": ["--target", "aarch64-linux-gnu"], "_cpu": ["--cpu", "znver3"],
    "_gemm": ["--gemm", "blas"], "_threads": ["--threads", "none"],
    "_quantize": ["--quantize", "bf16"], "_weights": ["--weights", "embed"],
    "_chunk": ["--chunk", "16"], "_tuning": ["--tuning", "record"],
    "_acceptOtherMachine": ["--accept-other-machine"], "_schedule": ["--schedule", "file"],
    "_config": ["--config", "other.json"], "_checkpoint": ["--checkpoint", "model"],
    "_tokenizer": ["--tokenizer", "folder"],
    "_context": ["--context", "7"], "_noStepLimit": ["--no-step-limit"],
    "_ignoreKey": ["--ignore-key", "extra"], "_allowNonfinite": ["--allow-nonfinite"],
    "_dumpIrAfter": ["--dump-ir-after", "all"], "_messageFormat": ["--message-format", "json"],
  ]

  private static func options(_ arguments: [String]) throws -> [String] {
    CacheKey.options(try CompileOptions.parse(arguments))
  }

  /// A new option is in the key by itself; here it must be given another value.
  @Test func everyOptionIsPartOfTheKeyUnlessItOnlyPrints() throws {
    let labels = Mirror(reflecting: try CompileOptions.parse([])).children.compactMap(\.label)
    #expect(Set(labels) == Set(Self.changes.keys))
    let usual = try Self.options([])
    for (label, arguments) in Self.changes {
      let prints = ["_dumpIrAfter", "_messageFormat"].contains(label)
      #expect(try (Self.options(arguments) == usual) == prints, "\(label)")
    }
  }

  @Test func valuesDoNotRunIntoEachOther() throws {
    let one = try Self.options(["--ignore-key", "a, b"])
    #expect(try Self.options(["--ignore-key", "a", "--ignore-key", "b"]) != one)
  }

  /// Programs by the options that once gave one another's, and a second run that builds nothing.
  @Test func programsOfOtherOptionsAreOthers() throws {
    try SSDCProcess.withFolder { folder in
      let model = "\(folder)/m.yaml"
      try """
      name: toy
      vocabulary: 20
      width: 8
      blocks:
        - mamba2: {heads: 2, head_dim: 4, state: 4, time_step_limit: [0.0, 0.01]}
        - attention: {heads: 2, head_dim: 4}
      weights: {random: {seed: 1, deviation: 0.5}}

      """.write(toFile: model, atomically: false, encoding: .utf8)
      let arguments = [[], ["--context", "33"], ["--no-step-limit"], ["--chunk", "8"]]
      func run(_ options: [String]) throws -> String {
        let outcome = try SSDCProcess.run(
          ["run", model] + options
            + ["--", "--ids", "1,2,3", "--greedy", "-n", "2", "--ignore-eos"],
          environment: ["XDG_CACHE_HOME": folder])
        #expect(outcome.code == 0, "\(outcome.errors)")
        return outcome.output
      }
      var first: [String] = []
      for options in arguments { first.append(try run(options)) }
      let cache = "\(folder)/ssdc"
      let names = try FileManager.default.contentsOfDirectory(atPath: cache)
      #expect(names.count == arguments.count)
      func dates() throws -> [Date?] {
        try names.map {
          try FileManager.default.attributesOfItem(atPath: "\(cache)/\($0)/bin/toy")[
            .modificationDate] as? Date
        }
      }
      let before = try dates()
      for (options, output) in zip(arguments, first) { #expect(try run(options) == output) }
      #expect(try dates() == before)
      #expect(try FileManager.default.contentsOfDirectory(atPath: cache).count == names.count)
    }
  }
}
