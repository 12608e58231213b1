import IR
import Passes

extension DifferentialCheck {
  /// What the step is called that puts channels in another order.
  public static let channelOrderName = "sort-channels"

  /// Checks that `module` computes with the check's own weights what it computes with `stored`, in which channels have another
  /// order: the rows of blocks and the logits, for states have the order of their channels.
  public func channelOrder(
    _ module: Module, stored: @escaping GraphInterpreter<RealSemantics>.ParameterValues,
    observe: (Finding) throws -> Void = { _ in }
  ) throws {
    var before = self
    before.values = stored
    let isExact =
      try before.trace(module, PrimeField.self).withoutStates(of: module)
      == trace(module, PrimeField.self).withoutStates(of: module)
    try report(
      Self.channelOrderName, .reassociating,
      before.trace(module, RealSemantics.self).withoutStates(of: module),
      trace(module, RealSemantics.self).withoutStates(of: module), isExact: isExact, observe)
  }
}

extension Trace {
  /// The parts that are no states of `module`.
  fileprivate func withoutStates(of module: Module) -> Trace {
    let states = Set(module.states.map(\.name))
    return Trace(parts: parts.filter { !states.contains($0.name) })
  }
}
