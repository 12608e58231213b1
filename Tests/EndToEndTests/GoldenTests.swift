import Foundation
import Frontend
import Testing

extension EndToEnd {
  /// Logits, continuations and states of programs against an independent float64 reference.
  @Suite struct Goldens {
    @Test(arguments: ReferenceCase.all)
    func everything(_ name: String) throws {
      try check(name).all()
    }

    /// One of each kind, for `scripts/test quick`.
    @Test(arguments: ["mamba2-g1-p16-n16", "mamba1-tied", "bamba-a"])
    func fewLengths(_ name: String) throws {
      let check = try check(name)
      try check.logits([7, 33], within: check.golden.bound)
    }

    @Test(arguments: ReferenceCase.mamba2, ["1", "16", "64", "100", "256"])
    func chunks(_ name: String, _ chunk: String) throws {
      let check = try check(name, ["--chunk", chunk])
      try check.logits(Golden.lengths, within: check.golden.bound)
    }

    /// The configurations of an older version of transformers, which says the same in other keys.
    @Test(arguments: ReferenceCase.hybrids)
    func legacy(_ name: String) throws {
      let check = try check(name, ["--config", "config.legacy.json"])
      try check.logits([33], within: check.golden.bound)
    }

    /// A model that is added is tested, and one that vanishes is missed.
    @Test func allModelsAreListed() throws {
      let folders = try FileManager.default.contentsOfDirectory(atPath: Places.models).filter {
        Places.exists("\(Places.models)/\($0)/config.json") && !$0.hasPrefix("mqar-")
      }
      #expect(folders.sorted() == ReferenceCase.all.sorted())
      for name in ReferenceCase.all {
        let hasAlternative = Places.exists("\(Places.models)/\(name)/golden_alt.safetensors")
        #expect(hasAlternative == ReferenceCase.limited.contains(name), "\(name)")
      }
    }

    /// Steps without limits, which cached decoding of the reference implementations has.
    @Test(arguments: ReferenceCase.limited)
    func unlimitedSteps(_ name: String) throws {
      let check = try check(name, ["--no-step-limit"])
      let unlimited = try TensorFile("\(ReferenceCase(name: name).folder)/golden_alt.safetensors")
      for length in [1, 7, 33] {
        let expected = try unlimited.matrix("noclamp.p\(length).logits")
        let logits = try check.emitted.logits(check.golden.ids(length))
        #expect(try logits.difference(from: expected) <= check.golden.bound)
        guard length == 33 else { continue }
        let limited = try check.golden.tensors.matrix("p33.logits")
        #expect(try logits.difference(from: limited) > 20 * check.golden.bound)
      }
      let last = try check.emitted.logits(check.golden.ids(200)).rows([199])
      let expected = try unlimited.matrix("noclamp.p200.logits_last")
      #expect(try last.difference(from: expected) <= check.golden.bound)
    }

    private func check(_ name: String, _ options: [String] = []) throws -> GoldenCheck {
      let reference = ReferenceCase(name: name)
      return try GoldenCheck(
        model: reference.folder, golden: reference.golden(), options)
    }
  }
}

/// A model among those for tests.
struct ReferenceCase {
  let name: String

  var folder: String { "\(Places.models)/\(name)" }

  /// The names of all whose logits are known.
  static let all = mamba2 + hybrids + ["mamba1-tied--original"]

  /// Those of the Mamba-2 family, whose scans are all in chunks.
  static let mamba2 = [
    "codestral-like-g8", "mamba2-bf16", "mamba2-fp16", "mamba2-g1-p16-n16",
    "mamba2-g1-p64-n128-tied", "mamba2-g1-p64-n128-tied--original",
    "mamba2-g1-p64-n128-tied--sharded", "mamba2-g2-p16-n64-bias-tied-q48",
    "mamba2-g4-p16-n16-dtlimit-noconvbias-eps",
  ]

  /// Those of families that have other mixers, too.
  static let hybrids = [
    "bamba-a", "falcon-h1-a", "falcon-mamba-a", "gpt-neox-a", "granite4-dense-rope",
    "granite4-moe-nope", "jamba-a", "llama-gqa", "mamba1-bias-untied-n8", "mamba1-tied",
    "nemotron-h-dense", "nemotron-h-moe", "qwen2-a", "qwen3-a", "zamba2-a",
  ]

  /// Those whose steps have limits that bind.
  static let limited = [
    "mamba2-g4-p16-n16-dtlimit-noconvbias-eps", "nemotron-h-dense", "nemotron-h-moe", "zamba2-a",
  ]

  /// The path of what the model computes; other layouts of the same model name it in a file.
  func golden() throws -> String {
    let alias = "\(folder)/SAME_AS.json"
    guard Places.exists(alias) else { return "\(folder)/golden.safetensors" }
    let json = try JSONReader.read(FileReader(alias).readAll(limit: 1 << 16), file: alias)
    return "\(folder)/\(try #require(json["golden"]?.string))"
  }
}
