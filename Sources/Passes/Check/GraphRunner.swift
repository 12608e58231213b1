import Diagnostics
import IR

/// Runs a model's graph from ids to logits, before or after it was expanded to entry points.
public struct GraphRunner<S: Semantics> {
  private var interpreter: GraphInterpreter<S>

  /// A runner from zero states.
  public init(
    _ module: Module, values: @escaping GraphInterpreter<S>.ParameterValues
  ) {
    interpreter = GraphInterpreter(module, values: values)
  }

  /// The states after the last call.
  public var states: [String: [Tensor<S.Element>]] { interpreter.states }

  /// The rows after each block of the last call's last function with blocks.
  public var residuals: [[Tensor<S.Element>]] { interpreter.residuals }

  /// The logits `[T, V]` of every token of a sequence, given in calls of the sizes `pieces`; a call of one token is a step.
  public mutating func logits(_ ids: [Int], pieces: [Int]) throws -> Tensor<S.Element> {
    var rows: [S.Element] = []
    var width = 0
    var start = 0
    for piece in pieces {
      let part = Array(ids[start..<start + piece])
      start += piece
      let logits = try self.logits(part)
      width = logits.shape[1]
      rows += logits.elements
    }
    return Tensor([ids.count, width], rows)
  }

  private mutating func logits(_ ids: [Int]) throws -> Tensor<S.Element> {
    let module = interpreter.module
    let names =
      module.function("body") != nil
      ? ("body", "head") : (ids.count == 1 ? "step" : "prefill", "head_all")
    guard let body = module.function(names.0), let head = module.function(names.1) else {
      throw Diagnostic(.badDeclaration, "module '\(module.name)' has no '\(names.0)'")
    }
    let hidden = try interpreter.run(body, [.ids(ids)], tokens: ids.count)
    return try interpreter.run(head, hidden.map { .tensor($0) }, tokens: ids.count)[0]
  }
}
