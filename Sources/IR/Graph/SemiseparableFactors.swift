import Diagnostics

/// What a semiseparable matrix `M = L ∘ (C Bᵀ)` is made of, found by following the definitions of M.
///
/// M itself says what a call's tokens add; only its factors say what an earlier state adds, and which state is left.
public struct SemiseparableFactors: Hashable, Sendable {
  /// The decay logs that L is made of, `log[T, H]`.
  public var logs: Value
  /// B, `f32[T, G, N]`.
  public var b: Value
  /// C, `f32[T, G, N]`.
  public var c: Value

  /// The factors of `matrix`, where `definition` gives the operation that defines a value.
  ///
  /// Throws unless the matrix is the `hadamard` product of a `decay_matrix` and a `low_rank_matrix`, in either order.
  public init(of matrix: Value, definition: (Value) -> Operation?) throws(Diagnostic) {
    guard let product = definition(matrix), case .hadamard = product.kind,
      product.operands.count == 2
    else { throw Self.unknown(matrix, of: matrix, definition) }
    var logs: Value?
    var lowRank: (c: Value, b: Value)?
    for factor in product.operands {
      let made = definition(factor)
      switch (made?.kind, made?.operands.count) {
      case (.decayMatrix, 1): logs = made?.operands[0]
      case (.lowRankMatrix, 2): lowRank = made.map { ($0.operands[0], $0.operands[1]) }
      default: throw Self.unknown(factor, of: matrix, definition)
      }
    }
    guard let logs, let (c, b) = lowRank else {
      throw Self.unknown(matrix, of: matrix, definition)
    }
    (self.logs, self.b, self.c) = (logs, b, c)
  }

  private static func unknown(
    _ value: Value, of matrix: Value, _ definition: (Value) -> Operation?
  ) -> Diagnostic {
    let origin =
      definition(value).map { "made by '\($0.kind.definition.mnemonic)'" } ?? "an argument"
    let role = value == matrix ? "" : ", a factor of \(matrix),"
    return Diagnostic(
      .unknownFactors,
      "'apply' needs the 'hadamard' product of a 'decay_matrix' and a 'low_rank_matrix', "
        + "but \(value)\(role) is \(origin)")
  }
}
