import CodegenC

/// The C file with what `Runtime/model/description.h` asks of a model.
enum DescriptionFile {
  /// The most bytes in a string literal that every C99 compiler takes.
  private static let literalLimit = 4000

  /// The text of the file, with the model's prefix.
  static func text(_ input: ProjectInput, _ weights: WeightsFile) -> String {
    let prefix = input.name.prefix
    let info = OrderedJSON.object(
      [.init("title", .text(input.title))] + input.facts
        + [
          .init("chunks", input.chunkList),
          .init("tuning", .list(input.tuning)),
          .init("schedule", .list(input.schedule.map(OrderedJSON.text))),
          .init("options", .object(input.optionMembers)),
        ])
    let (declared, reference) = string(ascii(info.compact), named: "info")
    let members: [CMember] = [
      CMember("name", .string(input.name.text)),
      CMember("arena_bytes", .value(.integer(input.arenaBytes))),
      CMember("state_bytes", .value(.integer(input.stateBytes))),
      CMember("scratch_bytes", .value(.integer(input.scratchBytes))),
      CMember("weights_bytes", .value(.integer(weights.bytes))),
      CMember("payload_offset", .value(.integer(weights.payloadOffset))),
      CMember("vocabulary", .value(.integer(input.vocabulary))),
      CMember("segment_tokens", .value(.integer(input.segmentTokens))),
      CMember("context", .value(.integer(input.context ?? 0))),
      CMember("growing", .value(input.growing.isEmpty ? .integer(0) : .name("growing"))),
      CMember("growing_count", .value(.integer(input.growing.count))),
      CMember("header_hash", bytes(weights.headerHash.bytes)),
      CMember("payload_hash", bytes(weights.payloadHash.bytes)),
      CMember("model_hash", bytes(input.modelHash.bytes)),
      CMember("layout_hash", bytes(input.layoutHash.bytes)),
      CMember("bos", .value(.integer(input.bos ?? -1))),
      CMember("eos", input.endTokens.isEmpty ? .value(.integer(0)) : .value(.name("ends"))),
      CMember("eos_count", .value(.integer(input.endTokens.count))),
      CMember("info_json", reference),
    ]
    let model = CVariable(
      .const(.named("\(prefix)description")), "\(prefix)model", .members(members))
    return CPrinter.text(
      [.include("description.h", isSystem: false), .blank] + ends(input) + growing(input)
        + declared
        + [.variable(model)])
  }

  /// The array of the tokens that end a text, if there are any.
  private static func ends(_ input: ProjectInput) -> [CDeclaration] {
    if input.endTokens.isEmpty { return [] }
    let ids = CInitializer.list(input.endTokens.map { .value(.integer($0)) })
    let array = CVariable(.array(.const(.token), count: nil), "ends", ids, isStatic: true)
    return [.variable(array), .blank]
  }

  /// The array of the states that grow with the sequence, in bytes, if there are any.
  private static func growing(_ input: ProjectInput) -> [CDeclaration] {
    if input.growing.isEmpty { return [] }
    let rows = input.growing.map { state in
      CInitializer.list(
        [4 * state.offset, state.blocks, 4 * state.rowElements].map { .value(.integer($0)) })
    }
    let type = CType.const(.named("\(input.name.prefix)growing_state"))
    let array = CVariable(.array(type, count: nil), "growing", .list(rows), isStatic: true)
    return [.variable(array), .blank]
  }

  /// A string as an initializer, with what must be declared before it: long ones are arrays of characters.
  private static func string(
    _ text: String, named name: String
  ) -> (declared: [CDeclaration], reference: CInitializer) {
    if text.utf8.count <= literalLimit { return ([], .string(text)) }
    let characters = Array(text.utf8) + [0]
    let array = CVariable(
      .array(.const(.named("char")), count: nil), name, bytes(characters), isStatic: true)
    return ([.variable(array), .blank], .value(.name(name)))
  }

  /// JSON with its own escapes for all that is not ASCII: a `char` need not hold more.
  private static func ascii(_ json: String) -> String {
    json.unicodeScalars.map { scalar in
      if scalar.isASCII { return String(scalar) }
      return String(scalar).utf16.map { unit in
        let digits = String(unit, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }.joined()
    }.joined()
  }

  private static func bytes(_ bytes: [UInt8]) -> CInitializer {
    .list(bytes.map { .value(.integer(Int($0))) })
  }
}
