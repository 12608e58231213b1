import IR

/// The memory that a compiled model takes, in bytes.
public struct ProjectSizes: Hashable, Sendable {
  /// The weights file, as `NAME_weights_size` says.
  public var weights: Int
  /// The arena of one sequence, as `NAME_arena_size` says: its state and working memory.
  public var arena: Int
  /// A saved state, as `NAME_state_size` says.
  public var state: Int
  /// Arrays on the stack of one thread at a time, in the entry point that has most.
  public var stack: Int

  /// The sizes under the names of `info --json`.
  public var members: [OrderedJSON.Member] {
    [
      .init("weights_bytes", .integer(weights)), .init("arena_bytes", .integer(arena)),
      .init("state_bytes", .integer(state)), .init("stack_bytes", .integer(stack)),
    ]
  }
}

extension ProjectInput {
  /// What the model will take; exact before any weight is read.
  public var sizes: ProjectSizes {
    ProjectSizes(
      weights: weights.fileBytes(model: name.text), arena: arenaBytes, state: savedStateBytes,
      stack: module.functions.map(\.stackBytes).max() ?? 0)
  }
}
