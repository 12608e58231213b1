/// The extent of one dimension of a tensor.
public enum Extent: Hashable, Sendable {
  /// Known when compiling.
  case fixed(Int)
  /// The number of tokens in the call, `T`.
  case tokens
  /// The number of chunks of the given size that cover the tokens, `⌈T/Q⌉`.
  case chunks(Int)

  /// The extent in a call with `tokens` tokens.
  public func value(tokens: Int) -> Int {
    switch self {
    case .fixed(let count): count
    case .tokens: tokens
    case .chunks(let size): (tokens + size - 1) / size
    }
  }
}

extension Extent: ExpressibleByIntegerLiteral {
  /// A fixed extent.
  public init(integerLiteral value: Int) { self = .fixed(value) }
}

extension Extent: CustomStringConvertible {
  /// `64`, `T` or `T/64`.
  public var description: String {
    switch self {
    case .fixed(let count): "\(count)"
    case .tokens: "T"
    case .chunks(let size): "T/\(size)"
    }
  }
}
