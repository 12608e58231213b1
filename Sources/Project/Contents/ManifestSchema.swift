/// The JSON schema of manifest.json, itself part of every project.
enum ManifestSchema {
  /// Its path in the project.
  static let path = "manifest.schema.json"

  /// The schema, of the 2020-12 dialect.
  static var text: String {
    var members: [OrderedJSON.Member] = [
      .init("$schema", .text("https://json-schema.org/draft/2020-12/schema")),
      .init("title", .text("An emitted model")),
    ]
    members += object([
      .init("generator", .object([.init("const", .text("ssdc"))])),
      .init("format", .object([.init("const", .integer(1))])),
      .init("name", matching("^[a-z][a-z0-9_]{0,39}$")),
      .init("title", type("string")),
      .init(
        "options",
        .object(
          object(
            ["target", "gemm", "threads", "weights"].map { .init($0, type("string")) } + [
              .init("cpu", .object([.init("type", .list([.text("string"), .text("null")]))]))
            ]))),
      .init(
        "chunks",
        array(
          object([
            .init("function", type("string")), .init("tokens", type("integer")),
            .init("origin", type("string")),
          ]))),
      .init(
        "tuning",
        array(
          object([
            .init("problem", type("string")), .init("origin", type("string")),
            .init("same_bits", type("boolean")),
          ]))),
      .init("schedule", array([.init("type", .text("string"))])),
      .init(
        "memory",
        .object(
          object(
            [
              "weights_bytes", "arena_bytes", "state_bytes", "scratch_bytes", "vocabulary",
              "segment_tokens", "context",
            ].map { .init($0, type("integer")) }))),
      .init(
        "hashes",
        .object(
          object(
            ["model", "state_layout", "weights_header", "weights_payload"]
              .map { .init($0, matching("^[0-9a-f]{64}$")) }))),
      .init("functions", array([.init("type", .text("string"))])),
      .init("model", model),
      .init(
        "files",
        array(
          object([
            .init("path", type("string")), .init("bytes", type("integer")),
            .init("sha256", matching("^[0-9a-f]{64}$")),
          ]))),
    ])
    return OrderedJSON.object(members).indented() + "\n"
  }

  /// Facts of any kind; where the blocks are known, what they are made of.
  private static var model: OrderedJSON {
    let told = ["blocks", "mixer"]
    let mixer: [OrderedJSON.Member] = [
      .init("type", .text("object")),
      .init("properties", .object(told.map { .init($0, type("string")) })),
      .init("required", .list(told.map(OrderedJSON.text))),
    ]
    return .object([
      .init("type", .text("object")),
      .init("properties", .object([.init("mixers", array(mixer))])),
    ])
  }

  private static func type(_ name: String) -> OrderedJSON {
    .object([.init("type", .text(name))])
  }

  private static func matching(_ pattern: String) -> OrderedJSON {
    .object([.init("type", .text("string")), .init("pattern", .text(pattern))])
  }

  private static func array(_ items: [OrderedJSON.Member]) -> OrderedJSON {
    .object([.init("type", .text("array")), .init("items", .object(items))])
  }

  /// An object with exactly these members.
  private static func object(_ members: [OrderedJSON.Member]) -> [OrderedJSON.Member] {
    [
      .init("type", .text("object")), .init("properties", .object(members)),
      .init("required", .list(members.map { .text($0.key) })),
      .init("additionalProperties", .flag(false)),
    ]
  }
}
