/// A hand-shaped kernel: its C spelling together with the loops that are its meaning.
///
/// The interpreter runs the meaning; emitted programs run the spelling; a test compares the two.
public enum Intrinsic: String, CaseIterable, Hashable, Sendable {
  /// `y[m, n] = x[m, k] · Wᵀ` with W in panels of 16 output columns, `w[n/16, k, 16]`.
  case linearPanel = "linear_panel"
  /// `y[m, n] = x[m, k] · Wᵀ` with W in rows, `w[n, k]`.
  case linearRows = "linear_rows"
  /// `c[m, n] = a[m, k] · b[k, n]` on small operands that sit in cache.
  case gemm

  /// Output columns in one panel of a packed weight.
  public static let panelWidth = 16

  /// The runtime's function, without its prefix.
  public var spelling: String {
    switch self {
    case .linearPanel: "gemm_panel"
    case .linearRows: "linear"
    case .gemm: "gemm"
    }
  }

  /// The names of the size parameters, in the order of a call's sizes.
  public var sizes: [String] { ["m", "n", "k"] }

  /// The buffer parameters with their ranks, in the order of a call's views; the last is written, the others are read.
  public var parameters: [(name: String, rank: Int)] {
    switch self {
    case .linearPanel: [("x", 2), ("w", 3), ("y", 2)]
    case .linearRows: [("x", 2), ("w", 2), ("y", 2)]
    case .gemm: [("a", 2), ("b", 2), ("c", 2)]
    }
  }

  /// Whether the kernel can work on a call's views: all but the left operand of `gemm` are contiguous along their last
  /// dimension, and weights are used in their whole depth, as the kernels take it for their stride.
  public func accepts(_ call: Call, shapes: (String) -> [Int]?) -> Bool {
    for (position, view) in call.views.enumerated() {
      guard let shape = shapes(view.buffer), shape.count == view.origin.count else { return false }
      let isWeight = self != .gemm && position == 1
      if isWeight {
        let trailing = Array(shape.indices.suffix(view.axes.count))
        let depth = shape[shape.count - (self == .linearPanel ? 2 : 1)]
        guard view.axes == trailing, call.sizes[2] == [Affine(depth)] else { return false }
      } else if self != .gemm || position != 0 {
        guard view.axes.last == shape.count - 1 else { return false }
      }
    }
    return true
  }

  /// The loops that say what a call does, over the names of `sizes` and `parameters`.
  public func meaning(accumulates: Bool) -> [Statement] {
    switch self {
    case .linearPanel:
      let width = Intrinsic.panelWidth
      return [
        .loop(
          Loop(
            "i", to: ["m"],
            [
              .loop(
                Loop(
                  "j0", to: ["n"], by: width,
                  [
                    .loop(
                      Loop(
                        "j", to: [Affine(width), "n" - "j0"],
                        [
                          .index("panel", .quotient("j0", by: width))
                        ]
                          + product(
                            of: Access("x", ["i", "p"]), with: Access("w", ["panel", "p", "j"]),
                            into: Access("y", ["i", "j0" + "j"]), accumulates: accumulates)))
                  ]))
            ]))
      ]
    case .linearRows:
      return nest(
        product(
          of: Access("x", ["i", "p"]), with: Access("w", ["j", "p"]),
          into: Access("y", ["i", "j"]), accumulates: accumulates))
    case .gemm:
      return nest(
        product(
          of: Access("a", ["i", "p"]), with: Access("b", ["p", "j"]),
          into: Access("c", ["i", "j"]), accumulates: accumulates))
    }
  }

  /// `body` for every `i < m`, `j < n`.
  private func nest(_ body: [Statement]) -> [Statement] {
    [.loop(Loop("i", to: ["m"], [.loop(Loop("j", to: ["n"], body))]))]
  }

  /// `result (+)= Σ_{p < k} left · right`.
  private func product(
    of left: Access, with right: Access, into result: Access, accumulates: Bool
  ) -> [Statement] {
    let term = Expression.binary(.multiply, .load(left), .load(right))
    let sum = Expression.scalar("sum")
    return [
      .define("sum", .constant(0)),
      .loop(Loop("p", to: ["k"], [.assign("sum", .binary(.add, sum, term))])),
      accumulates ? .accumulate(result, sum) : .store(result, sum),
    ]
  }
}
