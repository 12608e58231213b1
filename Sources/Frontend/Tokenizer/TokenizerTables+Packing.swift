extension TokenizerTables {
  /// The runtime's `SSDC_TOKEN_*` and `SSDC_ADDED_*` bits.
  private enum Bit {
    static let special: UInt8 = 1
    static let byte: UInt8 = 2
    static let stripsLeft: UInt8 = 1
    static let stripsRight: UInt8 = 2
    static let singleWord: UInt8 = 4
    static let marked: UInt8 = 8
  }

  /// The decoded text and the flags of every id.
  mutating func addVocabulary(_ model: TokenizerModel) {
    let texts = model.tokens.map { model.decodedText(of: $0) }
    let flags = model.tokens.map { token in
      (token.isSpecial ? Bit.special : 0) | (model.isByteToken(token) ? Bit.byte : 0)
    }
    scalar("vocabulary", model.tokens.count)
    array("token_offsets", .u32(Self.offsets(of: texts)))
    array("token_bytes", .u8(Swift.Array(texts.joined())))
    array("token_flags", .u8(flags))
  }

  /// What the smallest symbols of a word are looked up in.
  mutating func addSymbols(_ model: TokenizerModel) {
    flag("byte_level", model.alphabet == .bytes)
    flag("byte_fallback", model.alphabet == .characters(byteFallback: true))
    flag("fuse_unknown", model.fusesUnknown)
    flag("ignore_merges", model.ignoresMerges)
    scalar("unknown", model.unknown ?? -1)
    array("byte_ids", .i32(model.byteIds()))
    let ids = model.tokens.indices.filter { model.isLookedUp(model.tokens[$0]) }
    let hashes = ids.map { HashSlots.hash(model.decodedText(of: model.tokens[$0])) }
    let slots = HashSlots.table(hashes: hashes, indices: ids)
    scalar("token_slot_count", slots.count)
    array("token_slots", .u32(slots))
  }

  /// The merges, and their hash. Where a pair comes twice, its last rank counts, as in the reference.
  mutating func addMerges(_ merges: [TokenizerModel.Merge]) {
    var lastRank: [Int64: Int] = [:]
    for (rank, merge) in merges.enumerated() {
      lastRank[Int64(merge.left) << 32 | Int64(merge.right)] = rank
    }
    let ranks = merges.indices.filter {
      lastRank[Int64(merges[$0].left) << 32 | Int64(merges[$0].right)] == $0
    }
    let hashes = ranks.map { HashSlots.hash(merges[$0].left, merges[$0].right) }
    let slots = HashSlots.table(hashes: hashes, indices: ranks)
    scalar("merge_slot_count", slots.count)
    array("merge_slots", .u32(slots))
    array("merge_left", .i32(merges.map(\.left)))
    array("merge_right", .i32(merges.map(\.right)))
    array("merge_result", .i32(merges.map(\.result)))
  }

  /// Normalization, cutting and the added tokens.
  mutating func addTextRules(_ model: TokenizerModel) {
    constant("normalize", model.text.usesNFC ? "ssdc_normalize_nfc" : "NULL")
    flag("marker_normalized", model.text.marker == .normalizer)
    flag("marker_pretokenized", model.text.marker == .preTokenizer)
    constant("prefix_normalized", model.text.normalizedPrefix.rawValue)
    constant("prefix_pretokenized", model.text.wordPrefix.rawValue)
    constant("split", model.runtimeSplit.rawValue)
    addAddedTokens("raw", model.addedTokens.filter { !$0.isNormalized })
    addAddedTokens(
      "normalized", model.addedTokens.filter(\.isNormalized).map { model.text.normalized($0) },
      marked: model.text.marker == .normalizer)
  }

  /// Added tokens in ascending order of their bytes; of equal ones only the first counts. `marked`: they are searched
  /// where spaces stand for U+2581.
  private mutating func addAddedTokens(
    _ name: String, _ tokens: [TokenizerModel.AddedToken], marked: Bool = false
  ) {
    var sorted: [TokenizerModel.AddedToken] = []
    for (_, token) in tokens.enumerated().sorted(by: {
      $0.element.content == $1.element.content
        ? $0.offset < $1.offset : $0.element.content.lexicographicallyPrecedes($1.element.content)
    }) where token.content != sorted.last?.content {
      sorted.append(token)
    }
    let flags = sorted.map { token in
      (token.stripsLeft ? Bit.stripsLeft : 0) | (token.stripsRight ? Bit.stripsRight : 0)
        | (token.isSingleWord ? Bit.singleWord : 0) | (marked ? Bit.marked : 0)
    }
    scalar("\(name).count", sorted.count)
    array("\(name).offsets", .u32(sorted.isEmpty ? [] : Self.offsets(of: sorted.map(\.content))))
    array("\(name).bytes", .u8(Swift.Array(sorted.map(\.content).joined())))
    array("\(name).ids", .i32(sorted.map(\.id)))
    array("\(name).flags", .u8(flags))
  }

  /// The ids around a text.
  mutating func addTemplate(_ template: TokenizerModel.Template) {
    scalar("before_count", template.before.count)
    array("before", .i32(template.before))
    scalar("after_count", template.after.count)
    array("after", .i32(template.after))
  }

  /// Where each text starts in their concatenation, and its end.
  private static func offsets(of texts: [[UInt8]]) -> [UInt32] {
    var offsets: [UInt32] = [0]
    offsets.reserveCapacity(texts.count + 1)
    var sum: UInt32 = 0
    for text in texts {
      sum += UInt32(text.count)
      offsets.append(sum)
    }
    return offsets
  }
}
