import Foundation

/// How the runtime sees the tokens of a model.
extension TokenizerModel {
  /// The bytes that a token decodes to; a byte token's is its byte.
  ///
  /// An added token decodes to its content. (Release 0.23 of the reference normalizes it, and then no longer knows it as
  /// special; where that makes a difference, this follows the earlier releases.)
  func decodedText(of token: Token) -> [UInt8] {
    switch alphabet {
    case .bytes:
      return ByteAlphabet.bytes(spelledBy: token.bytes) ?? token.bytes
    case .characters:
      if isByteToken(token), let byte = ByteToken.byte(of: token.bytes) { return [byte] }
      return SpaceMarker.toSpaces(token.bytes)
    }
  }

  /// Whether decoding joins the token with its neighbours, byte by byte.
  func isByteToken(_ token: Token) -> Bool {
    alphabet == .characters(byteFallback: true) && ByteToken.byte(of: token.bytes) != nil
  }

  /// Whether encoding looks the token up by its text: as a whole word, or as a single character.
  func isLookedUp(_ token: Token) -> Bool {
    guard token.isInModel, !token.bytes.isEmpty else { return false }
    switch alphabet {
    case .bytes:
      return ignoresMerges && ByteAlphabet.bytes(spelledBy: token.bytes) != nil
    case .characters:
      // No space is left in text that is looked up: the marker has taken its place.
      let isCharacter = String(decoding: token.bytes, as: UTF8.self).unicodeScalars.count == 1
      return isCharacter && token.bytes != [UInt8(ascii: " ")]
    }
  }

  /// The id that each byte has as a symbol of its own, -1 where it has none.
  func byteIds() -> [Int32] {
    var ids: [[UInt8]: Int32] = [:]
    for (id, token) in tokens.enumerated() where token.isInModel && token.bytes.count <= 6 {
      ids[token.bytes] = Int32(id)
    }
    return (UInt8.min...UInt8.max).map { byte in
      switch alphabet {
      case .bytes: ids[Array(String(ByteAlphabet.characters[Int(byte)]).utf8)] ?? -1
      case .characters: ids[ByteToken.name(of: byte)] ?? -1
      }
    }
  }

  /// The rule by which the runtime cuts text: a whole text that is one word is cut before runs of spaces where that changes nothing.
  var runtimeSplit: TextRules.Split {
    text.split == .none && text.marker != .none && mergesStayWithinSpaces ? .spaceRuns : text.split
  }

  /// Whether no merge can join a space to something before it that is not a space.
  ///
  /// Every symbol left of such a cut ends with the character before it, every symbol right of it starts with the marker;
  /// a byte token ends with `>`. The marker must be a token, so that unknown text ends there too.
  private var mergesStayWithinSpaces: Bool {
    let starts = tokens.map { $0.bytes.starts(with: SpaceMarker.bytes) }
    let ends = tokens.map { $0.bytes.reversed().starts(with: SpaceMarker.bytes.reversed()) }
    let hasMarker = tokens.contains { $0.isInModel && $0.bytes == SpaceMarker.bytes }
    let unknownEndsWithMarker = unknown.map { ends[Int($0)] } ?? false
    return hasMarker && !unknownEndsWithMarker
      && merges.allSatisfy { ends[Int($0.left)] || !starts[Int($0.right)] }
  }
}

extension TextRules {
  /// `token` as it is searched in normalized text.
  func normalized(_ token: TokenizerModel.AddedToken) -> TokenizerModel.AddedToken {
    var token = token
    if usesNFC {
      let text = String(decoding: token.content, as: UTF8.self)
      token.content = Array(text.precomposedStringWithCanonicalMapping.utf8)
    }
    if marker == .normalizer { token.content = SpaceMarker.toSpaces(token.content) }
    if normalizedPrefix == .always { token.content.insert(UInt8(ascii: " "), at: 0) }
    return token
  }
}
