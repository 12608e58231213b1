import Diagnostics
import Foundation
import IR
import Testing

/// The operations of Transformers against their formulas, written the long way.
@Suite struct AttentionOperationTests {
  private func numbers(_ count: Int, seed: Int) -> [Double] {
    (0..<count).map { sin(Double($0 * 37 + seed * 101)) }
  }

  private func tensor(_ shape: [Int], seed: Int) -> Tensor<Double> {
    Tensor(shape, numbers(shape.reduce(1, *), seed: seed))
  }

  @Test(arguments: [(4, 1), (4, 2), (3, 3)], [0, 5])
  func attentionIsSoftmaxOfMaskedScores(heads: (h: Int, g: Int), past: Int) {
    let (tokens, depth, width, scale) = (4, 3, 2, 0.7)
    let q = tensor([tokens, heads.h, depth], seed: 1)
    let k = tensor([past + tokens, heads.g, depth], seed: 2)
    let v = tensor([past + tokens, heads.g, width], seed: 3)
    let y = CausalAttention(scale: scale).evaluate([q, k, v], as: RealSemantics.self)[0]
    #expect(y.shape == [tokens, heads.h, width])
    for t in 0..<tokens {
      for h in 0..<heads.h {
        let g = h * heads.g / heads.h
        let weights = (0..<past + tokens).map { s -> Double in
          guard s <= past + t else { return 0 }
          let products = (0..<depth).map {
            q.elements[(t * heads.h + h) * depth + $0] * k.elements[(s * heads.g + g) * depth + $0]
          }
          return exp(scale * products.reduce(0, +))
        }
        for e in 0..<width {
          let sum = weights.indices.reduce(0) {
            $0 + weights[$1] * v.elements[($1 * heads.g + g) * width + e]
          }
          let found = y.elements[(t * heads.h + h) * width + e]
          #expect(abs(found - sum / weights.reduce(0, +)) < 1e-14)
        }
      }
    }
  }

  /// Scores whose exponentials are out of range still give the greatest's value.
  @Test func greatScoresDoNotOverflow() {
    let (q, k) = (Tensor([1, 1, 1], [1000.0]), Tensor([2, 1, 1], [1000.0, 999]))
    let v = Tensor([2, 1, 1], [3.0, 5])
    let y = CausalAttention(scale: 1).evaluate([q, k, v], as: RealSemantics.self)
    #expect(y[0].elements == [3])
  }

  /// Pairs of channels as complex numbers, turned by position · frequency.
  @Test(arguments: [4, 6], [0, 250])
  func rotaryTurnsPairs(rotated: Int, past: Int) {
    let (tokens, heads, width, half) = (9, 2, 6, rotated / 2)
    let frequencies = (0..<half).map { pow(10_000, -Double($0) / Double(half)) }
    func table(_ positions: StrideTo<Int>) -> Tensor<Double> {
      let rows = positions.map { p in
        frequencies.map { cos(Double(p) * $0) } + frequencies.map { sin(Double(p) * $0) }
      }
      return Tensor([rows.count, rotated], rows.flatMap { $0 })
    }
    let x = tensor([tokens, heads, width], seed: 4)
    let y = Rotary().evaluate(
      [
        x, Tensor([past, 1, 1], filledWith: 0), table(stride(from: 0, to: 1024, by: 256)),
        table(stride(from: 0, to: 256, by: 1)),
      ], as: RealSemantics.self)[0]
    for row in 0..<tokens * heads {
      let position = Double(past + row / heads)
      for c in 0..<width {
        let (value, found) = (x.elements[row * width + c], y.elements[row * width + c])
        guard c < rotated else {
          #expect(found == value)
          continue
        }
        let angle = position * frequencies[c % half]
        let other = x.elements[row * width + (c < half ? c + half : c - half)]
        let expected = value * cos(angle) + (c < half ? -other : other) * sin(angle)
        #expect(abs(found - expected) < 1e-12)
      }
    }
  }

  @Test func appendedRowsStandBehind() {
    let (past, rows) = (tensor([2, 2, 3], seed: 1), tensor([3, 2, 3], seed: 2))
    let all = AppendRows().evaluate([past, rows], as: RealSemantics.self)[0]
    #expect(all == Tensor([5, 2, 3], past.elements + rows.elements))
  }

  // MARK: Types

  private func types(_ kind: OperationKind, _ operands: [TensorType]) throws -> [TensorType] {
    try kind.definition.resultTypes(operands, in: Module(name: "m"))
  }

  @Test(arguments: [Extent.tokens, .fixed(1)]) func typesThatFit(tokens: Extent) throws {
    let q = TensorType(.f32, [tokens, 4, 6])
    let k = TensorType(.f32, [.cached(9), 2, 6])
    let past = TensorType(.f32, [.past(9), 2, 6])
    #expect(
      try types(
        .attention(CausalAttention(scale: 1)), [q, k, TensorType(.f32, [.cached(9), 2, 5])])
        == [TensorType(.f32, [tokens, 4, 5])])
    #expect(
      try types(.append(AppendRows()), [past, TensorType(.f32, [tokens, 2, 6])]) == [k])
    let tables = [TensorType(.f32, [1, 4]), TensorType(.f32, [256, 4])]
    #expect(try types(.rotary(Rotary()), [q, past] + tables) == [q])
  }

  @Test func typesThatDoNotFit() throws {
    let q = TensorType(.f32, [.tokens, 4, 6])
    let k = TensorType(.f32, [.cached(300), 2, 6])
    let past = TensorType(.f32, [.past(300), 2, 6])
    let fine = TensorType(.f32, [256, 4])
    let attention = OperationKind.attention(CausalAttention(scale: 1))
    let refused: [(OperationKind, [TensorType])] = [
      (attention, [q, k]), (attention, [q, past, k]), (attention, [q, k, past]),
      (attention, [TensorType(.f32, [7, 4, 6]), k, k]),
      (attention, [TensorType(.f32, [.tokens, 3, 6]), k, k]),
      (attention, [TensorType(.f32, [.tokens, 4, 5]), k, k]),
      (attention, [q, k, TensorType(.f32, [.cached(299), 2, 6])]),
      (attention, [q, k, TensorType(.f32, [.cached(300), 4, 6])]),
      (attention, [q, TensorType(.f32, [.cached(300), 0, 6]), k]),
      (.append(AppendRows()), [past, q]), (.append(AppendRows()), [k, q]),
      (.append(AppendRows()), [past, TensorType(.f32, [3, 2, 6])]),
      (.rotary(Rotary()), [q, past, TensorType(.f32, [1, 4]), fine]),
      (.rotary(Rotary()), [q, past, TensorType(.f32, [2, 3]), TensorType(.f32, [256, 3])]),
      (.rotary(Rotary()), [q, past, TensorType(.f32, [2, 8]), TensorType(.f32, [256, 8])]),
      (.rotary(Rotary()), [q, past, TensorType(.f32, [2, 4]), TensorType(.f32, [255, 4])]),
      (.rotary(Rotary()), [q, k, TensorType(.f32, [2, 4]), fine]),
      (.rotary(Rotary()), [TensorType(.f32, [3, 4, 6]), past, TensorType(.f32, [2, 4]), fine]),
    ]
    for (kind, operands) in refused {
      #expect(throws: TypeError.self, "\(kind): \(operands)") { try types(kind, operands) }
    }
  }
}
