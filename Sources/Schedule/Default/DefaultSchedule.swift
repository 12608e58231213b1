import IR

/// The schedules of nests of which no one said anything, one file per kind.
public enum DefaultSchedule {
  /// The rewrites of `nest` on `target`, where `products` multiplies matrices.
  public static func rewrites(
    of nest: Nest, on target: Target, products: GemmProvider
  ) -> [Rewrite] {
    switch nest.label.kind {
    case .linear: linear(nest, products)
    case .scores: scores(nest)
    case .chunkedScan: chunkedScan(nest)
    case .chunkIntra: intra(nest)
    case .chunkState: state(nest)
    case .statePass: []
    case .chunkInter: inter(nest)
    case .recurrence: recurrence(nest)
    case .diagonalScan: diagonalScan(nest)
    case .experts: experts(nest, products)
    }
  }
}
