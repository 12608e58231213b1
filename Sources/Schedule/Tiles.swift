import Diagnostics
import IR

/// The tiles of what is lowered in tiles from the start, nil for the defaults.
///
/// A running softmax goes from tile to tile of keys, which makes the tiles a part of the algorithm; and what threads share of
/// experts are tiles of columns through all experts.
public struct Tiles: Hashable, Sendable {
  /// Queries, and keys, that attention works on together.
  public var queries, keys: Int?
  /// Columns of an expert's product that are computed together for many tokens.
  public var expertColumns: Int?
  /// The same for one token.
  public var expertColumnsOfOne: Int?

  /// Tiles of some sizes.
  public init(
    queries: Int? = nil, keys: Int? = nil, expertColumns: Int? = nil,
    expertColumnsOfOne: Int? = nil
  ) {
    (self.queries, self.keys) = (queries, keys)
    (self.expertColumns, self.expertColumnsOfOne) = (expertColumns, expertColumnsOfOne)
  }

  /// The queries and keys of a tile of heads of `depth` channels; throws E0903 where their arrays would not fit the stack.
  public func attention(depth: Int) throws -> (queries: Int, keys: Int) {
    let room = max(1, Buffer.stackLimit / max(1, depth))
    let usual = DefaultSchedule.attentionTile
    let queries = queries ?? min(usual, 1 << (Int.bitWidth - 1 - room.leadingZeroBitCount))
    let keys = keys ?? usual
    let elements = queries * max(depth, keys, queries)
    guard elements <= Buffer.stackLimit else {
      let square = Int(Double(Buffer.stackLimit).squareRoot())
      throw Diagnostic(
        .badRewrite,
        "attention to tiles of \(queries) queries and \(keys) keys needs arrays of \(elements) numbers, expected at most \(Buffer.stackLimit)",
        at: FileLocation("schedule", "attention"),
        help: "take at most \(min(square, Buffer.stackLimit / max(depth, keys))) queries")
    }
    return (queries, keys)
  }

  /// The columns of a tile of experts; throws E0903 where they are no whole panels.
  public func experts(for tokens: NestLabel.Tokens) throws -> Int {
    let columns =
      switch tokens {
      case .many: expertColumns ?? DefaultSchedule.columns(for: .many)
      case .one: expertColumnsOfOne ?? DefaultSchedule.columns(for: .one)
      }
    guard columns % Packing.panelWidth == 0 else {
      throw Diagnostic(
        .badRewrite,
        "tiles of experts have \(columns) columns, expected a multiple of \(Packing.panelWidth), the width of a panel",
        at: FileLocation("schedule", "experts"))
    }
    return columns
  }
}
