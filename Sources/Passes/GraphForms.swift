import IR

/// The forms that a graph may contain; each pass says which it accepts and which are left after it.
public struct GraphForms: OptionSet, Hashable, Sendable {
  /// The bits.
  public let rawValue: Int

  /// A set of forms.
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// Matrices as values: `decay_matrix`, `hadamard`, `apply` and their kin.
  public static let matrices = GraphForms(rawValue: 1 << 0)
  /// `semiseparable.apply` without an algorithm.
  public static let undecidedScans = GraphForms(rawValue: 1 << 1)
  /// `semiseparable.apply` to be chunked.
  public static let chunkedScans = GraphForms(rawValue: 1 << 2)
  /// `chunk.intra`, `chunk.state`, `state.pass`, `chunk.inter` on their own.
  public static let separateChunks = GraphForms(rawValue: 1 << 3)
  /// One description, not yet expanded to entry points.
  public static let unexpanded = GraphForms(rawValue: 1 << 4)
  /// Elementwise operations outside `rowwise` regions.
  public static let looseElementwise = GraphForms(rawValue: 1 << 5)

  /// Every form.
  public static let everything: GraphForms = [
    .matrices, .undecidedScans, .chunkedScans, .separateChunks, .unexpanded, .looseElementwise,
  ]

  /// The forms that occur in a module.
  public static func found(in module: Module) -> GraphForms {
    let forms = module.functions.map { found(in: $0.body, isRowwise: false) }
    let expanded = module.function(.prefill) != nil
    return forms.reduce(expanded ? [] : .unexpanded) { $0.union($1) }
  }

  private static func found(in region: Region, isRowwise: Bool) -> GraphForms {
    region.operations.reduce([]) { forms, operation in
      let nested = operation.region.map { region in
        found(in: region, isRowwise: operation.kind == .rowwise(Rowwise()))
      }
      return forms.union(form(of: operation.kind, isRowwise: isRowwise)).union(nested ?? [])
    }
  }

  private static func form(of kind: OperationKind, isRowwise: Bool) -> GraphForms {
    switch kind {
    case .decayMatrix, .lowRankMatrix, .hadamard, .apply: .matrices
    case .semiseparable(let scan):
      switch scan.algorithm {
      case .undecided: .undecidedScans
      case .chunked: .chunkedScans
      case .recurrent: []
      }
    case .chunkIntra, .chunkState, .statePass, .chunkInter: .separateChunks
    case .rmsNorm, .layerNorm, .unary, .binary, .clamp, .scale, .concat, .route, .decayLog,
      .constantDecay, .convolution, .rotary:
      isRowwise ? [] : .looseElementwise
    case .parameter, .stateRead, .stateWrite, .embed, .linear, .experts, .slice, .splitHeads,
      .mergeHeads, .lastRow, .unitDecay, .appendOne, .divideByLast, .append, .attention,
      .diagonalScan, .chunkScores, .chunkFused, .repeated, .rowwise:
      []
    }
  }
}
