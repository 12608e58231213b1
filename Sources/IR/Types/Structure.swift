/// The structure of a matrix `M` that is applied to a sequence; anything but `dense` is a handle without storage.
public enum Structure: Hashable, Sendable {
  /// Every element is stored.
  case dense
  /// Non-zero on the diagonal only.
  case diagonal
  /// Ones on the diagonal.
  case identity
  /// `C Bᵀ` with factors of `rank` columns.
  case lowRank(rank: Int)
  /// Constant along diagonals, `width` of them, on and below the main one.
  case toeplitz(width: Int)
  /// Zero above the diagonal.
  case triangular
  /// The 1-semiseparable matrix `L[t, s] = ∏_{s < i ≤ t} a_i` of a decaying sum, zero above the diagonal.
  case cumulativeDecay
  /// Lower triangular, every block below the diagonal of rank at most `state`, with one decay per head.
  case semiseparable(state: Int)
  /// Blocks of `chunk` tokens: small semiseparable on the diagonal, rank `state` below it.
  case blockLower(chunk: Int, state: Int)

  /// The structure of the elementwise product of two structured matrices, nil where the theory names none.
  ///
  /// Masking a rank-N matrix by a cumulative decay is what makes an SSM: Dao & Gu 2024, "Transformers are SSMs", definition 3.2 and section 6.
  public static func hadamard(_ left: Structure, _ right: Structure) -> Structure? {
    switch (left, right) {
    case (.cumulativeDecay, .lowRank(let rank)), (.lowRank(let rank), .cumulativeDecay):
      .semiseparable(state: rank)
    case (.cumulativeDecay, .cumulativeDecay): .cumulativeDecay
    case (.identity, let other), (let other, .identity): other == .identity ? .identity : .diagonal
    case (.diagonal, _), (_, .diagonal): .diagonal
    case (.triangular, _), (_, .triangular): .triangular
    default: nil
    }
  }

  /// The structure after cutting a matrix into chunks, nil where it has no cheap blocks below the diagonal.
  public func partitioned(chunk: Int) -> Structure? {
    switch self {
    case .semiseparable(let state): .blockLower(chunk: chunk, state: state)
    case .cumulativeDecay: .blockLower(chunk: chunk, state: 1)
    case .dense, .diagonal, .identity, .lowRank, .toeplitz, .triangular, .blockLower: nil
    }
  }
}

extension Structure: CustomStringConvertible {
  /// As written in textual IR, such as `semiseparable(64)`.
  public var description: String {
    switch self {
    case .dense: "dense"
    case .diagonal: "diagonal"
    case .identity: "identity"
    case .lowRank(let rank): "low_rank(\(rank))"
    case .toeplitz(let width): "toeplitz(\(width))"
    case .triangular: "triangular"
    case .cumulativeDecay: "cumulative_decay"
    case .semiseparable(let state): "semiseparable(\(state))"
    case .blockLower(let chunk, let state): "block_lower(\(chunk), \(state))"
    }
  }
}
