import IR

/// What is tuned by itself: an operation of certain shapes, stored in some way, for calls of some length.
public struct Problem: Hashable, Sendable {
  /// What is computed.
  public enum Operation: String, CaseIterable, Hashable, Sendable {
    /// A product with a weight.
    case linear
    /// A scan in chunks, with its scores.
    case scan
    /// A scan token by token whose states decay each for itself.
    case diagonalScan = "diagonal_scan"
    /// The products of the experts that tokens choose.
    case experts
    /// The tiles of attention, in all of prefill.
    case attention
    /// How many tokens go through all layers at a time, in all of prefill.
    case segment
    /// Whether short calls of prefill have loops of their own.
    case short
  }

  /// How long the calls are.
  public enum Length: String, CaseIterable, Hashable, Sendable {
    /// One token: decode.
    case one
    /// A few tokens: a question to a model that has read the rest.
    case few
    /// A segment of tokens, the longest that a call takes.
    case many
  }

  /// A number that says how large it is.
  public struct Size: Hashable, Sendable {
    /// What is counted, in a word.
    public var name: String
    /// How many there are.
    public var value: Int
  }

  /// What is computed.
  public var operation: Operation
  /// How long the calls are.
  public var length: Length
  /// How large it is.
  public var shape: [Size]
  /// How its weight lies in memory, nil where there is none.
  public var weight: Storage?
  /// What else tells it from others, such as a digest of a model's loops.
  public var detail: String?
  /// Who multiplies matrices.
  public var products: GemmProvider
}

extension Problem: CustomStringConvertible {
  /// One line of words and numbers, equal for equal problems; in a record the number of threads follows.
  public var description: String {
    let sizes = shape.map { "\($0.name) \($0.value)" }
    let storage = weight.map {
      "weight \($0.element.rawValue) \($0.packing)".filter { !"()".contains($0) }
    }
    return
      ([operation.rawValue, length.rawValue] + sizes
      + [storage, detail, "gemm \(products.rawValue)"].compactMap { $0 })
      .joined(separator: " ")
  }

  /// As a record calls it: with the number of threads that share the work.
  public func text(threads: Int) -> String { "\(self) threads \(threads)" }
}
