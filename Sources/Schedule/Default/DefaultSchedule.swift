import IR

/// The schedules of nests of which no one said anything, one file per kind.
public enum DefaultSchedule {
  /// The rewrites of `nest`, where `products` multiplies matrices.
  public static func rewrites(
    of nest: Nest, products: GemmProvider, sizes: DefaultSizes = DefaultSizes()
  ) -> [Rewrite] {
    switch nest.label.kind {
    case .linear: linear(nest, products, sizes)
    case .scores: scores(nest, sizes)
    case .chunkedScan: chunkedScan(nest, sizes)
    case .chunkIntra: intra(nest, sizes)
    case .chunkState: state(nest, sizes)
    case .statePass: []
    case .chunkInter: inter(nest, sizes)
    case .recurrence: recurrence(nest)
    case .diagonalScan: diagonalScan(nest, sizes)
    case .experts: experts(nest, products, sizes)
    }
  }
}
