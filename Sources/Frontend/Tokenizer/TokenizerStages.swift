import Diagnostics

/// What the normalizer, the pre-tokenizer and the decoder of a tokenizer amount to.
///
/// Two styles are covered: byte level, and characters with U+2581 for spaces. The three stages must agree on one.
struct TokenizerStages {
  /// The smallest symbols.
  private(set) var alphabet: TokenizerModel.Alphabet
  /// What happens to text before it is merged.
  private(set) var text = TextRules()
  /// The spaces removed from the start of decoded text.
  private(set) var strippedSpaces: UInt32 = 0

  /// Reads the stages of `file`, whose model has `byte_fallback` as given.
  init(_ file: TokenizerNode, byteFallback: Bool) throws {
    alphabet = .characters(byteFallback: byteFallback)
    try readNormalizer(file.optional("normalizer"))
    try readPreTokenizer(file.optional("pre_tokenizer"), of: file)
    guard let decoder = try file.optional("decoder") else {
      throw Diagnostic(.tokenizerDecoder, "the tokenizer has no decoder", at: file.place)
    }
    switch alphabet {
    case .bytes:
      if byteFallback {
        throw Diagnostic(
          .tokenizerOption, "byte_fallback is not supported for byte-level tokenizers",
          at: file.place(of: "model.byte_fallback"))
      }
      guard text.marker == .none else {
        throw Diagnostic(
          .tokenizerPreTokenizer,
          "pre-tokenizer 'ByteLevel' after a normalizer that replaces spaces is not supported",
          at: file.place(of: "pre_tokenizer"))
      }
      try decoder.require("ByteLevel", or: .tokenizerDecoder)
    case .characters:
      try readMarkerDecoder(decoder, byteFallback: byteFallback)
    }
  }

  /// Nothing, NFC, or Prepend and Replace.
  private mutating func readNormalizer(_ node: TokenizerNode?) throws {
    guard let node else { return }
    for member in try node.flattened("normalizers") {
      switch try member.type() {
      case "NFC" where text == TextRules():
        text.usesNFC = true
      case "Prepend" where !text.usesNFC && text.normalizedPrefix == .never:
        try member.require("prepend", is: SpaceMarker.character, or: .tokenizerNormalizer)
        text.normalizedPrefix = .always
      case "Replace" where !text.usesNFC && text.marker == .none:
        try member.requireReplacement(of: " ", by: SpaceMarker.character, or: .tokenizerNormalizer)
        text.marker = .normalizer
      case let type:
        throw Diagnostic(
          .tokenizerNormalizer, "normalizer \(named(type)) is not supported here", at: member.place)
      }
    }
    if text.normalizedPrefix == .always, text.marker == .none {
      throw Diagnostic(
        .tokenizerNormalizer, "normalizer 'Prepend' is supported only together with 'Replace'",
        at: node.place)
    }
  }

  /// Nothing, Metaspace, ByteLevel, or Split and ByteLevel.
  private mutating func readPreTokenizer(_ node: TokenizerNode?, of file: TokenizerNode) throws {
    let members = try node?.flattened("pretokenizers") ?? []
    switch try members.map({ try $0.type() }) {
    case [] where text.marker == .normalizer:
      break
    case []:
      throw Diagnostic(
        .tokenizerPreTokenizer,
        "a tokenizer without a pre-tokenizer is supported only with a 'Replace' normalizer for spaces",
        at: file.place(of: "pre_tokenizer"))
    case ["Metaspace"] where text.marker == .none:
      try readMetaspace(members[0])
    case ["ByteLevel"]:
      alphabet = .bytes
      text.split = try members[0].flag("use_regex", absent: true) ? .gpt2 : .none
      if try members[0].member("add_prefix_space").bool() { text.wordPrefix = .unlessSpaced }
    case ["Split", "ByteLevel"]:
      alphabet = .bytes
      text.split = try members[0].coveredSplit()
      for option in ["use_regex", "add_prefix_space"]
      where try members[1].flag(option, absent: true) {
        throw Diagnostic(
          .tokenizerPreTokenizer, "\(option) of 'ByteLevel' after 'Split' is not supported",
          at: members[1].place(of: option))
      }
    case let types:
      throw Diagnostic(
        .tokenizerPreTokenizer, "pre-tokenizer \(list(types)) is not supported", at: node?.place)
    }
  }

  /// Spaces become markers here. Files of before `prepend_scheme` say `add_prefix_space`; saying no to it contradicts any
  /// scheme but `never`, also the one meant where none is named.
  private mutating func readMetaspace(_ node: TokenizerNode) throws {
    try node.require("replacement", is: SpaceMarker.character, or: .tokenizerPreTokenizer)
    text.marker = .preTokenizer
    text.split = try node.flag("split", absent: true) ? .spaces : .none
    let scheme = try node.optional("prepend_scheme")?.string() ?? "always"
    switch (scheme, try node.flag("add_prefix_space", absent: true)) {
    case ("always", true): text.wordPrefix = .unlessSpaced
    case ("first", true): text.wordPrefix = .first
    case ("never", _): text.wordPrefix = .never
    case (_, let addsPrefix):
      throw Diagnostic(
        .tokenizerPreTokenizer,
        "prepend_scheme \(named(scheme)) with add_prefix_space \(addsPrefix) is not supported",
        at: node.place(of: "prepend_scheme"))
    }
  }

  /// Replace, ByteFallback where the model has it, Fuse and perhaps Strip.
  private mutating func readMarkerDecoder(_ node: TokenizerNode, byteFallback: Bool) throws {
    let members = try node.flattened("decoders")
    let types = try members.map { try $0.type() }
    let expected = ["Replace"] + (byteFallback ? ["ByteFallback"] : []) + ["Fuse"]
    guard types == expected || types == expected + ["Strip"] else {
      throw Diagnostic(
        .tokenizerDecoder,
        "decoder \(list(types)) is not supported, expected \(list(expected)) and optionally 'Strip'",
        at: node.place)
    }
    try members[0].requireReplacement(
      of: SpaceMarker.character, by: " ", or: .tokenizerDecoder)
    guard types.last == "Strip", let strip = members.last else { return }
    try strip.require("content", is: " ", or: .tokenizerDecoder)
    guard try strip.member("stop").id() == 0 else {
      throw Diagnostic(
        .tokenizerDecoder, "decoder 'Strip' at the end of text is not supported",
        at: strip.place(of: "stop"))
    }
    strippedSpaces = UInt32(try strip.member("start").id())
  }
}

/// Names of stages in quotes, for messages.
private func list(_ names: [String]) -> String {
  names.map(named).joined(separator: ", ")
}

extension TokenizerNode {
  /// The members of a `Sequence`, sequences within it opened; any other stage is its only member.
  fileprivate func flattened(_ key: String) throws -> [TokenizerNode] {
    guard try type() == "Sequence" else { return [self] }
    return try member(key).elements().flatMap { try $0.flattened(key) }
  }

  /// Refuses a stage of another type.
  fileprivate func require(_ name: String, or id: DiagnosticID) throws {
    let types = try flattened("decoders").map { try $0.type() }
    guard types == [name] else {
      throw Diagnostic(
        id, "\(list(types)) is not supported here, expected '\(name)'", at: place)
    }
  }

  /// Refuses a member `key` that is another string than `expected`.
  fileprivate func require(
    _ key: String, is expected: Unicode.Scalar, or id: DiagnosticID
  ) throws {
    let found = try member(key).string()
    guard found.unicodeScalars.elementsEqual([expected]) else {
      throw Diagnostic(
        id, "\(key) is \(named(found)), only '\(expected)' is supported", at: place(of: key))
    }
  }

  /// Refuses a `Replace` other than that of one character by another.
  fileprivate func requireReplacement(
    of pattern: Unicode.Scalar, by content: Unicode.Scalar, or id: DiagnosticID
  ) throws {
    let node = try member("pattern")
    guard try node.optional("String") != nil else {
      throw Diagnostic(id, "'Replace' of a regular expression is not supported", at: node.place)
    }
    try node.require("String", is: pattern, or: id)
    try require("content", is: content, or: id)
  }

  /// The rule of a `Split` stage. Keeping the matches and dropping what is between them is the same
  /// as isolating them, as they cover the text.
  fileprivate func coveredSplit() throws -> TextRules.Split {
    let pattern = try member("pattern")
    guard let regex = try pattern.optional("Regex")?.string() else {
      throw Diagnostic(
        .tokenizerPreTokenizer, "'Split' on a fixed string is not supported", at: pattern.place)
    }
    guard let split = TextRules.Split(pattern: regex) else {
      throw Diagnostic(
        .tokenizerPreTokenizer, "regular expression \(named(regex)) is not supported",
        at: pattern.place(of: "Regex"))
    }
    let behavior = try member("behavior").string()
    let invert = try flag("invert")
    guard (behavior == "Isolated" && !invert) || (behavior == "Removed" && invert) else {
      throw Diagnostic(
        .tokenizerPreTokenizer,
        "behavior \(named(behavior)) with invert \(invert) is not supported",
        at: place(of: "behavior"))
    }
    return split
  }
}
