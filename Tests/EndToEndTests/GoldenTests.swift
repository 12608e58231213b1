import Foundation
import Frontend
import Testing

extension EndToEnd {
  /// Logits, continuations and states of programs against an independent float64 reference.
  @Suite(.serialized) struct Goldens {
    @Test(arguments: ReferenceCase.names + ReferenceCase.mamba1Names)
    func everything(_ name: String) throws {
      try check(ReferenceCase(name: name, chunk: "auto")).all()
    }

    @Test(arguments: ReferenceCase.names, ["1", "16", "64", "100", "256"])
    func chunks(_ name: String, _ chunk: String) throws {
      let check = try check(ReferenceCase(name: name, chunk: chunk))
      try check.logits(Golden.lengths, within: check.golden.bound)
    }

    private func check(_ reference: ReferenceCase) throws -> GoldenCheck {
      try GoldenCheck(
        model: reference.folder, golden: reference.golden(), chunk: reference.chunk)
    }
  }
}

/// A model among those for tests, and the chunk size to compile it with.
struct ReferenceCase {
  let name: String
  let chunk: String

  var folder: String { "\(Places.models)/\(name)" }

  /// The names of those of the Mamba-2 family, whose scans are in chunks.
  static let names = folders.filter { $0.hasPrefix("mamba2-") || $0.hasPrefix("codestral") }

  /// The names of those of the Mamba-1 family.
  static let mamba1Names = folders.filter { $0.hasPrefix("mamba1-") }

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
