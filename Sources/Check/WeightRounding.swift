import IR
import Passes

/// How far a pass has rounded the weights of a module, of which it may change nothing else.
struct WeightRounding {
  private let before: Module
  private let after: Module
  private let values: GraphInterpreter<RealSemantics>.ParameterValues

  /// The comparison of two modules, with the values of their parameters.
  init(
    _ before: Module, _ after: Module,
    _ values: @escaping GraphInterpreter<RealSemantics>.ParameterValues
  ) {
    (self.before, self.after, self.values) = (before, after, values)
  }

  /// The largest change of a number, relative to itself; infinite where more than elements of weights has changed.
  func finding(_ pass: GraphPass) throws -> DifferentialCheck.Finding {
    var restored = after
    for (index, old) in before.parameters.enumerated()
    where restored.parameters.indices.contains(index) {
      restored.parameters[index].storage.element = old.storage.element
    }
    var finding = DifferentialCheck.Finding(
      pass: pass.name, exactness: pass.exactness, difference: 0, part: "", isExactInField: nil)
    guard restored == before else {
      (finding.difference, finding.part) = (.infinity, "more than the elements of weights")
      return finding
    }
    for (old, new) in zip(before.parameters, after.parameters) where old != new {
      for slice in 0..<(old.count ?? 1) {
        let difference = Self.difference(try values(old, slice), try values(new, slice))
        if difference > finding.difference {
          (finding.difference, finding.part) = (difference, "weight '@\(old.name)'")
        }
      }
    }
    return finding
  }

  /// The largest change of a number, relative to itself or, below it, to the least normal one.
  private static func difference(_ old: [Double], _ new: [Double]) -> Double {
    guard old.count == new.count else { return .infinity }
    let least = Double(Float.leastNormalMagnitude)
    return zip(old, new).reduce(0) { worst, pair in
      let change = abs(pair.0 - pair.1) / max(abs(pair.0), least)
      return change.isNaN ? .infinity : max(worst, change)
    }
  }
}
