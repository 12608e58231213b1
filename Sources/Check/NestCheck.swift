import Diagnostics
import IR
import Passes
import Schedule

/// Runs a nest before and after a rewrite, on its own, and compares all that it leaves in memory.
///
/// All memory starts with numbers drawn from a seed.
public struct NestCheck {
  /// Draws the numbers.
  public var seed: UInt64

  /// The greatest value tried for a size, such as the number of tokens; loops then have a few whole tiles or none.
  public static let greatestSize = 11

  /// A check whose numbers come from `seed`.
  public init(seed: UInt64 = 1) { self.seed = seed }

  /// What was seen of one rewrite.
  public struct Finding: Hashable, Sendable {
    /// The largest difference, relative to the largest number of its buffer, in double precision.
    public var difference: Double
    /// Whether all residues are equal.
    public var isExactInField: Bool
  }

  /// The differences between two forms of a nest, for its sizes at their least, at their greatest and between.
  ///
  /// Only `widen` may change what the nest left as it was: it computes what no one reads.
  public func compare(
    _ before: Nest, _ after: Nest, by rewrite: Rewrite
  ) throws -> Finding {
    var finding = Finding(difference: 0, isExactInField: true)
    var random = SplitMix(state: seed)
    for share in [0, 1, 2] {
      let sizes = before.ranges.values { symbol, range in
        let top = min(range.upperBound, max(range.lowerBound, Self.greatestSize))
        return switch share {
        case 0: range.lowerBound
        case 1: top
        default: range.lowerBound + Int(random.next() % UInt64(top - range.lowerBound + 1))
        }
      }
      let real = try compare(before, after, rewrite, sizes, Double.self)
      let field = try compare(before, after, rewrite, sizes, Residue.self)
      for (left, right) in real {
        finding.difference = max(finding.difference, DifferentialCheck.difference(left, right))
      }
      finding.isExactInField = finding.isExactInField && field.allSatisfy { $0.0 == $0.1 }
    }
    return finding
  }

  /// What both forms leave in each buffer.
  private func compare<Number: LoopScalar>(
    _ before: Nest, _ after: Nest, _ rewrite: Rewrite, _ sizes: [Symbol: Int], _: Number.Type
  ) throws -> [([Number], [Number])] {
    let buffers = try before.touchedBuffers
    let start = buffers.map { buffer in
      numbers(buffer.shape.reduce(1, *), "\(buffer.name)").map(Number.value)
    }
    let results = try [before, after].map { nest -> [[Number]] in
      let module = LoopModule(
        name: "nest", buffers: buffers,
        functions: [
          LoopFunction(
            name: "nest",
            sizes: sizes.sorted { $0.key < $1.key }.map {
              SizeParameter($0.key, $0.value, $0.value)
            },
            body: nest.body)
        ])
      let memory = try LoopMemory<Number>(for: module)
      for (buffer, values) in zip(buffers, start) { try memory.write(buffer.name, values) }
      _ = try LoopInterpreter<Number>(module, function: "nest").run(
        sizes: sizes, arguments: [:], memory: memory)
      return try buffers.map { try memory.read($0.name) }
    }
    return buffers.indices.map { index in
      var kept = Array(start[index].indices)
      if case .widen = rewrite { kept.removeAll { results[0][index][$0] == start[index][$0] } }
      return (kept.map { results[0][index][$0] }, kept.map { results[1][index][$0] })
    }
  }

  /// Numbers between −1 and 1/4, so that sums of decay logs stay small.
  private func numbers(_ count: Int, _ name: String) -> [Double] {
    var random = SplitMix(state: name.utf8.reduce(seed) { $0 &* 31 &+ UInt64($1) })
    return (0..<count).map { _ in Double(random.next() >> 40) / Double(1 << 24) * 1.25 - 1 }
  }
}

/// A small generator of numbers that look random (Steele, Lea & Flood 2014, "Fast splittable pseudorandom number generators").
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}

extension Nest {
  /// The buffers around the nest that it names, as memory of a program of its own.
  fileprivate var touchedBuffers: [Buffer] {
    get throws {
      let names = body.usedNames
      return try buffers.values.filter { names.contains("\($0.name)") }
        .sorted { $0.name < $1.name }
        .map { buffer in
          guard buffer.element.isReal else {
            throw Diagnostic(.loopType, "nest '\(label)' reads indices from '\(buffer.name)'")
          }
          return Buffer(buffer.name, .f32, buffer.shape, .scratch(offset: nil))
        }
    }
  }
}
