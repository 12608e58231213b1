/// How far a pass may change results.
public enum Exactness: Hashable, Sendable, CustomStringConvertible {
  /// Not at all.
  case bitwise
  /// By the order of sums and products only: equal in exact arithmetic, and in the prime field.
  case reassociating
  /// By at most the given relative error.
  case approximate(Double)
  /// Each number of a weight by at most the given relative error, and nothing else: what comes of that the pass can't know.
  case weights(Double)

  /// In a few words, for tables.
  public var description: String {
    switch self {
    case .bitwise: "bitwise"
    case .reassociating: "reassociating"
    case .approximate(let bound): "within \(bound)"
    case .weights: "rounds weights"
    }
  }
}
