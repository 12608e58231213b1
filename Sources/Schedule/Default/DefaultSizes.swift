import IR

/// The sizes that the default schedules are made with: those that are right where nothing was measured, until a tuner tries others.
public struct DefaultSizes: Hashable, Sendable {
  /// Rows of a chunk that are worked on together at most, as far as their arrays fit.
  public var rows = 64
  /// Columns of a product with a weight that are computed together, for many tokens; a multiple of the panel width.
  public var columns = 64
  /// As many for one token: fewer, so that all threads have some.
  public var columnsOfOne = 32
  /// Channels of a diagonal scan that are worked on together.
  public var channels = 16
  /// States of each of them at most.
  public var states = 16

  /// The sizes that are right where nothing was measured.
  public init() {}

  /// Columns of a product with a weight that are computed together.
  func columns(for tokens: NestLabel.Tokens) -> Int {
    switch tokens {
    case .many: columns
    case .one: columnsOfOne
    }
  }
}
