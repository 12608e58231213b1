import Diagnostics
import IR
import Passes

/// Runs a model's graph from ids to logits, before or after it was expanded to entry points.
public struct GraphRunner<S: Semantics> {
  private var interpreter: GraphInterpreter<S>
  /// The rows after each block of the last call.
  private var blocks: [[S.Element]] = []
  /// The logits of the last call's last token, by the head of their own where there is one.
  private var last: [S.Element] = []

  /// A runner from zero states.
  public init(
    _ module: Module, values: @escaping GraphInterpreter<S>.ParameterValues
  ) {
    interpreter = GraphInterpreter(module, values: values)
  }

  /// Everything that a sequence, given in calls of the sizes `pieces`, leaves to compare.
  public mutating func trace(_ ids: [Int], pieces: [Int]) throws -> Trace<S.Element> {
    var trace = Trace<S.Element>()
    var logits: [S.Element] = []
    var start = 0
    for (call, piece) in pieces.enumerated() {
      logits += try self.logits(Array(ids[start..<start + piece])).elements
      start += piece
      for (block, rows) in blocks.enumerated() {
        trace.parts.append(.init(name: "block \(block) of call \(call)", elements: rows))
      }
    }
    trace.parts.append(.init(name: "logits", elements: logits))
    trace.parts.append(.init(name: "last logits", elements: last))
    for state in interpreter.module.states {
      let size = state.type.extents(tokens: 0).reduce(1, *)
      let slices = interpreter.states[state.name] ?? []
      // What a state that grows has not reached yet is zero in memory.
      let elements = slices.flatMap { slice in
        slice.elements + repeatElement(S.zero, count: size - slice.elements.count)
      }
      trace.parts.append(.init(name: state.name, elements: elements))
    }
    return trace
  }

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
    let role = ids.count == 1 ? EntryPoint.Role.step : .prefill
    guard let body = module.function(.body) ?? module.function(role, tokens: ids.count),
      let head = module.function(.head) ?? module.function(.headAll)
    else {
      throw Diagnostic(.badDeclaration, "module '\(module.name)' has no '\(role.rawValue)'")
    }
    let hidden = try interpreter.run(body, [.ids(ids)], tokens: ids.count)
    blocks = interpreter.residuals.map { $0.flatMap(\.elements) }
    let rows = hidden.map { GraphInterpreter<S>.Argument.tensor($0) }
    let logits = try interpreter.run(head, rows, tokens: ids.count)[0]
    last =
      try module.function(.headLast).map {
        try interpreter.run($0, rows, tokens: ids.count)[0].elements
      } ?? logits.elements.suffix(logits.shape[1])
    return logits
  }
}
