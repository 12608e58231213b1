import Foundation
import Frontend
import Testing

extension EndToEnd {
  /// Logits, continuations and states of programs against an independent float64 reference.
  @Suite(.serialized) struct Goldens {
    @Test(arguments: ReferenceCase.all)
    func everything(_ name: String) throws {
      try check(name).all()
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

    /// Steps without limits, which cached decoding of the reference implementations has.
    @Test(arguments: ReferenceCase.limited)
    func unlimitedSteps(_ name: String) throws {
      let check = try check(name, ["--no-step-limit"])
      let unlimited = try TensorFile("\(ReferenceCase(name: name).folder)/golden_alt.safetensors")
      for length in [1, 7, 33] {
        let expected = try unlimited.matrix("noclamp.p\(length).logits")
        let logits = try check.emitted.logits(check.golden.ids(length))
        #expect(try logits.difference(from: expected) <= check.golden.bound)
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
  static let all = folders.filter { name in
    Places.exists("\(Places.models)/\(name)/config.json") && !name.hasPrefix("mqar-")
  }

  /// Those of the Mamba-2 family, whose scans are all in chunks.
  static let mamba2 = all.filter { $0.hasPrefix("mamba2-") || $0.hasPrefix("codestral") }

  /// Those of families that have other mixers, too.
  static let hybrids = all.filter {
    !mamba2.contains($0) && Places.exists("\(Places.models)/\($0)/config.legacy.json")
  }

  /// Those whose steps have limits that bind.
  static let limited = all.filter {
    Places.exists("\(Places.models)/\($0)/golden_alt.safetensors")
  }

  private static let folders =
    ((try? FileManager.default.contentsOfDirectory(atPath: Places.models)) ?? []).sorted()

  /// The path of what the model computes; other layouts of the same model name it in a file.
  func golden() throws -> String {
    let alias = "\(folder)/SAME_AS.json"
    guard Places.exists(alias) else { return "\(folder)/golden.safetensors" }
    let json = try JSONReader.read(FileReader(alias).readAll(limit: 1 << 16), file: alias)
    return "\(folder)/\(try #require(json["golden"]?.string))"
  }
}
