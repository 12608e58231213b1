import Foundation
import Testing

/// `ssdc cache`, on a cache of its own.
@Suite struct CacheTests {
  private func cache(_ arguments: [String], _ folder: String) throws -> [String: Any] {
    let outcome = try SSDCProcess.run(
      ["cache", "--json"] + arguments, environment: ["XDG_CACHE_HOME": folder])
    #expect(outcome.code == 0, "\(outcome.errors)")
    let value = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
    return try #require(value as? [String: Any])
  }

  @Test func clearsProgramsAndLeftoversAndNothingElse() throws {
    try SSDCProcess.withFolder { folder in
      #expect(try cache([], folder)["programs"] as? Int == 0)
      for name in ["a", "b"] {
        let outcome = try SSDCProcess.run([
          "compile", "examples/descriptions/tiny-random.yaml", "--emit", "source", "-o",
          "\(folder)/ssdc/\(name)",
        ])
        #expect(outcome.code == 0)
      }
      for name in ["a.partial-0123ABCD-0123-4567-89AB-0123456789AB", "notes"] {
        try FileManager.default.createDirectory(
          atPath: "\(folder)/ssdc/\(name)", withIntermediateDirectories: false)
      }
      let full = try cache([], folder)
      #expect(full["folder"] as? String == "\(folder)/ssdc")
      #expect(full["programs"] as? Int == 2)
      #expect((full["bytes"] as? Int ?? 0) > 200_000)
      let cleared = try cache(["--clear"], folder)
      #expect(cleared["programs"] as? Int == 0)
      #expect(cleared["bytes"] as? Int == 0)
      #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder)/ssdc") == ["notes"])
    }
  }
}
