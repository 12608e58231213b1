import IR

/// A rewrite of graphs.
public struct GraphPass: Sendable {
  /// As given to `ssdc opt` and `--dump-ir-after`.
  public var name: String
  /// What it does, in one line.
  public var summary: String
  /// What it guarantees about results.
  public var exactness: Exactness
  /// The forms it accepts.
  public var requires: GraphForms
  /// The forms that may be left after it.
  public var ensures: GraphForms
  /// The rewrite.
  public var run: @Sendable (Module, PassOptions) throws -> Module

  /// A pass.
  public init(
    _ name: String, _ summary: String, _ exactness: Exactness, requires: GraphForms = .everything,
    ensures: GraphForms = .everything,
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
