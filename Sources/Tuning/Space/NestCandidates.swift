import IR
import Schedule

/// The schedules that are compared for the nests of an excerpt.
enum NestCandidates {
  /// The default schedules with sizes from a few that suit known machines; the usual sizes first.
  static func schedules(
    of excerpt: Excerpt, _ products: GemmProvider, chunk: Int? = nil
  ) -> [Schedule] {
    let nests = excerpt.labels.compactMap { excerpt.nest($0.kind) }
    return sizes(for: excerpt.labels).map { sizes in
      Schedule(
        chunk: chunk,
        nests: nests.map { nest in
          NestSchedule(
            nest.label.kind, nest.label.tokens,
            DefaultSchedule.rewrites(of: nest, products: products, sizes: sizes))
        })
    }
  }

  /// The sizes that matter to nests of some kinds.
  private static func sizes(for labels: [NestLabel]) -> [DefaultSizes] {
    let usual = DefaultSizes()
    guard let label = labels.last else { return [] }
    let others: [DefaultSizes]
    switch label.kind {
    case .chunkedScan:
      others = [16, 32, 128].map { usual.with(\.rows, $0) }
    case .linear, .experts:
      switch label.tokens {
      case .many: others = [16, 32, 128, 256].map { usual.with(\.columns, $0) }
      case .one: others = [16, 64, 128, 256].map { usual.with(\.columnsOfOne, $0) }
      }
    case .diagonalScan:
      others = [(8, 16), (16, 8), (32, 8), (32, 4)].map {
        usual.with(\.channels, $0).with(\.states, $1)
      }
    case .scores, .recurrence, .chunkIntra, .chunkState, .statePass, .chunkInter: others = []
    }
    return [usual] + others
  }
}

extension DefaultSizes {
  /// The sizes with one of them changed.
  fileprivate func with(_ size: WritableKeyPath<DefaultSizes, Int>, _ value: Int) -> DefaultSizes {
    var result = self
    result[keyPath: size] = value
    return result
  }
}
