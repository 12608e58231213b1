/// The order in which the elements of a buffer lie in memory; indices never depend on it.
public enum Packing: Hashable, Sendable {
  /// Row-major.
  case rows
  /// The rows of each matrix, the last two dimensions, in panels of so many: within a panel, the elements of one column side by
  /// side. The last panel is filled up with zeros.
  case panels(of: Int)

  /// Rows in one panel of the built-in product kernels.
  public static let panelWidth = 16

  /// The extents in memory of a buffer of `shape`: a panel takes three dimensions in the place of a matrix's two.
  public func stored(_ shape: [Int]) -> [Int] {
    switch self {
    case .rows: return shape
    case .panels(let width):
      let (rows, columns) = (shape[shape.count - 2], shape[shape.count - 1])
      return shape.dropLast(2) + [(rows + width - 1) / width, columns, width]
    }
  }

  /// The extents with the last panel filled up: an index below these names memory of the buffer.
  public func padded(_ shape: [Int]) -> [Int] {
    switch self {
    case .rows: return shape
    case .panels(let width):
      var padded = shape
      padded[shape.count - 2] = (shape[shape.count - 2] + width - 1) / width * width
      return padded
    }
  }

  /// Whether a window that starts at `row` starts with the first row of a panel.
  public func startsTile(at row: Affine) -> Bool {
    switch self {
    case .rows: true
    case .panels(let width):
      row.constant.isMultiple(of: width)
        && row.terms.allSatisfy { $0.coefficient.isMultiple(of: width) }
    }
  }

  /// The indices in memory of the element `[…, row, column]`, nil where the row is not written as `width · panel + lane`, with a lane
  /// that `limit` tells to be below the width.
  public func stored(_ indices: [Affine], below limit: (Symbol) -> Int?) -> [Affine]? {
    switch self {
    case .rows: return indices
    case .panels(let width):
      let (row, column) = (indices[indices.count - 2], indices[indices.count - 1])
      let whole = row.terms.filter { $0.coefficient.isMultiple(of: width) }
      let lanes = row.terms.filter { !$0.coefficient.isMultiple(of: width) }
      let lane = ((row.constant % width) + width) % width
      let panel = Affine(
        (row.constant - lane) / width, whole.map { Affine.Term($0.symbol, $0.coefficient / width) })
      let isLane = lanes.count == 1 && lanes[0].coefficient == 1 && lane == 0
      guard lanes.isEmpty || isLane && limit(lanes[0].symbol) ?? .max <= width else { return nil }
      return indices.dropLast(2) + [panel, column, Affine(lane, lanes)]
    }
  }
}

extension Packing: CustomStringConvertible {
  /// As in textual IR, `rows` or `panels(16)`.
  public var description: String {
    switch self {
    case .rows: "rows"
    case .panels(let width): "panels(\(width))"
    }
  }
}
