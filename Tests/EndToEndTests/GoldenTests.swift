import Foundation
import Frontend
import Testing

extension EndToEnd {
  /// Logits, continuations and states of programs against an independent float64 reference.
  @Suite(.serialized) struct Goldens {
    @Test(arguments: ["auto", "1", "16", "100", "256"])
    func smallModel(chunk: String) throws {
      try GoldenCheck(model: Places.model, golden: Places.modelGolden, chunk: chunk).all()
    }

    @Test(
      .enabled(if: Places.exists(Places.references), Places.referencesNote),
      arguments: ReferenceCase.all)
    func reference(_ reference: ReferenceCase) throws {
      try GoldenCheck(
        model: reference.folder, golden: reference.golden(), chunk: reference.chunk
      ).all()
    }
  }
}

/// A model of the Mamba-2 family among the reference models, and the chunk size to compile it with.
struct ReferenceCase: CustomTestStringConvertible, Sendable {
  let name: String
  let chunk: String

  var testDescription: String { "\(name), chunk \(chunk)" }
  var folder: String { "\(Places.references)/\(name)" }

  /// All of them with the chunk size that the compiler chooses, one with several.
  static let all: [ReferenceCase] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: Places.references)) ?? []
    let known = names.filter { $0.hasPrefix("mamba2-") || $0.hasPrefix("codestral") }.sorted()
    let chunked = known.filter { $0 == "mamba2-g2-p16-n64-bias-tied-q48" }
    return known.map { ReferenceCase(name: $0, chunk: "auto") }
      + chunked.flatMap { name in
        ["1", "16", "100", "256"].map { ReferenceCase(name: name, chunk: $0) }
      }
  }()

  /// The path of what the model computes; other layouts of the same model name it in a file.
  func golden() throws -> String {
    let alias = "\(folder)/SAME_AS.json"
    guard Places.exists(alias) else { return "\(folder)/golden.safetensors" }
    let json = try JSONReader.read(FileReader(alias).readAll(limit: 1 << 16), file: alias)
    return "\(folder)/\(try #require(json["golden"]?.string))"
  }
}
