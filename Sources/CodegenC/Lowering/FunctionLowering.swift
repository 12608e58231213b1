import Diagnostics
import IR

/// Writes one entry point of a loop program as a C function.
struct FunctionLowering {
  /// What a function needs at the top of its file.
  struct Needs {
    /// Headers of the runtime.
    var headers: Set<String> = []
    /// Whether an infinity is named.
    var infinity = false
    /// Whether OpenMP is spoken to.
    var pragmas = false
  }

  let module: LoopModule
  let function: LoopFunction
  let prefix: String
  let options: CodeOptions
  /// What has been needed so far.
  var needs = Needs()
  /// The scalars that change after their definition.
  private let assigned: Set<Scalar>

  init(_ function: LoopFunction, of module: LoopModule, prefix: String, options: CodeOptions) {
    (self.module, self.function, self.prefix, self.options) = (module, function, prefix, options)
    assigned = Set(
      function.body.flatMap(\.flattened).compactMap(\.assignedScalar))
  }

  /// The function `PREFIXentry_NAME`.
  mutating func run() throws -> CFunction {
    var scope = Scope(names: Names(taken: reserved))
    let written = Set(function.body.flatMap(\.flattened).flatMap(\.writes).map(\.buffer))
    let (outputs, inputs) = (
      function.arguments.filter { written.contains($0.name) },
      function.arguments.filter { !written.contains($0.name) }
    )
    var parameters = MemoryArea.allCases.map(\.parameter)
    parameters += inputs.map {
      CVariable(.pointer(.const($0.element.type), restrict: true), scope.declare($0))
    }
    let sizes = function.sizes.map(\.name)
    // The runtime tells every function that takes ids how many there were before, though not all have a use for it.
    let isUntold = function.past == nil && function.entry?.role.takesTokens ?? false
    parameters += (isUntold ? sizes + ["past"] : sizes)
      .map { CVariable(.index, scope.declareSymbol($0)) }
    parameters += outputs.map {
      CVariable(.pointer($0.element.type, restrict: true), scope.declare($0))
    }
    let touched = Set(
      function.body.flatMap(\.flattened).flatMap { $0.reads + $0.writes }.map(\.buffer))
    let pointers = module.buffers.compactMap { buffer in
      touched.contains(buffer.name) && !function.arguments.contains { $0.name == buffer.name }
        ? (buffer: buffer, name: scope.declare(buffer)) : nil
    }
    var body = try statements(function.body, scope)
    if needs.headers.contains("blas_threads.h") {
      body.insert(.expression(.call("\(prefix)blas_single_thread", [])), at: 0)
    }
    let mentioned = body.mentions
    let meeting = teamVariable(in: mentioned)
    let start = try pointers.filter { mentioned.contains($0.name) }
      .map { CStatement.variable(try pointer($0.name, to: $0.buffer)) }
    let used = mentioned.union(start.mentions)
    let unused = parameters.filter { !used.contains($0.name) }
      .map { CStatement.expression(.cast(.void, .name($0.name))) }
    return CFunction(.void, entryName, parameters, unused + start + meeting + [.blank] + body)
  }

  /// The C name of the entry point.
  private var entryName: String { "\(prefix)entry_\(CName.identifier(function.name))" }

  /// Names that are not free for what the program names.
  private var reserved: Set<String> {
    let functions =
      UnaryFunction.allCases.map(\.rawValue) + Kernel.all.map(\.name)
      + ["blas_single_thread"]
    return Set(
      MemoryArea.allCases.map(\.rawValue) + Helper.allCases.map(\.rawValue) + [Self.team]
        + functions.map { prefix + $0 } + [entryName])
  }

  /// The pointer `name` to a shared buffer.
  private func pointer(_ name: String, to buffer: Buffer) throws -> CVariable {
    let (area, offset) = try MemoryArea.place(of: buffer)
    let target: CType = area == .weights ? .const(buffer.element.type) : buffer.element.type
    let space = CExpression.name(area.rawValue)
    // The area is an array of floats.
    let floats = offset / StoredElement.f32.bytes
    let start = floats == 0 ? space : .binary(.add, space, .integer(floats))
    return CVariable(
      .const(.pointer(target)), name,
      .value(buffer.element == .f32 ? start : .cast(.pointer(target), start)),
      note: "\(buffer.storedShape)")
  }

  // MARK: Statements

  /// The statements of a body, which share a scope of their own.
  mutating func statements(_ body: [Statement], _ outer: Scope) throws -> [CStatement] {
    var scope = outer
    var result: [CStatement] = []
    for statement in body { result += try self.statement(statement, &scope) }
    return result.withoutUnusedVariables.withoutLastBraces
  }

  private mutating func statement(
    _ statement: Statement, _ scope: inout Scope
  ) throws -> [CStatement] {
    switch statement {
    case .loop(let loop): return try self.loop(loop, scope)
    case .store(let target, .binary(.add, .load(let old), let term)) where old == target:
      return try self.statement(.accumulate(target, term), &scope)
    case .store(let target, let value):
      return [.assign(try element(target, scope), .set, try expression(value, scope))]
    case .accumulate(let target, let value):
      return [.assign(try element(target, scope), .add, try expression(value, scope))]
    case .define(let name, let value):
      let type: CType = assigned.contains(name) ? .float : .const(.float)
      let initializer = CInitializer.value(try expression(value, scope))
      return [.variable(CVariable(type, scope.names.declare(name), initializer))]
    case .assign(let name, .binary(.add, .scalar(let old), let term)) where old == name:
      return [.assign(try scope.scalar(name), .add, try expression(term, scope))]
    case .assign(let name, let value):
      return [.assign(try scope.scalar(name), .set, try expression(value, scope))]
    case .index(let name, let source):
      let initializer = CInitializer.value(try index(source, scope))
      return [
        .variable(
          CVariable(
            .const(.index), scope.declareSymbol(name, below: source.limit), initializer))
      ]
    case .allocate(let buffer):
      let type = CType.array(buffer.element.type, count: buffer.count)
      return [.variable(CVariable(type, scope.declare(buffer), note: "\(buffer.storedShape)"))]
    case .select(let selection): return try select(selection, &scope)
    case .call(let call): return try self.call(call, scope)
    case .team(let body): return try team(body, scope)
    case .section(let section, let body):
      return [.blank, .comment(CComment(section.title))] + braced(try statements(body, scope))
    }
  }

  /// Statements between braces, where they declare something that must not be seen behind them.
  func braced(_ statements: [CStatement]) -> [CStatement] {
    statements.contains(where: \.isDeclaration) ? [.block(statements)] : statements
  }

  private mutating func index(_ source: IndexSource, _ scope: Scope) throws -> CExpression {
    switch source {
    case .load(let access, _): return try element(access, scope)
    case .quotient(let value, let divisor):
      return .binary(.divide, try scope.index(value), .integer(divisor))
    case .remainder(let value, let divisor):
      return .binary(.remainder, try scope.index(value), .integer(divisor))
    case .least(let values): return try least(values, scope)
    }
  }
}

extension StoredElement {
  /// The C type of an element.
  var type: CType {
    switch self {
    case .f32: .float
    case .bf16: .half
    case .i32: .token
    }
  }
}

extension [CStatement] {
  /// The statements with those of a block at the end taken out of it: nothing follows that its braces keep apart.
  fileprivate var withoutLastBraces: [CStatement] {
    guard case .block(let inner)? = last else { return self }
    if case .pragma? = dropLast().last { return self }
    return dropLast() + inner
  }
}

extension CStatement {
  /// Whether the statement gives a name to something.
  fileprivate var isDeclaration: Bool {
    if case .variable = self { true } else { false }
  }
}

extension IndexSource {
  /// A number that the index is known to be below.
  fileprivate var limit: Int? {
    switch self {
    case .load(_, let below): below
    case .remainder(_, let divisor): divisor
    case .quotient, .least: nil
    }
  }
}
