import Foundation
import Frontend
import IR

/// A model of one block of linear attention, and what it computes, summed directly over all pairs of tokens.
struct LinearAttentionModel {
  var mixer: LinearAttentionMixer

  private static let width = 6
  private static let epsilon = 1e-3

  /// One of each form.
  static let all: [LinearAttentionMixer] = [
    LinearAttentionMixer(heads: 2, headDim: 3),
    LinearAttentionMixer(heads: 1, headDim: 5, valueDim: 2, featureMap: .relu, keyScale: -0.5),
    LinearAttentionMixer(
      heads: 3, headDim: 2, valueDim: 4, featureMap: .eluPlusOne, normalizer: 0.25),
    LinearAttentionMixer(
      heads: 2, headDim: 3, featureMap: .eluPlusOne, keyScale: 0.3, normalizer: 0.5,
      decays: [0.75, 0.5], normEpsilon: 1e-3, gated: true),
    LinearAttentionMixer(heads: 2, headDim: 3, decays: [0.9, 1], gated: true),
  ]

  /// The model's graph.
  func module(blocks: Int = 1) throws -> Module {
    let norm = Norm(epsilon: Self.epsilon)
    return try GraphImporter.module(
      of: Architecture(
        name: "linear", vocabulary: 19, width: Self.width,
        blocks: Array(
          repeating: Block(norm: norm, mixer: .linearAttention(mixer)), count: blocks),
        finalNorm: norm, tiedHead: true))
  }

  /// The values of a parameter: decays, and their powers, are the mixer's.
  func values(_ parameter: Parameter, _ slice: Int) -> [Double] {
    guard parameter.sourceName(slice).hasSuffix("decay_log") else {
      return TestModels.values(parameter, slice)
    }
    var logs = mixer.decays.map { log($0) }
    if parameter.transforms.contains(.negate) { logs = logs.map { -$0 } }
    guard parameter.transforms.contains(.powers) else { return logs }
    let count = parameter.type.extents(tokens: 0)[1]
    return logs.flatMap { log in (0..<count).map { exp(Double($0) * log) } }
  }

  /// The logits of `ids`, by the definition of linear attention.
  func logits(_ ids: [Int]) -> [Double] {
    let width = Self.width
    let table = rows("embedding", 19, width)
    let x = ids.map { table[$0] }
    let attended = attend(x.map { Self.normed($0, weight("blocks.0.norm", width), groups: 1) })
    return zip(x, attended).flatMap { x, y in
      let hidden = Self.normed(
        zip(x, y).map(+), weight("final_norm", width), groups: 1)
      return table.map { Self.dot($0, hidden) }
    }
  }

  private func attend(_ normed: [[Double]]) -> [[Double]] {
    let (heads, n, p) = (mixer.heads, mixer.headDim, mixer.valueDim)
    let projected = normed.map { row in
      rows("blocks.0.in_proj", 2 * heads * n + (mixer.gated ? 2 : 1) * heads * p, Self.width)
        .map { Self.dot($0, row) }
    }
    func part(_ t: Int, _ from: Int, _ count: Int) -> [Double] {
      Array(projected[t][from..<from + count])
    }
    return normed.indices.map { t in
      var y = [Double](repeating: 0, count: heads * p)
      for head in 0..<heads {
        let query = part(t, head * n, n).map(map)
        var sum = 0.0
        for s in 0...t {
          let key = part(s, (heads + head) * n, n).map { mixer.keyScale * map($0) }
          let decay = mixer.decays.isEmpty ? 1 : pow(mixer.decays[head], Double(t - s))
          let factor = decay * Self.dot(query, key)
          sum += factor
          for (c, value) in part(s, 2 * heads * n + head * p, p).enumerated() {
            y[head * p + c] += factor * value
          }
        }
        guard let epsilon = mixer.normalizer else { continue }
        for c in 0..<p { y[head * p + c] /= sum + epsilon }
      }
      if mixer.normEpsilon != nil {
        y = Self.normed(y, weight("blocks.0.head_norm", heads * p), groups: heads)
      }
      if mixer.gated {
        let gate = part(t, 2 * heads * n + heads * p, heads * p)
        y = zip(y, gate).map { $0 * $1 / (1 + exp(-$1)) }
      }
      return rows("blocks.0.out_proj", Self.width, heads * p).map { Self.dot($0, y) }
    }
  }

  private func map(_ v: Double) -> Double {
    switch mixer.featureMap {
    case .identity: v
    case .relu: max(v, 0)
    case .eluPlusOne: v > 0 ? v + 1 : exp(v)
    }
  }

  private func weight(_ name: String, _ count: Int) -> [Double] {
    (0..<count).map { TestModels.number(name, $0) * 0.7 }
  }

  private func rows(_ name: String, _ rows: Int, _ columns: Int) -> [[Double]] {
    let values = weight(name, rows * columns)
    return (0..<rows).map { Array(values[$0 * columns..<($0 + 1) * columns]) }
  }

  private static func dot(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }

  private static func normed(_ x: [Double], _ weight: [Double], groups: Int) -> [Double] {
    let size = x.count / groups
    return x.indices.map { index in
      let group = x[index / size * size..<index / size * size + size]
      let mean = group.reduce(0) { $0 + $1 * $1 } / Double(size)
      return weight[index] * x[index] / (mean + epsilon).squareRoot()
    }
  }
}
