import IR

extension DefaultSchedule {
  /// Experts: products in tiles of columns that threads can share out, and what belongs to a tile of columns done with it, so that
  /// an expert takes few barriers; for one token, each tile goes through all its experts.
  static func experts(
    _ nest: Nest, _ products: GemmProvider, _ sizes: DefaultSizes
  ) -> [Rewrite] {
    let isSingle = nest.label.tokens == .one
    let isGated = nest.loops.contains("gate_row")
    let tile = tiles(nest, sizes)
    var inward = tile("column", "tile", "row") + call("row", nest, products)
    if isGated {
      inward += tile("gate_column", "gate_tile", "gate_row") + call("gate_row", nest, products)
      inward.append(.fuse(Fuse("tile", "gate_tile")))
    }
    inward += tile("j", "act_tile", "i") + [.fuse(Fuse("tile", "act_tile"))]
    var outward = tile("out_column", "out_tile", "out_row") + call("out_row", nest, products)
    outward += tile("a", "add_tile", isSingle ? nil : "target")
    outward.append(.fuse(Fuse("out_tile", "add_tile")))
    guard isSingle else { return inward + outward + [.rename(Rename("out_tile", to: "tile"))] }
    return inward + [.reorder(Reorder("u", "tile"))] + outward + [
      .reorder(Reorder("v", "out_tile"))
    ]
      + tile("o", "zero_tile", nil) + [
        .fuse(Fuse("zero_tile", "out_tile")), .rename(Rename("zero_tile", to: "tile")),
      ]
  }
}
