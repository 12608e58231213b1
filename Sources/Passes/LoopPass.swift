import IR

/// A rewrite of loop programs.
public struct LoopPass: Sendable {
  /// As given to `ssdc opt` and `--dump-ir-after`.
  public var name: String
  /// What it does, in one line.
  public var summary: String
  /// What it guarantees about results.
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
