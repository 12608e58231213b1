import Diagnostics

/// The sizes that models may have: far beyond any that exists, and small enough that no product of them overflows.
public enum ArchitectureLimits {
  static let width = 1...(1 << 20)
  /// Of a mixer: one token's channels are on the stack of every thread.
  static let inner = 1...(1 << 16)
  /// Of one head: a row of it is on the stack, too.
  static let state = 1...(1 << 16)
  static let vocabulary = 1...(1 << 24)
  static let blocks = 1...4096
  static let convWidth = 1...16
  static let chunk = 1...(1 << 20)
  static let experts = 1...1024
  /// Keys and values of so many tokens are kept.
  public static let context = 1...(1 << 22)
}

extension Architecture {
  /// Checks what sizes say about one another, once each is in its `ArchitectureLimits`; throws `id` at `place`.
  func validate(_ id: DiagnosticID, at place: Place) throws {
    func check(_ isRight: Bool, _ message: @autoclosure () -> String) throws {
      guard isRight else { throw Diagnostic(id, message(), at: place) }
    }
    try check(
      ArchitectureLimits.blocks.contains(blocks.count),
      "the model has \(blocks.count) blocks, expected \(ArchitectureLimits.blocks)")
    for token in endTokens + (beginToken.map { [$0] } ?? []) {
      try check(
        (0..<vocabulary).contains(token),
        "token \(token) is outside the vocabulary of \(vocabulary)")
    }
    for transformer in shared {
      try check(transformer.complaint == nil, transformer.complaint ?? "")
    }
    for (index, block) in blocks.enumerated() where index == 0 || block != blocks[index - 1] {
      try check(
        block.layers.allSatisfy { layer in
          !layer.parts.isEmpty && layer.parts.allSatisfy { !$0.branches.isEmpty }
        }, "block \(index) has a layer without a mixer")
      for mixer in block.mixers {
        let complaint = mixer.definition.complaint
        try check(complaint == nil, complaint ?? "")
      }
    }
  }
}
