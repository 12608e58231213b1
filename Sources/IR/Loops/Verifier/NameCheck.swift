import Diagnostics

/// Checks names and types: declarations, visibility, ranks, elements, and the parts of calls.
struct NameCheck {
  /// What the name of a value stands for.
  private enum Meaning: String {
    case index = "an index"
    case scalar = "a scalar"
  }

  /// The greatest extent, size, divisor and coefficient, which keeps products of two of them in range.
  static let greatest = 1 << 40

  private var report: LoopReport
  /// The visible values and, in a space of names of their own, buffers.
  private var values: [String: Meaning] = [:]
  private var buffers: [BufferID: Buffer] = [:]
  /// The visible names in the order of their declaration, which is how they go out of scope.
  private var declared: (values: [String], buffers: [BufferID]) = ([], [])

  static func check(_ module: LoopModule, _ report: inout LoopReport) {
    var check = NameCheck(report: report)
    check.module(module)
    report = check.report
  }

  private mutating func fail(_ id: DiagnosticID, _ message: String) { report.fail(id, message) }

  // MARK: Declarations

  private mutating func module(_ module: LoopModule) {
    spelling(module.name, "module")
    for buffer in module.buffers {
      switch buffer.space {
      case .parameter, .state, .scratch: break
      case .stack, .argument:
        fail(
          .loopType,
          "buffer '\(buffer.name)' of the module is in space '\(buffer.space)', "
            + "expected 'parameter', 'state' or 'scratch'")
      }
      declare(buffer)
    }
    if let handover = module.handover, buffers[handover]?.space.isScratch != true {
      fail(.loopType, "handover '\(handover)' is no scratch buffer of the module")
    }
    var functions: Set<String> = []
    for function in module.functions {
      spelling(function.name, "function")
      if !functions.insert(function.name).inserted {
        fail(.loopName, "function '\(function.name)' is declared twice")
      }
      report.enter("function '\(function.name)'")
      scoped { $0.function(function) }
      report.leave()
    }
  }

  private mutating func function(_ function: LoopFunction) {
    var ranges = SymbolRanges()
    for size in function.sizes {
      affine(size.greatest)
      // Callers find a value whatever they chose before.
      let isNeverEmpty =
        size.greatest.adding(Affine(size.least), times: -1)
        .map(ranges.proves(nonNegative:)) ?? false
      let isInside = (ranges.constant(.greatest, of: size.greatest) ?? .max) <= Self.greatest
      if size.least < 0 || !isNeverEmpty || !isInside {
        fail(
          .loopType,
          "size '\(size.name)' has range \(size.least)...\(size.greatest), "
            + "expected one from 0 to \(Self.greatest) that is never empty")
      }
      declare(size.name.text, .index)
      ranges.append(size)
    }
    for argument in function.arguments {
      if argument.space != .argument {
        fail(
          .loopType,
          "argument '\(argument.name)' is in space '\(argument.space)', expected 'argument'")
      }
      declare(argument)
    }
    body(function.body)
  }

  private mutating func spelling(_ name: String, _ role: String) {
    var lexer = Lexer(name, file: role, error: .loopName)
    let isName = (try? lexer.next())?.kind == .identifier(name)
    if !isName || LoopKeyword(rawValue: name) != nil {
      fail(
        .loopName,
        "\(role) '\(name)' has an invalid name, expected letters, digits, underscores and dots")
    }
  }

  private mutating func declare(_ name: String, _ meaning: Meaning) {
    spelling(name, meaning == .index ? "index" : "scalar")
    if let old = values[name] {
      return fail(.loopName, "'\(name)' is declared, but \(old.rawValue) of this name is visible")
    }
    values[name] = meaning
    declared.values.append(name)
  }

  private mutating func declare(_ buffer: Buffer, isList: Bool = false) {
    let limit = buffer.space == .stack ? Buffer.stackLimit : Self.greatest
    let count = buffer.shape.reduce(1) { count, extent -> Int? in
      guard let count, extent > 0 else { return nil }
      let (product, overflows) = count.multipliedReportingOverflow(by: extent)
      return overflows ? nil : product
    }
    if count ?? .max > limit {
      fail(
        buffer.space == .stack ? .loopStructure : .loopType,
        "buffer '\(buffer.name)' has shape \(buffer.shape), "
          + "expected positive extents and at most \(limit) elements")
    }
    if let offset = buffer.space.offset,
      !(0...Self.greatest).contains(offset) || !offset.isMultiple(of: buffer.element.bytes)
    {
      fail(
        .loopType,
        "buffer '\(buffer.name)' starts at byte \(offset), expected a multiple of \(buffer.element.bytes) in memory"
      )
    }
    if buffer.element == .bf16, buffer.space.isWritable {
      fail(
        .loopType, "buffer '\(buffer.name)' is of bf16, expected f32: only parameters are rounded")
    }
    if buffer.element == .i32, buffer.space != .argument, !isList {
      fail(
        .loopType,
        "buffer '\(buffer.name)' is of i32, expected f32: only arguments and selections hold indices"
      )
    }
    spelling(buffer.name.text, "buffer")
    if buffers[buffer.name] != nil {
      return fail(.loopName, "'\(buffer.name)' is declared, but a buffer of this name is visible")
    }
    buffers[buffer.name] = buffer
    declared.buffers.append(buffer.name)
  }

  private mutating func scoped(_ inside: (inout NameCheck) -> Void) {
    let before = (values: declared.values.count, buffers: declared.buffers.count)
    inside(&self)
    for name in declared.values[before.values...] { values[name] = nil }
    for name in declared.buffers[before.buffers...] { buffers[name] = nil }
    declared.values.removeSubrange(before.values...)
    declared.buffers.removeSubrange(before.buffers...)
  }

  // MARK: Statements

  private mutating func body(_ statements: [Statement]) {
    for statement in statements {
      if let title = statement.title { report.enter(title) }
      self.statement(statement)
      if statement.title != nil { report.leave() }
    }
  }

  private mutating func statement(_ statement: Statement) {
    switch statement {
    case .loop(let loop): self.loop(loop)
    case .store(let target, let value), .accumulate(let target, let value):
      expression(value)
      if let buffer = access(target, .f32) { writable(buffer) }
    case .define(let name, let value):
      expression(value)
      declare(name.text, .scalar)
    case .assign(let name, let value):
      expression(value)
      scalar(name)
    case .index(let name, let source):
      self.source(source)
      declare(name.text, .index)
    case .allocate(let buffer):
      if buffer.space != .stack {
        fail(
          .loopType, "buffer '\(buffer.name)' is in space '\(buffer.space)', expected 'stack'")
      }
      declare(buffer)
    case .select(let selection): self.selection(selection)
    case .call(let call): self.call(call)
    case .team(let statements), .section(_, let statements): scoped { $0.body(statements) }
    }
  }

  private mutating func loop(_ loop: Loop) {
    if loop.step < 1 || loop.step > Self.greatest {
      fail(.loopStructure, "loop '\(loop.variable)' has step \(loop.step), expected at least 1")
    }
    if loop.uppers.isEmpty {
      fail(.loopStructure, "loop '\(loop.variable)' has no upper bound, expected at least one")
    }
    for bound in [loop.lower] + loop.uppers { affine(bound) }
    if case .simd(let sums) = loop.kind { for sum in sums { scalar(sum) } }
    scoped { check in
      check.declare(loop.variable.text, .index)
      check.body(loop.body)
    }
  }

  private mutating func selection(_ selection: Selection) {
    affine(selection.upper)
    scoped { check in
      check.declare(selection.variable.text, .index)
      check.expression(selection.condition)
    }
    declare(selection.buffer, isList: true)
    declare(selection.count.text, .index)
  }

  private mutating func source(_ source: IndexSource) {
    switch source {
    case .load(let element, let below):
      access(element, .i32)
      if below < 1 || below > Self.greatest {
        fail(.loopType, "index is below \(below), expected a positive bound")
      }
    case .least(let values):
      if values.isEmpty {
        fail(.loopType, "index is a minimum of nothing, expected at least one bound")
      }
      values.forEach { affine($0) }
    case .quotient(let value, let divisor), .remainder(let value, let divisor):
      affine(value)
      if divisor < 1 || divisor > Self.greatest {
        fail(.loopType, "divisor is \(divisor), expected a positive one")
      }
    }
  }

  private mutating func call(_ call: Call) {
    let kernel = call.kernel
    if call.sizes.count != kernel.sizes.count || call.sizes.contains(where: \.isEmpty) {
      fail(
        .loopType,
        "'\(kernel.name)' has \(call.sizes.count) sizes, expected \(kernel.sizes.count), each with a bound"
      )
    }
    for bound in call.sizes.joined() { affine(bound) }
    guard call.views.count == kernel.parameters.count else {
      return fail(
        .loopType,
        "'\(kernel.name)' has \(call.views.count) views, expected \(kernel.parameters.count)"
      )
    }
    for (view, parameter) in zip(call.views, kernel.parameters) {
      let buffer = access(Access(view.buffer, view.origin), .f32)
      let isProper =
        view.axes.count == parameter.rank && Set(view.axes).count == parameter.rank
        && view.axes.allSatisfy(view.origin.indices.contains)
      if !isProper {
        fail(
          .loopType,
          "view '\(view)' spans dimensions \(view.axes), expected \(parameter.rank) different ones for '\(parameter.name)'"
        )
      }
      if let buffer, parameter.name == kernel.parameters.last?.name { writable(buffer) }
    }
  }

  // MARK: Uses

  private mutating func expression(_ value: Expression) {
    switch value {
    case .constant(let number):
      if number.isNaN { fail(.loopType, "a literal is not a number") }
    case .load(let element): access(element, .f32)
    case .scalar(let name): scalar(name)
    case .unary(_, let argument): expression(argument)
    case .binary(_, let left, let right):
      expression(left)
      expression(right)
    }
  }

  private mutating func scalar(_ name: Scalar) { value(name.text, .scalar) }

  private mutating func value(_ name: String, _ expected: Meaning) {
    guard let meaning = values[name] else {
      let kind = expected == .index ? "index" : "scalar"
      return fail(.loopName, "\(kind) '\(name)' is not visible here")
    }
    if meaning != expected {
      fail(.loopName, "'\(name)' is \(meaning.rawValue), expected \(expected.rawValue)")
    }
  }

  private mutating func affine(_ expression: Affine) {
    for term in expression.terms { value(term.symbol.text, .index) }
    let numbers = [expression.constant] + expression.terms.map(\.coefficient)
    if numbers.contains(where: { $0.magnitude > Self.greatest.magnitude }) {
      fail(.loopType, "index '\(expression)' has a number above \(Self.greatest)")
    }
  }

  @discardableResult
  private mutating func access(_ access: Access, _ element: StoredElement) -> Buffer? {
    for index in access.indices { affine(index) }
    guard let buffer = buffers[access.buffer] else {
      fail(.loopName, "buffer '\(access.buffer)' is not visible here")
      return nil
    }
    if access.indices.count != buffer.shape.count {
      fail(
        .loopType,
        "'\(access)' has \(access.indices.count) indices, expected \(buffer.shape.count) for shape \(buffer.shape)"
      )
    }
    if buffer.element != element, !(buffer.element.isReal && element.isReal) {
      fail(
        .loopType,
        "'\(access)' is of \(buffer.element.rawValue), expected \(element.rawValue)")
    }
    return buffer
  }

  private mutating func writable(_ buffer: Buffer) {
    if case .parameter = buffer.space {
      fail(.loopType, "buffer '\(buffer.name)' is a parameter, which is never written")
    }
  }
}

extension MemorySpace {
  /// Whether anything but the weights file gives the buffer its values.
  var isWritable: Bool {
    if case .parameter = self { false } else { true }
  }

  /// Whether the buffer is in scratch memory.
  public var isScratch: Bool {
    if case .scratch = self { true } else { false }
  }

  /// Where the buffer starts in its space, in bytes, nil until memory is planned.
  public var offset: Int? {
    switch self {
    case .parameter(let offset), .state(let offset), .scratch(let offset): offset
    case .stack, .argument: nil
    }
  }
}
