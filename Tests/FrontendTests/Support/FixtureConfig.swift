import Foundation

@testable import Frontend

/// The configuration of a reference model, whose keys tests change.
struct FixtureConfig: Sendable, CustomStringConvertible {
  /// The file below the folder of reference models.
  let name: String

  var description: String { name }

  /// The configurations of all reference models.
  static let all = {
    let folders = (try? FileManager.default.contentsOfDirectory(atPath: Fixtures.references)) ?? []
    return folders.sorted().flatMap { folder in
      ["config.json", "config.legacy.json"].map { FixtureConfig(name: "\(folder)/\($0)") }
    }.filter { FileManager.default.fileExists(atPath: $0.path) }
  }()

  private var path: String { "\(Fixtures.references)/\(name)" }

  /// The members as the file has them.
  func object() throws -> JSONObject {
    let json = try JSONReader.read(
      FileReader(path).readAll(limit: 1 << 20), file: path,
      options: JSONOptions(allowNonFinite: true, maximumValues: 10_000))
    return json.object ?? JSONObject(members: [])
  }
}

extension ConfigReader {
  /// The configuration with the members `object`.
  init(_ object: JSONObject) { self.init(object: object, file: "config.json") }
}

extension JSONObject {
  /// The same with `key` set to `value`.
  func setting(_ key: String, _ value: JSONValue) -> JSONObject {
    var object = self
    object.members.removeAll { $0.key == key }
    object.members.append(Member(key: key, value: value, offset: 0))
    return object
  }

  /// The same with the members of `text` set, which is an object.
  func setting(_ text: String) throws -> JSONObject {
    let added = try JSONReader.read(Array(text.utf8), file: "added", options: JSONOptions()).object
    return (added?.members ?? []).reduce(self) { $0.setting($1.key, $1.value) }
  }
}
