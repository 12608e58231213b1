import IR

extension DefaultSchedule {
  /// A product with a weight: tiles of columns that threads can share out, each by a kernel that works on all rows.
  static func linear(
    _ nest: Nest, _ products: GemmProvider, _ sizes: DefaultSizes
  ) -> [Rewrite] {
    let hasBias = nest.loops.contains("j")
    let tile = tiles(nest, sizes)
    let product =
      tile("column", hasBias ? "product_tile" : "tile", "row") + call("row", nest, products)
    guard hasBias else { return product }
    return tile("j", "tile", "t") + product + [.fuse(Fuse("tile", "product_tile"))]
  }

  /// The call of the kernel for the nest's weight in the place of loop `row`.
  static func call(_ row: Symbol, _ nest: Nest, _ products: GemmProvider) -> [Rewrite] {
    guard let kernel = nest.weight.flatMap({ Kernel.linear($0.storage) }),
      kernel.providers.contains(products)
    else { return [] }
    return [.replace(Replace(row, by: kernel))]
  }

  /// The rewrites that split a loop over columns of the nest's weight into tiles, and bring these outside a loop over rows.
  static func tiles(
    _ nest: Nest, _ sizes: DefaultSizes
  ) -> (_ column: Symbol, _ tile: Symbol, _ row: Symbol?) -> [Rewrite] {
    let width = sizes.columns(for: nest.label.tokens)
    guard nest.weight.map({ $0.packing != .rows }) ?? false else {
      return { column, tile, row in
        [.split(Split(column, by: 4 * width, tile, column))] + moved(tile, outside: row)
      }
    }
    // Tiles begin with a panel.
    let lanes = Packing.panelWidth
    return { column, tile, row in
      [
        .split(Split(column, by: lanes, "panel", "lane", counted: true)),
        .split(Split("panel", by: width / lanes, tile, "panel")),
      ] + moved(tile, outside: row) + [.collapse(Collapse("panel", "lane", as: column))]
    }
  }

  private static func moved(_ tile: Symbol, outside row: Symbol?) -> [Rewrite] {
    row.map { [.reorder(Reorder($0, tile))] } ?? []
  }
}
