import Foundation
import IR

/// Rotary positions: Su et al. 2021, "RoFormer"; pairs of channels i and i + turned/2 are turned by position · frequency i.
public struct RotaryPositions: Hashable, Sendable {
  /// The channels of a head that frequencies are spread over.
  public var dims: Int
  /// The base of the frequencies, `theta^(−2i/dims)`.
  public var theta: Double
  /// How frequencies are changed for long contexts.
  public var scaling: RotaryScaling

  /// Positions of `dims` channels.
  public init(dims: Int, theta: Double = 10_000, scaling: RotaryScaling = .none) {
    (self.dims, self.theta, self.scaling) = (dims, theta, scaling)
  }

  /// The channels of a head that are turned, the first ones: `dims`, or one more where that is odd.
  var turned: Int { dims + dims % 2 }

  /// What is wrong with them for heads of `headDim` channels; nil when nothing is.
  func complaint(headDim: Int) -> String? {
    if dims < 1 || turned > headDim {
      return
        "\(dims) of \(headDim) channels have rotary positions, expected at least 1, and fewer than all if odd"
    }
    guard theta > 1, (0..<turned / 2).allSatisfy({ frequency($0).isFinite }) else {
      return "rotary positions with theta \(theta) and this scaling give angles that are not finite"
    }
    return scaling.amplitude.complaint("the factor of cosines and sines")
  }

  /// The angle per position of pair `index`, rounded to 32 bits as models are trained with it.
  func frequency(_ index: Int) -> Double {
    let plain = pow(theta, -2 * Double(index) / Double(dims))
    return Double(Float(scaling.frequency(plain, pair: index, dims: dims, theta: theta)))
  }
}

/// How the frequencies of rotary positions are changed, as transformers' `modeling_rope_utils.py` computes it.
public enum RotaryScaling: Hashable, Sendable {
  /// Not at all.
  case none
  /// Divided by `factor`: Chen et al. 2023, "Extending context window of large language models via position interpolation".
  case linear(factor: Double)
  /// Long waves divided by `factor`, short ones kept, those between blended: Llama 3.1.
  case llama3(factor: Double, low: Double, high: Double, original: Double)
  /// Blended by the number of turns in the original context, and attention sharpened: Peng et al. 2023, "YaRN".
  case yarn(factor: Double, fast: Double, slow: Double, original: Double, attention: Double)

  /// The changed frequency of `pair`.
  func frequency(_ plain: Double, pair: Int, dims: Int, theta: Double) -> Double {
    switch self {
    case .none: return plain
    case .linear(let factor): return plain / factor
    case .llama3(let factor, let low, let high, let original):
      let wave = 2 * Double.pi / plain
      if wave < original / high { return plain }
      if wave > original / low { return plain / factor }
      let blend = (original / wave - low) / (high - low)
      return (1 - blend) * plain / factor + blend * plain
    case .yarn(let factor, let fast, let slow, let original, _):
      func pairTurning(_ turns: Double) -> Double {
        Double(dims) * log(original / (turns * 2 * .pi)) / (2 * log(theta))
      }
      let first = max(pairTurning(fast).rounded(.down), 0)
      let last = min(pairTurning(slow).rounded(.up), Double(dims - 1))
      let ramp = (Double(pair) - first) / (last == first ? 0.001 : last - first)
      let blend = min(max(ramp, 0), 1)
      return plain / factor * blend + plain * (1 - blend)
    }
  }

  /// The factor of cosines and sines.
  var amplitude: Double {
    switch self {
    case .none, .linear, .llama3: 1
    case .yarn(_, _, _, _, let attention): attention
    }
  }
}

/// One of the two tables whose rows combine to the cosines and sines of any position.
///
/// Position `256 · c + f` has the sum of the angles of row c of the coarse table and row f of the fine one, so both are
/// short, and exact to the rounding of 32 bits at any position.
public struct RotaryTable: Hashable, Sendable {
  /// Positions between rows of the coarse table, and rows of the fine one.
  public static let stride = 256

  /// Which positions.
  public var rotary: RotaryPositions
  /// Positions between neighbouring rows.
  public var step: Int
  /// The number of rows.
  public var rows: Int

  /// The table of multiples of `stride` that positions below `context` have.
  static func coarse(_ rotary: RotaryPositions, context: Int) -> RotaryTable {
    RotaryTable(
      rotary: rotary, step: stride, rows: (context + stride - 1) / stride)
  }

  /// The table of the positions between.
  static func fine(_ rotary: RotaryPositions) -> RotaryTable {
    RotaryTable(rotary: rotary, step: 1, rows: stride)
  }

  /// `[rows, turned]`: each row has the cosines of all pairs, then their sines.
  var shape: [Int] { [rows, rotary.turned] }

  /// Element `index`, row-major; the coarse table carries the amplitude.
  func element(_ index: Int) -> Float {
    let (row, column) = index.quotientAndRemainder(dividingBy: rotary.turned)
    let pairs = rotary.turned / 2
    let angle = Double(row * step) * rotary.frequency(column % pairs)
    let amplitude = step == 1 ? 1 : rotary.scaling.amplitude
    return Float(amplitude * (column < pairs ? cos(angle) : sin(angle)))
  }
}
