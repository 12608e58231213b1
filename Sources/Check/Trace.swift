import IR
import Passes

/// What a run of a model leaves to compare with another run: more than logits, on which small parts hardly show.
public struct Trace<Element: Equatable & Sendable>: Equatable, Sendable {
  /// One thing to compare.
  public struct Part: Equatable, Sendable {
    /// What it is, such as `logits` or `block 3 of call 1`.
    public var name: String
    /// Its numbers.
    public var elements: [Element]
  }

  /// Everything, in the order of the computation: rows after each block, call by call, logits, states after the last call.
  public var parts: [Part] = []

  /// The numbers of the part `name`; none if there is no such part.
  public subscript(name: String) -> [Element] {
    parts.first { $0.name == name }?.elements ?? []
  }

  /// The logits `[T, V]` of all tokens.
  public var logits: [Element] { self["logits"] }

  /// The parts that `other` has too: the rows after blocks are seen in graphs only.
  func common(with other: Trace) -> [(name: String, left: [Element], right: [Element])] {
    parts.compactMap { part in
      other.parts.first { $0.name == part.name }.map { (part.name, part.elements, $0.elements) }
    }
  }
}

extension Trace<Double> {
  /// The largest difference of a number from that of `other`, relative to the largest number of its part, and that part;
  /// infinite where something is not a number.
  func difference(from other: Trace) -> (value: Double, part: String) {
    common(with: other).reduce((0, "logits")) { worst, part in
      let difference = DifferentialCheck.difference(part.left, part.right)
      return difference > worst.0 ? (difference, part.name) : worst
    }
  }
}
