/// The project's manifest.json, by which programs, and this compiler, know what a folder is.
enum Manifest {
  /// Its path in the project.
  static let path = "manifest.json"
  /// How every manifest starts; the folder of a file that starts so may be replaced.
  static let marker = "{\n  \"generator\": \"ssdc\",\n"

  static func text(
    _ input: ProjectInput, _ weights: WeightsFile, _ files: [EmittedFile]
  ) -> String {
    let value = OrderedJSON.object([
      .init("generator", .text("ssdc")),
      .init("format", .integer(1)),
      .init("name", .text(input.name.text)),
      .init("title", .text(input.title)),
      .init("options", .object(input.optionMembers)),
      .init("chunks", input.chunkList),
      .init("tuning", .list(input.tuning)),
      .init("schedule", .list(input.schedule.map(OrderedJSON.text))),
      .init("memory", memory(input, weights)),
      .init("hashes", hashes(input, weights)),
      .init("functions", .list(input.module.functions.map { .text($0.name) })),
      .init("model", .object(input.facts)),
      .init("files", list(files)),
    ])
    return value.indented() + "\n"
  }

  private static func memory(_ input: ProjectInput, _ weights: WeightsFile) -> OrderedJSON {
    .object([
      .init("weights_bytes", .integer(weights.bytes)),
      .init("arena_bytes", .integer(input.arenaBytes)),
      .init("state_bytes", .integer(input.savedStateBytes)),
      .init("scratch_bytes", .integer(input.scratchBytes)),
      .init("vocabulary", .integer(input.vocabulary)),
      .init("segment_tokens", .integer(input.segmentTokens)),
      .init("context", .integer(input.context ?? 0)),
    ])
  }

  private static func hashes(_ input: ProjectInput, _ weights: WeightsFile) -> OrderedJSON {
    .object([
      .init("model", .text(input.modelHash.hexadecimal)),
      .init("state_layout", .text(input.layoutHash.hexadecimal)),
      .init("weights_header", .text(weights.headerHash.hexadecimal)),
      .init("weights_payload", .text(weights.payloadHash.hexadecimal)),
    ])
  }

  private static func list(_ files: [EmittedFile]) -> OrderedJSON {
    .list(
      files.map {
        .object([
          .init("path", .text($0.path)), .init("bytes", .integer($0.bytes.count)),
          .init("sha256", .text(SHA256.digest($0.bytes).hexadecimal)),
        ])
      })
  }
}
