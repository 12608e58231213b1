import Diagnostics

/// Checks that a module is well formed: names, single definitions, visibility, typing rules, states.
public struct GraphVerifier {
  private let module: Module
  private var diagnostics: [Diagnostic] = []
  private var visible: [Value: TensorType] = [:]
  private var defined: Set<Value> = []
  private var function = ""
  private var repeatCount: Int?
  private var reads: Set<String> = []
  private var writes: Set<String> = []

  /// Everything that is wrong with `module`, in the order of its text.
  public static func diagnostics(_ module: Module) -> [Diagnostic] {
    var verifier = GraphVerifier(module: module)
    verifier.declarations()
    for function in module.functions { verifier.function(function) }
    return verifier.diagnostics
  }

  /// Throws the first thing that is wrong with `module`.
  public static func verify(_ module: Module) throws {
    if let first = diagnostics(module).first { throw first }
  }

  private init(module: Module) { self.module = module }

  private mutating func fail(_ id: DiagnosticID, _ message: String) {
    let place = Place(module.name, function.isEmpty ? nil : "function '\(function)'")
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
      + module.states.map({ ($0.name, $0.count, $0.type) })
    {
      let isFixed = type.shape.allSatisfy { if case .fixed = $0 { true } else { false } }
      if !isFixed || (count ?? 1) < 1 {
        fail(.badDeclaration, "'@\(name)' needs fixed extents and at least one slice")
      }
    }
  }

  private mutating func function(_ function: Function) {
    self.function = function.name
    (visible, defined, reads, writes, repeatCount) = ([:], [], [], [], nil)
    region(function.body)
    for state in reads.symmetricDifference(writes).sorted() {
      fail(.badEffect, "state '@\(state)' is \(reads.contains(state) ? "read" : "written") only")
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
    for result in region.results where visible[result] == nil {
      fail(.badValue, "value \(result) is yielded but not visible")
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
    effects(operation.kind)
    let inner = nested(operation, types)
    do throws(TypeError) {
      let expected =
        try typesOfResults(operation, types, nested: inner)
      let written = operation.results.map(\.type)
      if expected != written {
        fail(.illTyped, "'\(name)' has results \(written), expected \(expected)")
      }
    } catch {
      fail(.illTyped, "'\(name)' \(error.message)")
    }
    for result in operation.results { define(result) }
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
      if repeatCount != nil { fail(.badDeclaration, "'repeat' is nested in a 'repeat'") }
      repeatCount = repeated.count
      self.region(region)
      repeatCount = nil
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

  private mutating func effects(_ kind: OperationKind) {
    switch kind {
    case .parameter(let read):
      slice("parameter", read.parameter, module.parameter(read.parameter)?.count)
    case .stateRead(let read):
      slice("state", read.state, module.state(read.state)?.count)
      if !reads.insert(read.state).inserted {
        fail(.badEffect, "state '@\(read.state)' is read twice")
      }
    case .stateWrite(let write):
      slice("state", write.state, module.state(write.state)?.count)
      if !reads.contains(write.state) || !writes.insert(write.state).inserted {
        fail(.badEffect, "state '@\(write.state)' is written twice or before it is read")
      }
    default: break
    }
  }

  private mutating func slice(_ kind: String, _ name: String, _ count: Int?) {
    guard let count, repeatCount != count else { return }
    fail(
      .badDeclaration, "\(kind) '@\(name)' of \(count) blocks is not in a 'repeat' of that count")
  }
}
