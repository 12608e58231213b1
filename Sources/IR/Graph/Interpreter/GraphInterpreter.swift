import Diagnostics

/// The reference meaning of a graph: runs functions operation by operation, over any semantics of numbers.
public struct GraphInterpreter<S: Semantics> {
  /// Gives the values of one slice of a parameter, after its transforms, row-major.
  public typealias ParameterValues = (_ parameter: Parameter, _ slice: Int) throws -> [Double]

  /// The module whose functions are run.
  public let module: Module
  /// What the previous call left, one tensor per block, by state; absent states are zero.
  public var states: [String: [Tensor<S.Element>]] = [:]
  /// The carried values after each block of the last run.
  public private(set) var residuals: [[Tensor<S.Element>]] = []

  private let values: ParameterValues
  private var tokens = 0
  private var definitions: [Value: Operation] = [:]

  /// An interpreter of `module` with zero states.
  public init(_ module: Module, values: @escaping ParameterValues) {
    self.module = module
    self.values = values
    for state in module.states {
      let zero = Tensor(state.initialExtents, filledWith: S.zero)
      states[state.name] = Array(repeating: zero, count: state.count ?? 1)
    }
  }

  /// An argument of a function.
  public enum Argument {
    /// Token ids.
    case ids([Int])
    /// Rows or other numbers.
    case tensor(Tensor<S.Element>)
  }

  /// Runs `function` on a call of `tokens` tokens and returns its results; throws where a state has no room for them.
  public mutating func run(
    _ function: Function, _ arguments: [Argument], tokens: Int
  ) throws -> [Tensor<S.Element>] {
    self.tokens = tokens
    definitions = function.body.definitions
    residuals = []
    var scope = Scope()
    for (argument, typed) in zip(arguments, function.body.arguments) {
      switch argument {
      case .ids(let ids): scope.ids[typed.value] = ids
      case .tensor(let tensor): scope.tensors[typed.value] = tensor
      }
    }
    try run(function.body.operations, &scope, block: 0)
    return try function.body.results.map { try scope.tensor($0) }
  }

  private struct Scope {
    var tensors: [Value: Tensor<S.Element>] = [:]
    var ids: [Value: [Int]] = [:]

    func tensor(_ value: Value) throws -> Tensor<S.Element> {
      guard let tensor = tensors[value] else {
        throw Diagnostic(.badValue, "value \(value) is read but has no tensor")
      }
      return tensor
    }
  }

  private mutating func run(
    _ operations: [Operation], _ scope: inout Scope, block: Int
  ) throws {
    for operation in operations {
      let results = try run(operation, &scope, block: block)
      for (typed, tensor) in zip(operation.results, results) {
        scope.tensors[typed.value] = tensor
      }
    }
  }

  private mutating func run(
    _ operation: Operation, _ scope: inout Scope, block: Int
  ) throws -> [Tensor<S.Element>] {
    switch operation.kind {
    case .parameter(let read):
      return [try parameter(read.parameter, block: block)]
    case .stateRead(let read):
      guard let blocks = states[read.state], blocks.indices.contains(block) else {
        throw Diagnostic(.badDeclaration, "state '@\(read.state)' has no block \(block)")
      }
      if let limit = module.state(read.state)?.limit, tokens > limit - blocks[block].shape[0] {
        throw Diagnostic(
          .badValue,
          "state '@\(read.state)' has no room for \(tokens) tokens after \(blocks[block].shape[0]), expected at most \(limit)"
        )
      }
      return [blocks[block]]
    case .stateWrite(let write):
      states[write.state]?[block] = try scope.tensor(operation.operands[0])
      return []
    case .embed:
      let table = try scope.tensor(operation.operands[1])
      let width = table.shape[1]
      let ids = scope.ids[operation.operands[0]] ?? []
      let rows = try ids.flatMap { id in
        guard (0..<table.shape[0]).contains(id) else {
          throw Diagnostic(.badValue, "token id \(id) is not below \(table.shape[0])")
        }
        return table.elements[id * width..<(id + 1) * width]
      }
      return [Tensor([ids.count, width], Array(rows))]
    case .repeated(let repeated):
      guard let region = operation.region else { return [] }
      var carried = try operation.operands.map { try scope.tensor($0) }
      for block in repeated.slices {
        var inner = scope
        for (argument, tensor) in zip(region.arguments, carried) {
          inner.tensors[argument.value] = tensor
        }
        try run(region.operations, &inner, block: block)
        carried = try region.results.map { try inner.tensor($0) }
        residuals.append(carried)
      }
      return carried
    case .rowwise:
      guard let region = operation.region else { return [] }
      var inner = scope
      try run(region.operations, &inner, block: block)
      return try region.results.map { try inner.tensor($0) }
    case .apply(let apply):
      let matrix = operation.operands[0]
      let factors = try SemiseparableFactors(of: matrix) { definitions[$0] }
      let scan = [factors.logs, factors.b, factors.c] + operation.operands.dropFirst()
      return apply.evaluate(
        try scope.tensor(matrix), ScanOperands(try scan.map { try scope.tensor($0) }, S.self),
        as: S.self)
    case .linear, .rmsNorm, .layerNorm, .scale, .concat, .route, .experts, .unary, .binary, .clamp,
      .slice, .splitHeads, .mergeHeads, .lastRow, .convolution, .rotary, .append, .attention,
      .decayLog, .unitDecay, .constantDecay, .appendOne, .divideByLast, .decayMatrix,
      .lowRankMatrix, .hadamard, .semiseparable, .diagonalScan,
      .chunkScores, .chunkIntra, .chunkState, .statePass, .chunkInter, .chunkFused:
      let operands = try operation.operands.map { try scope.tensor($0) }
      return operation.kind.definition.evaluate(operands, as: S.self)
    }
  }

  private func parameter(_ name: String, block: Int) throws -> Tensor<S.Element> {
    guard let parameter = module.parameter(name) else {
      throw Diagnostic(.badDeclaration, "parameter '@\(name)' is not declared")
    }
    let slice = parameter.count == nil ? 0 : block
    let numbers = try values(parameter, slice)
    return Tensor(parameter.type.extents(tokens: 0), S.values(numbers))
  }
}
