import IR
import Schedule

/// The forms that a graph may contain; each pass says which it accepts and which are left after it.
public struct Legality: OptionSet, Hashable, Sendable {
  /// The bits.
  public let rawValue: Int

  /// A set of forms.
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// Matrices as values: `decay_matrix`, `hadamard`, `apply` and their kin.
  public static let matrices = Legality(rawValue: 1 << 0)
  /// `semiseparable.apply` without an algorithm.
  public static let undecidedScans = Legality(rawValue: 1 << 1)
  /// `semiseparable.apply` to be chunked.
  public static let chunkedScans = Legality(rawValue: 1 << 2)
  /// `chunk.intra`, `chunk.state`, `state.pass`, `chunk.inter` on their own.
  public static let separateChunks = Legality(rawValue: 1 << 3)
  /// One description, not yet expanded to entry points.
  public static let unexpanded = Legality(rawValue: 1 << 4)
  /// Elementwise operations outside `rowwise` regions.
  public static let looseElementwise = Legality(rawValue: 1 << 5)

  /// Every form.
  public static let everything: Legality = [
    .matrices, .undecidedScans, .chunkedScans, .separateChunks, .unexpanded, .looseElementwise,
  ]

  /// The forms that occur in a module.
  public static func found(in module: Module) -> Legality {
    let forms = module.functions.map { found(in: $0.body, isRowwise: false) }
    let expanded = module.function("prefill") != nil
    return forms.reduce(expanded ? [] : .unexpanded) { $0.union($1) }
  }

  private static func found(in region: Region, isRowwise: Bool) -> Legality {
    region.operations.reduce([]) { forms, operation in
      let nested = operation.region.map { region in
        found(in: region, isRowwise: operation.kind == .rowwise(Rowwise()))
      }
      return forms.union(form(of: operation.kind, isRowwise: isRowwise)).union(nested ?? [])
    }
  }

  private static func form(of kind: OperationKind, isRowwise: Bool) -> Legality {
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

/// A rewrite of graphs.
public struct GraphPass: Sendable {
  /// As given to `ssdc opt` and `--dump-ir-after`.
  public var name: String
  /// What it does, in one line.
  public var summary: String
  /// The word it gives about results.
  public var exactness: Exactness
  /// The forms it accepts.
  public var requires: Legality
  /// The forms that may be left after it.
  public var ensures: Legality
  /// The rewrite.
  public var run: @Sendable (Module, PassOptions) throws -> Module

  /// A pass.
  public init(
    _ name: String, _ summary: String, _ exactness: Exactness, requires: Legality = .everything,
    ensures: Legality = .everything,
    run: @escaping @Sendable (Module, PassOptions) throws -> Module
  ) {
    self.name = name
    self.summary = summary
    self.exactness = exactness
    self.requires = requires
    self.ensures = ensures
    self.run = run
  }
}

/// A rewrite of loop programs.
public struct LoopPass: Sendable {
  /// As given to `ssdc opt` and `--dump-ir-after`.
  public var name: String
  /// What it does, in one line.
  public var summary: String
  /// The word it gives about results.
  public var exactness: Exactness
  /// The rewrite.
  public var run: @Sendable (LoopModule, PassOptions) throws -> LoopModule

  /// A pass.
  public init(
    _ name: String, _ summary: String, _ exactness: Exactness,
    run: @escaping @Sendable (LoopModule, PassOptions) throws -> LoopModule
  ) {
    self.name = name
    self.summary = summary
    self.exactness = exactness
    self.run = run
  }
}

/// What the user and the target decide about the passes.
public struct PassOptions: Hashable, Sendable {
  /// The chunk size Q, nil to choose it by the cost model.
  public var chunk: Int?
  /// Who multiplies matrices.
  public var products: GemmProvider
  /// Which functions a team of threads runs.
  public var teams: Teams
  /// What is known of weights: see `ScalarRates`.
  public var scalarRates: ScalarRates
  /// The machine that the program is for.
  public var target: Target
  /// How nests are arranged, as far as that was chosen.
  public var schedule: Schedule

  /// Options.
  public init(
    chunk: Int? = nil, products: GemmProvider = .builtin, teams: Teams = .always,
    scalarRates: ScalarRates = ScalarRates(), target: Target = Target(.host),
    schedule: Schedule = Schedule()
  ) {
    self.chunk = chunk
    self.products = products
    self.teams = teams
    self.scalarRates = scalarRates
    self.target = target
    self.schedule = schedule
  }

  /// Which functions a team of threads runs.
  public enum Teams: Hashable, Sendable {
    /// All of them.
    case always
    /// Those with enough work between one wait of the team and the next: see `Work.deservesTeam`.
    case worthwhile
  }
}
