import Foundation
import Frontend
import IR

/// Small models with seeded random weights.
enum TestModels {
  static func mixer(
    heads: Int = 4, headDim: Int = 3, groups: Int = 2, state: Int = 5, convWidth: Int = 4,
    bias: Bool = true, limit: ClosedRange<Double> = 0...Double.infinity
  ) -> Mamba2Mixer {
    Mamba2Mixer(
      heads: heads, headDim: headDim, groups: groups, state: state, convWidth: convWidth,
      projectionBias: bias, convBias: bias, timeStepLimit: limit,
      gateNorm: .gateFirst(epsilon: 1e-5))
  }

  static func architecture(_ mixers: [Mamba2Mixer], tied: Bool = false) -> Architecture {
    Architecture(
      name: "toy", vocabulary: 19, width: 6,
      blocks: mixers.map { Block(norm: Norm(epsilon: 1e-5), mixer: .mamba2($0)) },
      finalNorm: Norm(epsilon: 1e-5), tiedHead: tied)
  }

  /// A deterministic number in −1 ..< 1 for element `index` of the weight `name`.
  static func number(_ name: String, _ index: Int) -> Double {
    var state = name.utf8.reduce(UInt64(14_695_981_039_346_656_037)) {
      ($0 ^ UInt64($1)) &* 1_099_511_628_211
    }
    state = (state ^ UInt64(index)) &* 0x9E37_79B9_7F4A_7C15
    state = (state ^ (state >> 31)) &* 0xBF58_476D_1CE4_E5B9
    state ^= state >> 29
    return Double(state >> 11) / Double(1 << 52) - 1
  }

  /// The values of one slice of a parameter after its transforms.
  static func values(_ parameter: Parameter, _ slice: Int) -> [Double] {
    let shape = parameter.type.extents(tokens: 0)
    let name = parameter.sourceName(slice)
    var values = (0..<parameter.storedCount).map { number(name, $0) * 0.7 }
    for transform in parameter.transforms {
      switch transform {
      case .negate: values = values.map { -$0 }
      case .exp: values = values.map { exp($0) }
      case .transpose:
        let (rows, columns) = (shape[0], shape[1])
        let stored = values
        values = stored.indices.map { stored[$0 % columns * rows + $0 / columns] }
      case .powers:
        values = values.flatMap { log in (0..<shape[1]).map { exp(Double($0) * log) } }
      }
    }
    guard parameter.storage.element != .f32 else { return values }
    return values.map { Double(parameter.storage.element.rounded(Float($0))) }
  }

  static func ids(_ count: Int) -> [Int] { (0..<count).map { ($0 * 7 + $0 * $0 % 5) % 19 } }
}
