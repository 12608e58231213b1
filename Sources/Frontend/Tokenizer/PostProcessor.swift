import Diagnostics

extension TokenizerModel.Template {
  /// Reads the post-processor of a tokenizer with `tokenCount` ids: nothing, ByteLevel (which moves only offsets), one
  /// TemplateProcessing, or a sequence of these.
  init(_ node: TokenizerNode?, tokenCount: Int) throws {
    guard let node else { return }
    let members =
      try node.type() == "Sequence" ? node.member("processors").elements() : [node]
    var found = false
    for member in members {
      switch try member.type() {
      case "ByteLevel":
        continue
      case "TemplateProcessing" where !found:
        found = true
        try readTemplate(member, tokenCount: tokenCount)
      case let type:
        throw Diagnostic(
          .tokenizerPostProcessor,
          found && type == "TemplateProcessing"
            ? "more than one 'TemplateProcessing' is not supported"
            : "post-processor \(named(type)) is not supported",
          at: member.place)
      }
    }
  }

  /// Reads the template for a single text: special tokens and, once, sequence A.
  private mutating func readTemplate(_ node: TokenizerNode, tokenCount: Int) throws {
    let single = try node.member("single")
    var hasText = false
    for piece in try single.elements() {
      if let sequence = try piece.optional("Sequence") {
        guard !hasText, try sequence.member("id").string() == "A" else {
          throw Diagnostic(
            .tokenizerPostProcessor, "a template with more than sequence A is not supported",
            at: piece.place)
        }
        hasText = true
      } else {
        let name = try piece.member("SpecialToken").member("id")
        let ids = try Self.ids(of: name, in: node.member("special_tokens"), tokenCount: tokenCount)
        if hasText { after += ids } else { before += ids }
      }
    }
    if !hasText {
      throw Diagnostic(
        .tokenizerPostProcessor, "a template without sequence A is not supported", at: single.place)
    }
  }

  /// The ids that the template's special token `name` stands for.
  private static func ids(
    of name: TokenizerNode, in table: TokenizerNode, tokenCount: Int
  ) throws -> [Int32] {
    let key = try name.string()
    guard let entry = try table.optional(key) else {
      throw Diagnostic(
        .unknownTokenReference,
        "special token \(named(key)) is not among the template's special_tokens",
        at: name.place)
    }
    return try entry.member("ids").elements().map { element in
      let id = try element.id()
      guard id < tokenCount else {
        throw Diagnostic(
          .unknownTokenReference,
          "special token \(named(key)) has id \(id), but the tokenizer has \(tokenCount) ids",
          at: element.place)
      }
      return id
    }
  }
}
