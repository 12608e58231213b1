import Diagnostics
import IR

/// How the loops of a program are arranged, as far as its author chose: what it does not mention is left to the defaults.
public struct Schedule: Hashable, Sendable {
  /// The most tokens that pass through all layers at a time in prefill, nil for the default.
  public var tokens: Int?
  /// The lengths of short calls of prefill that have variants of their own, each for calls of at most so many tokens; ascending.
  public var variants: [Int]
  /// The chunk size Q, nil for the default; of a variant at most its length.
  public var chunk: Int?
  /// Whether the steps of a chunked scan share one loop over its chunks, nil for the default, which is that they do.
  public var fusesSteps: Bool?
  /// The tiles of attention.
  public var tiles: Tiles
  /// The schedules of nests; the first that fits a nest is its schedule.
  public var nests: [NestSchedule]

  /// A schedule; an empty one leaves everything to the defaults.
  public init(
    tokens: Int? = nil, variants: [Int] = [], chunk: Int? = nil, fusesSteps: Bool? = nil,
    tiles: Tiles = Tiles(), nests: [NestSchedule] = []
  ) {
    self.tokens = tokens
    self.variants = variants
    self.chunk = chunk
    self.fusesSteps = fusesSteps
    self.tiles = tiles
    self.nests = nests
  }

  /// The version of the text form.
  public static let version = 1

  /// The rewrites of the nest `label`, nil where nothing is said of it.
  public func rewrites(of label: NestLabel) -> [Rewrite]? {
    nests.first { $0.fits(label) }?.rewrites
  }
}

/// The rewrites of some nests, in order.
public struct NestSchedule: Hashable, Sendable {
  /// The kind of nests.
  public var kind: NestKind
  /// Whether they are run for many tokens or for one.
  public var tokens: NestLabel.Tokens
  /// What the only nest makes that is meant, nil for all.
  public var name: BufferID?
  /// What is done with them.
  public var rewrites: [Rewrite]

  /// The rewrites of nests of a kind, or of the one called `name`.
  public init(
    _ kind: NestKind, _ tokens: NestLabel.Tokens, name: BufferID? = nil, _ rewrites: [Rewrite]
  ) {
    self.kind = kind
    self.tokens = tokens
    self.name = name
    self.rewrites = rewrites
  }

  /// Whether the nest `label` is meant.
  func fits(_ label: NestLabel) -> Bool {
    kind == label.kind && tokens == label.tokens && (name ?? label.name) == label.name
  }
}
