import Diagnostics
import IR

/// The pieces of memory that every entry point is given; the raw value is the parameter's name.
package enum MemoryArea: String, CaseIterable {
  case weights, state, scratch

  /// The parameter through which a function gets the area.
  var parameter: CVariable {
    let element: CType = self == .weights ? .const(.float) : .float
    return CVariable(.pointer(element, restrict: true), rawValue)
  }

  /// Where a shared buffer lies: the area and the offset in bytes.
  package static func place(of buffer: Buffer) throws -> (area: MemoryArea, offset: Int) {
    switch buffer.space {
    case .parameter(let offset?): return (.weights, offset)
    case .state(let offset?): return (.state, offset)
    case .scratch(let offset?): return (.scratch, offset)
    case .parameter, .state, .scratch:
      throw Diagnostic(
        .notExpressible, "buffer '\(buffer.name)' has no place in memory",
        help: "run the pass plan-memory first")
    case .stack, .argument:
      throw Diagnostic(
        .notExpressible, "buffer '\(buffer.name)' belongs to a function, not to the module")
    }
  }
}
