/// The extent of one dimension of a tensor.
public enum Extent: Hashable, Sendable {
  /// Known when compiling.
  case fixed(Int)
  /// The number of tokens in the call, `T`.
  case tokens
  /// The number of chunks of the given size that cover the tokens, `⌈T/Q⌉`.
  case chunks(Int)
  /// The number of tokens before the call, at most the given limit.
  case past(Int)
  /// The number of tokens before the call and in it, at most the given limit.
  case cached(Int)

  /// The extent in a call with `tokens` tokens; of what grows with the sequence, the most that it can be.
  public func value(tokens: Int) -> Int {
    switch self {
    case .fixed(let count): count
    case .tokens: tokens
    case .chunks(let size): (tokens + size - 1) / size
    case .past(let limit), .cached(let limit): limit
    }
  }

  /// The extent in calls of exactly `tokens` tokens: what grows with the sequence still does.
  public func fixing(tokens: Int) -> Extent {
    switch self {
    case .fixed, .tokens, .chunks: .fixed(value(tokens: tokens))
    case .past, .cached: self
    }
  }

  /// Whether the extent grows with the sequence.
  public var grows: Bool {
    switch self {
    case .fixed, .tokens, .chunks: false
    case .past, .cached: true
    }
  }
}

extension Extent: ExpressibleByIntegerLiteral {
  /// A fixed extent.
  public init(integerLiteral value: Int) { self = .fixed(value) }
}

extension Extent: CustomStringConvertible {
  /// `64`, `T`, `T/64`, `past(2048)` or `cached(2048)`.
  public var description: String {
    switch self {
    case .fixed(let count): "\(count)"
    case .tokens: "T"
    case .chunks(let size): "T/\(size)"
    case .past(let limit): "past(\(limit))"
    case .cached(let limit): "cached(\(limit))"
    }
  }
}
