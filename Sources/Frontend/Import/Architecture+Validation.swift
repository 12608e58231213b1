import Diagnostics
import IR

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
  /// Of the whole model, all that it learns.
  static let parameters = 1...(1 << 46)
  /// Keys and values of so many tokens are kept.
  public static let context = 1...(1 << 22)
}

extension Architecture {
  /// Checks what sizes say about one another, once each is in its `ArchitectureLimits`; throws `id` at `place`.
  func validate(_ id: DiagnosticID, at place: FileLocation) throws {
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
    func check(_ complaint: String?, of title: String) throws {
      if let complaint { throw Diagnostic(id, "\(title): \(complaint)", at: place) }
    }
    try check(embeddingScale.complaint("the factor of embedded rows"), of: "model")
    try check(headScale.complaint("the factor of logits"), of: "model")
    for (index, transformer) in shared.enumerated() {
      try check(transformer.complaint, of: "shared transformer \(index)")
    }
    for (index, block) in blocks.enumerated() where index == 0 || block != blocks[index - 1] {
      try check(
        block.layers.allSatisfy { layer in
          !layer.parts.isEmpty && layer.parts.allSatisfy { !$0.branches.isEmpty }
        }, "block \(index) has a layer without a mixer")
      try check(block.complaint, of: "block \(index)")
    }
    try checkCount(id, at: place)
  }

  /// Checks that all parameters together are not too many to be counted.
  private func checkCount(_ id: DiagnosticID, at place: FileLocation) throws {
    var count = (tiedHead ? 1 : 2) * vocabulary * width
    func add(_ parameters: [MixerParameter]) throws {
      for parameter in parameters where parameter.computed == nil {
        count += parameter.stored.reduce(1, *)
        guard ArchitectureLimits.parameters.contains(count) else {
          throw Diagnostic(
            id, "the model has more than \(ArchitectureLimits.parameters.upperBound) parameters",
            at: place)
        }
      }
    }
    for transformer in shared { try add(transformer.parameters(width: width)) }
    for block in blocks { try add(block.parameters(width: width)) }
  }
}

extension Block {
  /// What is wrong with its mixers and factors; nil when nothing is.
  fileprivate var complaint: String? {
    for layer in layers {
      for part in layer.parts {
        let names = part.branches.map { type(of: $0.mixer.definition).name }
        if let name = names.first(where: { name in names.count { $0 == name } > 1 }) {
          return "a part has two mixers of the kind \(name)"
        }
        for branch in part.branches {
          let complaint =
            branch.mixer.definition.complaint ?? branch.inputScale.complaint("a factor of input")
            ?? branch.outputScale.complaint("a factor of output")
          if let complaint { return complaint }
        }
      }
      if let complaint = layer.scale.complaint("the factor of a layer") { return complaint }
    }
    return nil
  }
}
