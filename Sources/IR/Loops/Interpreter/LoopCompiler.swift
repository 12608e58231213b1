import Diagnostics

/// Compiles a function for the machine: names become slots, buffers become places.
struct LoopCompiler {
  private typealias Slot = LoopProgram.Slot

  /// A real scalar's slot, an integer's, or a buffer with its place.
  private struct Names {
    var numbers: [Scalar: Slot] = [:]
    var integers: [Symbol: Slot] = [:]
    var buffers: [BufferID: Buffer] = [:]
  }

  private(set) var program = LoopProgram()
  /// Where all buffers lie; those of arguments and the stack behind those of the module.
  private(set) var layout: LoopLayout
  /// Where i32 arguments lie in an array of their own, and the lists behind them.
  private(set) var indices: [BufferID: Range<Int>] = [:]
  /// The number of elements of that array.
  private(set) var indexCount = 0
  private var names = Names()
  /// The slot of the innermost loop's variable, which is below those of all that moves inside it, and the elements in
  /// its body with dimensions that do not move.
  private var innermost: Slot = 0
  private var anchored: [Slot] = []
  private var constants: [UInt64: Slot] = [:]
  /// Slots for intermediate results, taken in order by each statement.
  private var temporaries: [Slot] = []
  private var usedTemporaries = 0

  /// Compiles `function` of `module`; throws where a name means nothing or memory is too large.
  init(_ function: LoopFunction, of module: LoopModule) throws(Diagnostic) {
    layout = try LoopLayout(module)
    // A slot of each kind that nothing uses, so that none is the first of its kind.
    _ = (newNumber(), newInteger())
    for buffer in module.buffers { names.buffers[buffer.name] = buffer }
    for size in function.sizes { names.integers[size.name] = newInteger() }
    for argument in function.arguments {
      names.buffers[argument.name] = argument
      switch argument.element {
      case .f32, .bf16: try layout.place(argument)
      case .i32:
        _ = try placeIndices(argument)
      }
    }
    try body(function.body)
    program.instructions.append(.stop)
  }

  /// Gives an i32 buffer its place.
  private mutating func placeIndices(_ buffer: Buffer) throws(Diagnostic) -> Range<Int> {
    let place = indexCount..<indexCount + (try LoopLayout.size(of: buffer))
    guard place.upperBound <= LoopLayout.greatest else {
      throw Diagnostic(.loopRun, "the interpreter's memory has no room for buffer '\(buffer)'")
    }
    indices[buffer.name] = place
    indexCount = place.upperBound
    return place
  }

  private mutating func newInteger(_ value: Int = 0) -> Slot {
    program.integers.append(value)
    return Slot(program.integers.count - 1)
  }

  private mutating func newNumber(_ value: Double = .nan) -> Slot {
    program.numbers.append(value)
    return Slot(program.numbers.count - 1)
  }

  private mutating func temporary() -> Slot {
    if usedTemporaries == temporaries.count { temporaries.append(newNumber()) }
    usedTemporaries += 1
    return temporaries[usedTemporaries - 1]
  }

  // MARK: Statements

  private mutating func body(_ statements: [Statement]) throws(Diagnostic) {
    let outer = names
    for statement in statements {
      usedTemporaries = 0
      try self.statement(statement)
    }
    names = outer
  }

  private mutating func statement(_ statement: Statement) throws(Diagnostic) {
    switch statement {
    case .loop(let loop): try self.loop(loop)
    case .store(let target, let value):
      let slot = try expression(value)
      program.instructions.append(.store(access: try element(target, .f32), value: slot))
    case .accumulate(let target, let value):
      let slot = try expression(value)
      program.instructions.append(.accumulate(access: try element(target, .f32), value: slot))
    case .define(let name, let value):
      let slot = newNumber()
      try expression(value, into: slot)
      names.numbers[name] = slot
    case .assign(let name, let value): try expression(value, into: try number(name))
    case .index(let name, let source): try index(name, source)
    case .allocate(let buffer):
      names.buffers[buffer.name] = buffer
      try layout.place(buffer)
      program.places.append(layout.places[buffer.name] ?? 0..<0)
      program.instructions.append(.undefine(place: Slot(program.places.count - 1)))
    case .select(let selection): try select(selection)
    case .call(let call): try body(call.meaning)
    case .team(let statements), .section(_, let statements): try body(statements)
    }
  }

  private mutating func loop(_ loop: Loop) throws(Diagnostic) {
    try self.loop(loop) { (compiler) throws(Diagnostic) in try compiler.body(loop.body) }
  }

  /// A loop whose body `inside` compiles.
  private mutating func loop(
    _ loop: Loop, _ inside: (inout LoopCompiler) throws(Diagnostic) -> Void
  ) throws(Diagnostic) {
    guard loop.step > 0, !loop.uppers.isEmpty else {
      throw Diagnostic(.loopStructure, "loop '\(loop.variable)' has no step or no bound")
    }
    let lower = try form(loop.lower)
    var uppers: [LoopProgram.Form] = []
    for upper in loop.uppers { uppers.append(try form(upper)) }
    let firstUpper = program.forms.count
    program.forms += uppers
    let outer = (names: names, innermost: innermost, anchored: anchored)
    let variable = newInteger()
    let isShared = loop.kind == .parallel
    // The limit; for shared loops also position, factor, shift and first value.
    for _ in 0..<(isShared ? 5 : 1) { _ = newInteger() }
    names.integers[loop.variable] = variable
    (innermost, anchored) = (variable, [])
    let number = Slot(program.ranges.count)
    program.instructions.append(isShared ? .beginShared(loop: number) : .begin(loop: number))
    program.instructions.append(.anchor(loop: number))
    program.ranges.append(
      LoopProgram.Range(
        variable: variable, lower: lower, firstUpper: Slot(firstUpper),
        upperCount: Slot(uppers.count), step: loop.step, body: program.instructions.count, exit: 0))
    try inside(&self)
    program.instructions.append(isShared ? .nextShared(loop: number) : .next(loop: number))
    program.ranges[Int(number)].exit = program.instructions.count
    program.ranges[Int(number)].firstAnchored = Slot(program.anchored.count)
    program.ranges[Int(number)].anchoredCount = Slot(anchored.count)
    program.anchored += anchored
    (names, innermost, anchored) = outer
  }

  /// The count's slot comes after that of the loop's variable, as it moves inside the loop.
  private mutating func select(_ selection: Selection) throws(Diagnostic) {
    let place = try placeIndices(selection.buffer)
    program.places.append(place)
    let list = Slot(program.places.count - 1)
    let start = program.instructions.count
    var count: Slot = 0
    program.instructions.append(.empty(list: list, count: count))
    try loop(selection.range) { (compiler) throws(Diagnostic) in
      count = compiler.newInteger()
      compiler.usedTemporaries = 0
      let condition = try compiler.expression(selection.condition)
      let index = compiler.names.integers[selection.variable] ?? 0
      compiler.names.integers[selection.count] = count
      compiler.names.buffers[selection.list] = selection.buffer
      let end = Access(selection.list, [.symbol(selection.count)])
      compiler.program.instructions.append(
        .take(
          access: try compiler.element(end, .i32), count: count, index: index,
          condition: condition))
    }
    program.instructions[start] = .empty(list: list, count: count)
    names.integers[selection.count] = count
    names.buffers[selection.list] = selection.buffer
  }

  private mutating func index(_ name: Symbol, _ source: IndexSource) throws(Diagnostic) {
    let slot = newInteger()
    switch source {
    case .load(let access, let below):
      program.instructions.append(
        .index(into: slot, access: try element(access, .i32), below: below))
    case .quotient(let value, let divisor):
      program.instructions.append(
        .quotient(into: slot, of: try divided(value, divisor), by: divisor))
    case .least(let values):
      var forms: [LoopProgram.Form] = []
      for value in values { forms.append(try form(value)) }
      guard !forms.isEmpty else {
        throw Diagnostic(.loopType, "index is a minimum of nothing, expected at least one bound")
      }
      program.instructions.append(
        .least(into: slot, forms: Slot(program.forms.count), count: forms.count))
      program.forms += forms
    case .remainder(let value, let divisor):
      program.instructions.append(
        .remainder(into: slot, of: try divided(value, divisor), by: divisor))
    }
    names.integers[name] = slot
  }

  private mutating func divided(_ value: Affine, _ divisor: Int) throws(Diagnostic) -> Slot {
    guard divisor > 0 else {
      throw Diagnostic(.loopType, "divisor is \(divisor), expected more than 0")
    }
    program.forms.append(try form(value))
    return Slot(program.forms.count - 1)
  }

  // MARK: Expressions

  /// The slot that holds the value, `target` where given.
  @discardableResult
  private mutating func expression(
    _ value: Expression, into target: Slot? = nil
  ) throws(Diagnostic) -> Slot {
    switch value {
    case .constant(let literal): return moved(constant(literal), target)
    case .scalar(let name): return moved(try number(name), target)
    case .load(let access):
      let source = try element(access, .f32)
      let slot = target ?? temporary()
      program.instructions.append(.load(into: slot, access: source))
      return slot
    case .unary(let function, let argument):
      let operand = try expression(argument)
      let slot = target ?? temporary()
      program.instructions.append(.unary(function, into: slot, argument: operand))
      return slot
    case .binary(let function, let left, let right):
      let first = try expression(left)
      let second = try expression(right)
      let slot = target ?? temporary()
      program.instructions.append(.binary(function, into: slot, left: first, right: second))
      return slot
    }
  }

  private mutating func moved(_ slot: Slot, _ target: Slot?) -> Slot {
    guard let target else { return slot }
    program.instructions.append(.move(into: target, from: slot))
    return target
  }

  private mutating func constant(_ value: Double) -> Slot {
    if let slot = constants[value.bitPattern] { return slot }
    let slot = newNumber(value)
    constants[value.bitPattern] = slot
    return slot
  }

  private func number(_ name: Scalar) throws(Diagnostic) -> Slot {
    guard let slot = names.numbers[name] else {
      throw Diagnostic(.loopName, "scalar '\(name)' is not visible here")
    }
    return slot
  }

  private mutating func form(_ expression: Affine) throws(Diagnostic) -> LoopProgram.Form {
    var terms: [LoopProgram.Term] = []
    for term in expression.terms {
      guard let slot = names.integers[term.symbol] else {
        throw Diagnostic(.loopName, "index '\(term.symbol)' is not visible here")
      }
      terms.append(LoopProgram.Term(coefficient: term.coefficient, integer: slot))
    }
    let form = LoopProgram.Form(
      constant: expression.constant,
      head: terms.first ?? LoopProgram.Term(coefficient: 0, integer: 0),
      first: Slot(program.terms.count), count: Slot(max(terms.count - 1, 0)))
    program.terms += terms.dropFirst()
    return form
  }

  private mutating func element(
    _ access: Access, _ element: StoredElement
  ) throws(Diagnostic) -> Slot {
    guard let buffer = names.buffers[access.buffer],
      let place = element == .f32 ? layout.places[buffer.name] : indices[buffer.name]
    else { throw Diagnostic(.loopName, "buffer '\(access.buffer)' is not visible here") }
    guard access.indices.count == buffer.shape.count, buffer.element.isReal == element.isReal else {
      throw Diagnostic(.loopType, "'\(access)' does not fit buffer '\(buffer)'")
    }
    let number = Slot(program.elements.count)
    let (fixed, moving) = try dimensions(access, of: buffer)
    program.elements.append(
      LoopProgram.Element(
        base: place.lowerBound, anchor: newInteger(place.lowerBound),
        first: Slot(program.dimensions.count), fixed: Slot(fixed.count),
        moving: Slot(moving.count)))
    if !fixed.isEmpty { anchored.append(number) }
    program.dimensions += fixed + moving
    program.accesses.append(access)
    return number
  }

  /// The indices of an access that stay while the innermost loop runs, and those that do not.
  private mutating func dimensions(
    _ access: Access, of buffer: Buffer
  ) throws(Diagnostic) -> (fixed: [LoopProgram.Dimension], moving: [LoopProgram.Dimension]) {
    let strides = buffer.strides
    var (fixed, moving): ([LoopProgram.Dimension], [LoopProgram.Dimension]) = ([], [])
    for (number, index) in access.indices.enumerated() {
      let dimension = LoopProgram.Dimension(
        index: try form(index), extent: buffer.shape[number], stride: strides[number],
        number: Slot(number))
      let moves = index.terms.contains { names.integers[$0.symbol, default: 0] >= innermost }
      // Outside of all loops nothing is worth keeping.
      if moves || innermost == 0 { moving.append(dimension) } else { fixed.append(dimension) }
    }
    return (fixed, moving)
  }
}
