import Diagnostics
import IR
import Passes

/// Runs a model's loop program from ids to logits, by the reference interpreter.
public struct LoopRunner<Number: LoopScalar> {
  private let module: LoopModule
  private let memory: LoopMemory<Number>
  private let interpreters: [String: LoopInterpreter<Number>]
  private let order: LoopOrder
  private let states: [StateDeclaration]
  /// Tokens run so far.
  private var past = 0

  /// A runner of `module`, lowered from `graph`, from zero states; parallel loops run in `order`.
  public init(
    _ module: LoopModule, of graph: Module, order: LoopOrder = .forward,
    values: GraphInterpreter<RealSemantics>.ParameterValues
  ) throws {
    self.module = module
    self.order = order
    states = Array(graph.states)
    memory = try LoopMemory(for: module)
    for parameter in graph.parameters {
      let slices = try (0..<(parameter.count ?? 1)).map { try values(parameter, $0) }
      try memory.write(
        LowerToLoops.bufferName(of: parameter), slices.joined().map(Number.value))
    }
    memory.resetStates()
    interpreters = try Dictionary(
      uniqueKeysWithValues: module.functions.map {
        ($0.name, try LoopInterpreter<Number>(module, function: $0.name))
      })
  }

  /// Everything that a sequence, given in calls of the sizes `pieces`, leaves to compare.
  public mutating func trace(_ ids: [Int], pieces: [Int]) throws -> Trace<Number> {
    var trace = Trace<Number>()
    trace.parts.append(.init(name: "logits", elements: try logits(ids, pieces: pieces)))
    trace.parts.append(.init(name: "last logits", elements: try lastLogits(ofCall: pieces.last)))
    for state in states {
      let buffer = LowerToLoops.bufferName(of: state)
      guard module.buffers.contains(where: { $0.name == buffer }) else { continue }
      trace.parts.append(.init(name: state.name, elements: try memory.read(buffer)))
    }
    return trace
  }

  /// The logits `[T, V]` of every token of a sequence, given in calls of the sizes `pieces`; a call of one token is a step.
  public mutating func logits(_ ids: [Int], pieces: [Int]) throws -> [Number] {
    var logits: [Number] = []
    var start = 0
    for piece in pieces {
      let block = piece == 1 ? 1 : segmentTokens
      for first in stride(from: start, to: start + piece, by: block) {
        let part = ids[first..<min(first + block, start + piece)]
        logits += try self.logits(part.map(Int32.init), isStep: piece == 1)
      }
      start += piece
    }
    return logits
  }

  private mutating func logits(_ ids: [Int32], isStep: Bool) throws -> [Number] {
    memory.poisonScratch()
    let body = try function(isStep ? .step : .prefill, tokens: ids.count)
    let given = body.arguments.map { ($0.name, LoopArgument<Number>.integers(ids)) }
    _ = try run(body, tokens: ids.count, Dictionary(uniqueKeysWithValues: given))
    past += ids.count
    let rows = try run(function(.headAll), tokens: ids.count).values.first ?? []
    let width = rows.count / max(segmentTokens, 1)
    return Array(rows.prefix(ids.count * width))
  }

  /// The logits of the last token, by the head of their own, from the rows that a last call of `piece` tokens left.
  private func lastLogits(ofCall piece: Int?) throws -> [Number] {
    let rows = piece.map { ($0 - 1) % segmentTokens + 1 } ?? 1
    return try run(function(.headLast), tokens: rows).values.first ?? []
  }

  /// Runs a function for a call of `tokens` tokens, with the sizes that it asks for.
  private func run(
    _ function: LoopFunction, tokens: Int, _ arguments: [BufferID: LoopArgument<Number>] = [:]
  ) throws -> [BufferID: [Number]] {
    var sizes: [Symbol: Int] = [:]
    if let size = function.tokens { sizes[size.name] = tokens }
    if let size = function.past { sizes[size.name] = past }
    return try interpreter(function.name).run(
      sizes: sizes, arguments: arguments, memory: memory, order: order)
  }

  private var segmentTokens: Int {
    module.function(.prefill)?.tokens?.greatest.asConstant ?? 1
  }

  private func function(_ role: EntryPoint.Role, tokens: Int? = nil) throws -> LoopFunction {
    guard let function = module.function(role, tokens: tokens) else {
      throw Diagnostic(.badDeclaration, "the loop program has no function for \(role.rawValue)")
    }
    return function
  }

  private func interpreter(_ name: String) throws -> LoopInterpreter<Number> {
    guard let interpreter = interpreters[name] else {
      throw Diagnostic(.badDeclaration, "the loop program has no function '\(name)'")
    }
    return interpreter
  }
}
