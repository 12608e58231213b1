/// The head of a titled part of a program.
public struct Section: Hashable, Sendable {
  /// What the part does, for its readers.
  public var title: String
  /// Which nest it is, where a schedule may choose how its loops are arranged.
  public var nest: NestLabel?
  /// The rewrites of the schedule that arranged it, as text.
  public var rewrites: [String]

  /// A part called `title`.
  public init(_ title: String, nest: NestLabel? = nil, rewrites: [String] = []) {
    self.title = title
    self.nest = nest
    self.rewrites = rewrites
  }
}

extension Section: ExpressibleByStringInterpolation {
  /// A part without choices.
  public init(stringLiteral title: String) { self.init(title) }
}

/// The kinds of nests that schedules arrange.
public enum NestKind: String, CaseIterable, Hashable, Sendable {
  /// A product with a weight.
  case linear
  /// The products `C Bᵀ` inside chunks.
  case scores
  /// A scan in chunks.
  case chunkedScan = "chunked_scan"
  /// A scan token by token.
  case recurrence
  /// A scan token by token with a decay for every state of a channel.
  case diagonalScan = "diagonal_scan"
  /// The products of the experts that tokens choose.
  case experts
  /// The quadratic part of a chunked scan on its own.
  case chunkIntra = "chunk_intra"
  /// What each chunk adds to the state.
  case chunkState = "chunk_state"
  /// The passing of the state through the chunks.
  case statePass = "state_pass"
  /// What the states that enter chunks add to the outputs.
  case chunkInter = "chunk_inter"
}

/// What tells one nest of a program from others.
public struct NestLabel: Hashable, Sendable, CustomStringConvertible {
  /// How many tokens a nest is run for.
  public enum Tokens: String, CaseIterable, Hashable, Sendable {
    /// Any number.
    case many
    /// Exactly one.
    case one
  }

  /// What it computes.
  public var kind: NestKind
  /// For how many tokens.
  public var tokens: Tokens
  /// The buffer that it makes.
  public var name: BufferID

  /// The label of a nest.
  public init(_ kind: NestKind, _ tokens: Tokens, _ name: BufferID) {
    self.kind = kind
    self.tokens = tokens
    self.name = name
  }

  /// As a schedule names it.
  public var description: String { "\(kind.rawValue) \(tokens.rawValue) \(name)" }
}
