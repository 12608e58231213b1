/// Statements one below the other, as in the text of a program; a list of statements stands for each of its own.
@resultBuilder
public enum LoopBody {
  /// One statement.
  public static func buildExpression(_ statement: Statement) -> [Statement] { [statement] }
  /// Several, in order.
  public static func buildExpression(_ statements: [Statement]) -> [Statement] { statements }
  /// All of them.
  public static func buildBlock(_ parts: [Statement]...) -> [Statement] { parts.flatMap { $0 } }
  /// Those of an `if` without `else`.
  public static func buildOptional(_ part: [Statement]?) -> [Statement] { part ?? [] }
  /// Those of the first branch.
  public static func buildEither(first part: [Statement]) -> [Statement] { part }
  /// Those of the other branch.
  public static func buildEither(second part: [Statement]) -> [Statement] { part }
}

/// Repeats `body` for `variable` in `lower ..< upper`.
public func loop(
  _ variable: Symbol, from lower: Affine = 0, to upper: Affine, by step: Int = 1,
  @LoopBody _ body: () throws -> [Statement]
) rethrows -> Statement {
  try loop(variable, from: lower, to: [upper], by: step, body)
}

/// Repeats `body` for `variable` in `lower ..< min(uppers)`.
public func loop(
  _ variable: Symbol, from lower: Affine = 0, to uppers: [Affine], by step: Int = 1,
  @LoopBody _ body: () throws -> [Statement]
) rethrows -> Statement {
  .loop(Loop(variable, from: lower, to: uppers, by: step, try body()))
}

/// Repeats `body` for `variable` in `0 ..< count`.
public func loop(
  _ variable: Symbol, count: Int,
  @LoopBody _ body: () throws -> [Statement]
) rethrows -> Statement {
  try loop(variable, to: Affine(count), body)
}

/// A titled part of the program.
public func section(
  _ head: Section, @LoopBody _ body: () throws -> [Statement]
) rethrows -> Statement {
  .section(head, try body())
}
