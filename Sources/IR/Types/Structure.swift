/// The structure of a matrix `M` that is applied to a sequence; anything but `dense` is a handle without storage.
public enum Structure: Hashable, Sendable {
  /// Every element is stored.
  case dense
  /// `C Bᵀ` with factors of `rank` columns.
  case lowRank(rank: Int)
  /// The 1-semiseparable matrix `L[t, s] = ∏_{s < i ≤ t} a_i` of a decaying sum, zero above the diagonal.
  case cumulativeDecay
  /// Lower triangular, every block below the diagonal of rank at most `state`, with one decay per head.
  case semiseparable(state: Int)

  /// The structure of the elementwise product of two structured matrices, nil where the theory names none.
  ///
  /// Masking a rank-N matrix by a cumulative decay is what makes an SSM: Dao & Gu 2024, "Transformers are SSMs", definition 3.2 and section 6.
  public static func hadamard(_ left: Structure, _ right: Structure) -> Structure? {
    switch (left, right) {
    case (.cumulativeDecay, .lowRank(let rank)), (.lowRank(let rank), .cumulativeDecay):
      .semiseparable(state: rank)
    case (.dense, _), (.lowRank, _), (.cumulativeDecay, _), (.semiseparable, _): nil
    }
  }
}

extension Structure: CustomStringConvertible {
  /// As written in textual IR, such as `semiseparable(64)`.
  public var description: String {
    switch self {
    case .dense: "dense"
    case .lowRank(let rank): "low_rank(\(rank))"
    case .cumulativeDecay: "cumulative_decay"
    case .semiseparable(let state): "semiseparable(\(state))"
    }
  }
}
