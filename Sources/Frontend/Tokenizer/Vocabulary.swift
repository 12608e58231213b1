import Diagnostics

/// The tokens and ids of a tokenizer while its file is read.
///
/// Tokens are told apart by their bytes: `String` would take canonically equivalent ones for the same.
struct Vocabulary {
  /// The ids of the model's own tokens.
  private var modelIds: [[UInt8]: Int32] = [:]
  /// All tokens found so far, by id.
  private var tokens: [Int32: TokenizerModel.Token] = [:]

  /// Reads the member `vocab` of a model: an object from tokens to ids.
  init(_ node: TokenizerNode) throws {
    let members = try node.members()
    modelIds.reserveCapacity(members.count)
    tokens.reserveCapacity(members.count)
    for (name, member) in members {
      let id = try member.id()
      let bytes = Array(name.utf8)
      if let other = tokens[id] {
        throw Diagnostic(
          .doubledToken, "tokens \(Self.name(other.bytes)) and \(named(name)) both have id \(id)",
          at: member.place)
      }
      guard modelIds.updateValue(id, forKey: bytes) == nil else {
        throw Diagnostic(.doubledToken, "token \(named(name)) occurs twice", at: member.place)
      }
      tokens[id] = TokenizerModel.Token(bytes: bytes, isInModel: true, isSpecial: false)
    }
  }

  /// The id of the token that the string `node` names, in the model's vocabulary.
  func modelId(of node: TokenizerNode) throws -> Int32 {
    let name = try node.string()
    guard let id = modelIds[Array(name.utf8)] else {
      throw Diagnostic(
        .unknownTokenReference, "token \(named(name)) is not in the vocabulary", at: node.place)
    }
    return id
  }

  /// Reads the merges, each two tokens in one string with a space between them, or an array of two strings.
  func readMerges(_ node: TokenizerNode) throws -> [TokenizerModel.Merge] {
    try node.elements().map { element in
      let (left, right) = try Self.pair(element)
      func id(_ token: [UInt8]) throws -> Int32 {
        guard let id = modelIds[token] else {
          let (left, right, token) = (Self.name(left), Self.name(right), Self.name(token))
          throw Diagnostic(
            .unknownTokenInMerge,
            "merge of \(left) and \(right) needs token \(token), which is not in the vocabulary",
            at: element.place)
        }
        return id
      }
      return try TokenizerModel.Merge(left: id(left), right: id(right), result: id(left + right))
    }
  }

  /// A token in quotes, for messages.
  private static func name(_ token: [UInt8]) -> String {
    named(String(decoding: token, as: UTF8.self))
  }

  /// The two tokens of a merge.
  private static func pair(_ node: TokenizerNode) throws -> ([UInt8], [UInt8]) {
    let parts =
      try node.isArray
      ? node.elements().map { Array(try $0.string().utf8) }
      : node.string().utf8.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        .map { Array($0) }
    guard parts.count == 2 else {
      throw Diagnostic(
        .tokenizerField, "merge has \(parts.count) tokens, expected 2", at: node.place)
    }
    return (parts[0], parts[1])
  }

  /// Reads the added tokens, and makes those outside the model's vocabulary tokens of their own.
  mutating func addTokens(_ node: TokenizerNode?) throws -> [TokenizerModel.AddedToken] {
    guard let node else { return [] }
    var seen: Set<[UInt8]> = []
    return try node.elements().map { element in
      let name = try element.member("content").string()
      let content = Array(name.utf8)
      let id = try element.member("id").id()
      if content.isEmpty || !seen.insert(content).inserted {
        throw Diagnostic(
          .addedToken,
          content.isEmpty ? "added token is empty" : "added token \(named(name)) occurs twice",
          at: element.place)
      }
      if let own = modelIds[content], own != id {
        throw Diagnostic(
          .addedToken, "added token \(named(name)) has id \(id), but \(own) in the vocabulary",
          at: element.place)
      }
      if let other = tokens[id], other.bytes != content {
        throw Diagnostic(
          .addedToken,
          "added token \(named(name)) has id \(id), which belongs to \(Self.name(other.bytes))",
          at: element.place)
      }
      let isSpecial = try element.flag("special")
      tokens[id] = TokenizerModel.Token(
        bytes: content, isInModel: modelIds[content] != nil, isSpecial: isSpecial)
      return TokenizerModel.AddedToken(
        id: id, content: content, stripsLeft: try element.flag("lstrip"),
        stripsRight: try element.flag("rstrip"), isSingleWord: try element.flag("single_word"),
        isNormalized: try element.flag("normalized", absent: !isSpecial))
    }
  }

  /// The tokens by id, which must be all numbers from 0 on.
  ///
  /// Their texts are bounded, so that their offsets fit the runtime's 32 bits even after normalization.
  func denseTokens(at file: TokenizerNode) throws -> [TokenizerModel.Token] {
    guard tokens.values.reduce(0, { $0 + $1.bytes.count }) <= 1 << 28 else {
      throw Diagnostic(
        .tokenizerField, "the tokens have more than 256 MiB of text in total", at: file.place)
    }
    return try (0..<Int32(tokens.count)).map { id in
      guard let token = tokens[id] else {
        throw Diagnostic(
          .tokenIdHole, "no token has id \(id), but there are \(tokens.count) tokens",
          at: file.place)
      }
      return token
    }
  }
}
