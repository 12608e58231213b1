import IR

/// Where a value of the graph lives in the loop program.
enum Location {
  /// Rows of a buffer: channel `c` of row `t` is element `[t + row, c + channel]`.
  case rows(buffer: BufferID, row: Affine, channel: Int)
  /// Rows of the slice of a buffer at `prefix`, from `row` on.
  case tail(buffer: BufferID, prefix: [Affine], row: Affine)
  /// A whole buffer, or the slice of it at `prefix`.
  case whole(buffer: BufferID, prefix: [Affine])

  /// The buffer that holds it.
  var buffer: BufferID {
    switch self {
    case .rows(let buffer, _, _), .tail(let buffer, _, _), .whole(let buffer, _): buffer
    }
  }

  /// The element at channel `channel` of row `row`.
  subscript(row: Affine, channel: Affine) -> Access {
    switch self {
    case .rows(let buffer, let firstRow, let firstChannel):
      Access(buffer, [row + firstRow, channel + Affine(firstChannel)])
    case .tail(let buffer, let prefix, let firstRow):
      Access(buffer, prefix + [row + firstRow, channel])
    case .whole(let buffer, let prefix):
      Access(buffer, prefix + [row, channel])
    }
  }

  /// A window over rows from `row` on and channels from `channel` on.
  func view(row: Affine, channel: Affine) -> View {
    let origin = self[row, channel]
    return View(
      origin.buffer, origin.indices, axes: [origin.indices.count - 2, origin.indices.count - 1])
  }

  /// The element of a vector or higher tensor with the given indices.
  func element(_ indices: [Affine]) -> Access {
    switch self {
    case .rows(let buffer, let row, let channel):
      Access(buffer, [row, indices.reduce(Affine(channel)) { $0 + $1 }])
    case .tail(let buffer, let prefix, let row):
      Access(buffer, prefix + [row] + indices)
    case .whole(let buffer, let prefix):
      Access(buffer, prefix + indices)
    }
  }
}
