import Diagnostics

/// Checks that a module is well formed: names, single definitions, visibility, typing rules, states.
public struct GraphVerifier {
  private let module: Module
  private var diagnostics: [Diagnostic] = []
  private var visible: [Value: TensorType] = [:]
  private var defined: Set<Value> = []
  private var definitions: [Value: Operation] = [:]
  private var function = ""
  /// The slices of stacks that the blocks of the enclosing `repeat` have.
  private var slices: Range<Int>?
  private var reads: [StateSlices] = []
  private var writes: [StateSlices] = []

  /// Everything that is wrong with `module`, in the order of its text.
  public static func diagnostics(_ module: Module) -> [Diagnostic] {
    var verifier = GraphVerifier(module: module)
    verifier.declarations()
    verifier.growingStates()
    for function in module.functions { verifier.function(function) }
    return verifier.diagnostics
  }

  /// Throws the first thing that is wrong with `module`.
  public static func verify(_ module: Module) throws {
    if let first = diagnostics(module).first { throw first }
  }

  private init(module: Module) { self.module = module }

  /// Some slices of a state.
  private struct StateSlices: Equatable {
    var state: String
    var slices: Range<Int>

    func overlaps(_ other: StateSlices) -> Bool {
      state == other.state && slices.overlaps(other.slices)
    }
  }

  private mutating func fail(_ id: DiagnosticID, _ message: String) {
    let place = FileLocation(module.name, function.isEmpty ? nil : "function '\(function)'")
    diagnostics.append(Diagnostic(id, message, at: place))
  }

  private mutating func declarations() {
    // Parameters and states become buffers of one program; functions have names of their own.
    for (kind, names) in [
      ("parameter or state", module.parameters.map(\.name) + module.states.map(\.name)),
      ("function", module.functions.map(\.name)),
    ] {
      var seen: Set<String> = []
      for name in names where !seen.insert(name).inserted {
        fail(.badDeclaration, "\(kind) '\(name)' is declared twice")
      }
    }
    for (name, count, type) in module.parameters.map({ ($0.name, $0.count, $0.type) })
      + module.states.map({ ($0.name, $0.count, $0.fixedPart) })
    {
      let isFixed = type.shape.allSatisfy(\.isFixed)
      if !isFixed || (count ?? 1) < 1 {
        fail(.badDeclaration, "'@\(name)' needs fixed extents and at least one slice")
      }
    }
    for parameter in module.parameters {
      if parameter.storage.packing != .rows, parameter.type.shape.count < 2 {
        fail(.badDeclaration, "'@\(parameter.name)' is not a matrix that can be packed in panels")
      }
      if ![.rows, .panels(of: Packing.panelWidth)].contains(parameter.storage.packing) {
        fail(
          .badDeclaration,
          "'@\(parameter.name)' is packed in \(parameter.storage.packing), expected panels(\(Packing.panelWidth))"
        )
      }
      if !parameter.storage.element.isReal {
        fail(.badDeclaration, "'@\(parameter.name)' is of i32, expected f32 or bf16")
      }
    }
  }

  /// States that grow have room for some tokens, all of them for as many.
  private mutating func growingStates() {
    for state in module.states {
      guard let limit = state.limit, let context = module.context else { continue }
      if limit < 1 || limit != context {
        fail(
          .badDeclaration,
          "state '@\(state.name)' has room for \(limit) tokens, expected "
            + (limit < 1 ? "at least 1" : "\(context), like the model's other states"))
      }
    }
  }

  private mutating func function(_ function: Function) {
    self.function = function.name
    (visible, defined, reads, writes, slices) = ([:], [], [], [], nil)
    definitions = function.body.definitions
    region(function.body)
    for read in reads where !writes.contains(read) {
      fail(.badEffect, "state '@\(read.state)' is read only")
    }
  }

  private mutating func define(_ typed: TypedValue) {
    guard defined.insert(typed.value).inserted else {
      return fail(.badValue, "value \(typed.value) is defined twice")
    }
    visible[typed.value] = typed.type
  }

  private mutating func region(_ region: Region) {
    for argument in region.arguments { define(argument) }
    for operation in region.operations { self.operation(operation) }
    for result in region.results {
      guard let type = visible[result] else {
        fail(.badValue, "value \(result) is yielded but not visible")
        continue
      }
      if type.grows { fail(.illTyped, "value \(result) grows with the sequence, but is yielded") }
    }
  }

  private mutating func operation(_ operation: Operation) {
    let name = operation.kind.definition.mnemonic
    var types: [TensorType] = []
    for operand in operation.operands {
      guard let type = visible[operand] else {
        return fail(.badValue, "'\(name)' reads \(operand), which is not visible")
      }
      types.append(type)
    }
    growth(operation.kind, types)
    effects(operation.kind)
    let inner = nested(operation, types)
    do throws(TypeError) {
      let expected =
        try typesOfResults(operation, types, nested: inner)
      let written = operation.results.map(\.type)
      if expected != written {
        fail(.illTyped, "'\(name)' has results \(written), expected \(expected)")
      }
      if case .apply = operation.kind { try factors(operation, types) }
    } catch {
      fail(.illTyped, "'\(name)' \(error.message)")
    }
    for result in operation.results { define(result) }
  }

  /// Checks that the matrix of an `apply` has factors, and that they fit what it is applied to.
  private mutating func factors(_ apply: Operation, _ operands: [TensorType]) throws(TypeError) {
    let factors: SemiseparableFactors
    do throws(Diagnostic) {
      factors = try SemiseparableFactors(of: apply.operands[0]) { definitions[$0] }
    } catch {
      return fail(error.id, error.message)
    }
    let types = [factors.logs, factors.b, factors.c].compactMap { visible[$0] }
    _ = try scanTypes(types + operands.dropFirst())
  }

  private func typesOfResults(
    _ operation: Operation, _ operands: [TensorType], nested: [TensorType]?
  ) throws(TypeError) -> [TensorType] {
    if let nested { return nested }
    return try operation.kind.definition.resultTypes(operands, in: module)
  }

  /// The types of what a nested region hands back, nil where the operation's own rule gives them.
  private mutating func nested(_ operation: Operation, _ operands: [TensorType]) -> [TensorType]? {
    let outside = visible
    defer { visible = outside }
    switch (operation.kind, operation.region) {
    case (.repeated(let repeated), let region?):
      if slices != nil { fail(.badDeclaration, "'repeat' is nested inside another 'repeat'") }
      slices = repeated.slices
      self.region(region)
      slices = nil
      let yielded = region.results.compactMap { visible[$0] }
      if region.arguments.map(\.type) != operands || yielded != operands {
        fail(.illTyped, "'repeat' carries \(operands) but its region does not")
      }
      return nil
    case (.rowwise, let region?):
      self.region(region)
      return region.results.compactMap { visible[$0] }
    case (.repeated, nil), (.rowwise, nil):
      fail(.illTyped, "'\(operation.kind.definition.mnemonic)' needs a region")
      return nil
    case (_, nil): return nil
    case (_, _?):
      fail(.illTyped, "'\(operation.kind.definition.mnemonic)' takes no region")
      return nil
    }
  }

  /// Values that grow with the sequence are read only by the operations that are made for them.
  private mutating func growth(_ kind: OperationKind, _ operands: [TensorType]) {
    switch kind {
    case .rotary, .append, .attention, .stateWrite: break
    default:
      if let type = operands.first(where: \.grows) {
        fail(
          .illTyped,
          "'\(kind.definition.mnemonic)' cannot take \(type), which grows with the sequence")
      }
    }
  }

  private mutating func effects(_ kind: OperationKind) {
    switch kind {
    case .parameter(let read):
      slice("parameter", read.parameter, module.parameter(read.parameter)?.count)
    case .stateRead(let read):
      slice("state", read.state, module.state(read.state)?.count)
      let read = accessed(read.state)
      if reads.contains(where: read.overlaps) {
        fail(.badEffect, "state '@\(read.state)' is read twice")
      }
      reads.append(read)
    case .stateWrite(let write):
      slice("state", write.state, module.state(write.state)?.count)
      let write = accessed(write.state)
      if !reads.contains(write) || writes.contains(where: write.overlaps) {
        fail(.badEffect, "state '@\(write.state)' is written twice or before it is read")
      }
      writes.append(write)
    default: break
    }
  }

  /// What an access to `state` at this place touches.
  private func accessed(_ state: String) -> StateSlices {
    let isStacked = module.state(state)?.count != nil
    return StateSlices(state: state, slices: isStacked ? slices ?? 0..<1 : 0..<1)
  }

  private mutating func slice(_ kind: String, _ name: String, _ count: Int?) {
    guard let count else { return }
    guard let slices else {
      return fail(.badDeclaration, "\(kind) '@\(name)' of \(count) blocks is not in a 'repeat'")
    }
    if slices.upperBound > count {
      fail(
        .badDeclaration,
        "'repeat' takes slices \(slices) of \(kind) '@\(name)', which has \(count)")
    }
  }
}

extension Extent {
  /// Whether the extent is known when compiling.
  fileprivate var isFixed: Bool {
    if case .fixed = self { true } else { false }
  }
}

extension StateDeclaration {
  /// The type without the first extent of a state that grows.
  fileprivate var fixedPart: TensorType {
    limit == nil ? type : TensorType(type.element, Array(type.shape.dropFirst()), type.structure)
  }
}
