import IR

extension DefaultSchedule {
  /// Scores: tiles of columns, the keys of a tile transposed once for all rows from the tile on.
  static func scores(_ nest: Nest, _ sizes: DefaultSizes) -> [Rewrite] {
    let tile = rows(of: nest.extent(of: "column"), room: nest.extent(of: "s"), sizes)
    return [
      .split(Split("column", by: tile, "j0", "column")),
      .widen(Widen("row", from: "j0")),
      .stage(
        Stage("key", at: "j0", as: "b_transposed", [.init("s"), .init("column", filling: "j")])),
      .replace(Replace("column", by: .gemm)),
    ]
  }

  /// A chunked scan: tiles of rows, their weights and decayed factors in the first-level cache, all sums as products.
  ///
  /// What the state adds to a tile follows on what its own chunk adds, so that the outputs are still in cache.
  static func chunkedScan(_ nest: Nest, _ sizes: DefaultSizes) -> [Rewrite] {
    intra(nest, sizes) + inter(nest, sizes) + [.fuse(Fuse("i0", "q0"))] + state(nest, sizes)
  }

  /// The quadratic part: the weights of a tile of rows, zeros beside the triangle, as the left operand of a product.
  static func intra(_ nest: Nest, _ sizes: DefaultSizes) -> [Rewrite] {
    [
      .split(Split("row", by: tile(nest, sizes), "i0", "row")),
      .stage(
        Stage(
          "weight", at: "i0", as: "masked_scores",
          [.init("row", filling: "i"), .init("column", filling: "j")], padded: true)),
      .replace(Replace("row", by: .gemm)),
    ]
  }

  /// What the state adds: the factors of a tile of rows, decayed, times the state.
  static func inter(_ nest: Nest, _ sizes: DefaultSizes) -> [Rewrite] {
    [.split(Split("query", by: tile(nest, sizes), "q0", "query"))]
      + staged(nest, "reading", at: "q0", as: "decayed", ("query", "i"), ("factor", "s"), "decay")
      + [.replace(Replace("query", by: .gemm))]
  }

  /// What a chunk adds to the state: the inputs of a tile of rows, as far as they are kept, times their factors.
  static func state(_ nest: Nest, _ sizes: DefaultSizes) -> [Rewrite] {
    [.split(Split("source", by: tile(nest, sizes), "k0", "source"))]
      + staged(nest, "kept", at: "k0", as: "kept", ("source", "i"), ("v", "p"), "left")
      + [.replace(Replace("source", by: .gemm)), .rename(Rename("k0", to: "i0"))]
  }

  /// Rows of a chunk that are worked on together.
  private static func tile(_ nest: Nest, _ sizes: DefaultSizes) -> Int {
    let widths = ["factor", "u", "e", "o", "v"].compactMap { nest.extent(of: $0) }
    let chunk = ["row", "query", "source"].compactMap { nest.extent(of: $0) }.first
    return rows(of: chunk, room: widths.max(), sizes)
  }

  /// The stage of a factor that is scaled by `scale`; where it is not, it is read where it lies.
  private static func staged(
    _ nest: Nest, _ scalar: Scalar, at loop: Symbol, as buffer: BufferID,
    _ first: (Symbol, Symbol), _ second: (Symbol, Symbol), _ scale: Scalar
  ) -> [Rewrite] {
    guard nest.body.contains(where: { $0.defines(scale) }) else {
      return [.inline(Inline(scalar))]
    }
    return [
      .stage(
        Stage(
          scalar, at: loop, as: buffer,
          [.init(first.0, filling: first.1), .init(second.0, filling: second.1)]))
    ]
  }

  /// Rows of a chunk that are worked on together, so that their weights stay in the first-level cache, and that a stack
  /// buffer of `room` columns has room for.
  private static func rows(of chunk: Int?, room width: Int?, _ sizes: DefaultSizes) -> Int {
    let most = max(1, Buffer.stackLimit / max(1, width ?? 1))
    return min(sizes.rows, chunk ?? 1, 1 << (Int.bitWidth - 1 - most.leadingZeroBitCount))
  }
}
