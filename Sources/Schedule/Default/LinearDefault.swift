import IR

extension DefaultSchedule {
  /// A product with a weight: tiles of columns that threads can share out, each by a kernel that works on all rows.
  static func linear(_ nest: Nest, _ products: GemmProvider) -> [Rewrite] {
    let width = columns(for: nest.label.tokens)
    let kernel = nest.weight.flatMap { Kernel.linear($0.storage) }
    let isPacked = nest.weight.map { $0.packing != .rows } ?? false
    let hasBias = nest.loops.contains("j")
    let tile = isPacked ? panels(width) : columns(4 * width)
    let product = tile("column", hasBias ? "product_tile" : "tile", "row")
    let call =
      kernel.map { kernel in
        kernel.providers.contains(products) ? [Rewrite.replace(Replace("row", by: kernel))] : []
      } ?? []
    guard hasBias else { return product + call }
    return tile("j", "tile", "t") + product + call + [.fuse(Fuse("tile", "product_tile"))]
  }

  /// The loop over columns split into tiles that begin with a panel, and the tiles brought outside the rows.
  private static func panels(
    _ width: Int
  ) -> (_ column: Symbol, _ tile: Symbol, _ row: Symbol) -> [Rewrite] {
    let lanes = Packing.panelWidth
    return { column, tile, row in
      [
        .split(Split(column, by: lanes, "panel", "lane", counted: true)),
        .split(Split("panel", by: width / lanes, tile, "panel")),
        .reorder(Reorder(row, tile)),
        .collapse(Collapse("panel", "lane", as: column)),
      ]
    }
  }

  /// The loop over columns split into tiles, and the tiles brought outside the rows.
  private static func columns(
    _ width: Int
  ) -> (_ column: Symbol, _ tile: Symbol, _ row: Symbol) -> [Rewrite] {
    { column, tile, row in
      [.split(Split(column, by: width, tile, column)), .reorder(Reorder(row, tile))]
    }
  }
}
