import Diagnostics

extension LoopParser {
  /// Statements up to the closing brace, which it takes too.
  mutating func statements(depth: Int) throws(Diagnostic) -> [Statement] {
    guard depth <= Self.deepest.statements else {
      throw reader.diagnostic(
        "statements are nested too deeply, expected at most \(Self.deepest.statements) levels")
    }
    var statements: [Statement] = []
    while try !reader.accept("}") { statements.append(try statement(depth: depth)) }
    return statements
  }

  private mutating func statement(depth: Int) throws(Diagnostic) -> Statement {
    guard case .identifier(let word) = reader.next.kind else {
      throw reader.unexpected("a statement or '}'")
    }
    guard let keyword = LoopKeyword(rawValue: word) else { return try update() }
    switch keyword {
    case .for: return .loop(try loop(.sequential, depth))
    case .parallel, .unrolled, .simd:
      try reader.take()
      return .loop(try loop(try kind(keyword), depth))
    case .let:
      try reader.take()
      let name = try name("the scalar's name")
      try reader.expect("=")
      return .define(Scalar(name), try expression())
    case .index:
      try reader.take()
      let name = try name("the index's name")
      try reader.expect("=")
      return .index(Symbol(name), try source())
    case .select:
      try reader.take()
      return .select(try selection())
    case .stack:
      try reader.take()
      let name = try name("the buffer's name")
      try reader.expect(":")
      var buffer = try type(of: name)
      buffer.space = try reader.accept("in") ? try space() : .stack
      return .allocate(buffer)
    case .team:
      try reader.take()
      return .team(try block(depth))
    case .section:
      try reader.take()
      let title = try reader.string("the section's title in quotes")
      return .section(
        Section(title, nest: try nest(), rewrites: try rewrites()), try block(depth))
    case .inf, .nan, .min: throw reader.unexpected("a statement or '}'")
    }
  }

  /// The label behind the title of a section that is a nest.
  private mutating func nest() throws(Diagnostic) -> NestLabel? {
    guard try reader.accept("nest") else { return nil }
    let start = reader.next
    let (kind, tokens) = (try reader.name("a kind of nest"), try reader.name("'many' or 'one'"))
    let name = try reader.string("the nest's name in quotes")
    guard let kind = NestKind(rawValue: kind), let tokens = NestLabel.Tokens(rawValue: tokens)
    else { throw reader.diagnostic("no nest is called '\(kind) \(tokens)'", at: start) }
    return NestLabel(kind, tokens, BufferID(name))
  }

  /// The rewrites that arranged the nest.
  private mutating func rewrites() throws(Diagnostic) -> [String] {
    guard try reader.accept("arranged") else { return [] }
    try reader.expect("[")
    return try list(to: "]") { (parser) throws(Diagnostic) in
      try parser.reader.string("a rewrite in quotes")
    }
  }

  private mutating func block(_ depth: Int) throws(Diagnostic) -> [Statement] {
    try reader.expect("{")
    return try statements(depth: depth + 1)
  }

  private mutating func kind(_ keyword: LoopKeyword) throws(Diagnostic) -> LoopKind {
    switch keyword {
    case .parallel: return .parallel
    case .unrolled: return .unrolled
    default: break
    }
    guard try reader.accept("(") else { return .simd(sums: []) }
    try reader.expect("sums")
    try reader.expect(":")
    return .simd(
      sums: try list(to: ")") { (parser) throws(Diagnostic) in
        Scalar(try parser.name("the name of a scalar"))
      })
  }

  private mutating func loop(_ kind: LoopKind, _ depth: Int) throws(Diagnostic) -> Loop {
    try reader.expect("for")
    let variable = try name("the loop variable")
    try reader.expect("in")
    let lower = try affine()
    try reader.expect("..<")
    let uppers = try least()
    let step = try reader.accept("by") ? try integer("a step") : 1
    return Loop(Symbol(variable), from: lower, to: uppers, by: step, kind: kind, try block(depth))
  }

  /// A statement that begins with a name: assignment, store, accumulation or call.
  private mutating func update() throws(Diagnostic) -> Statement {
    let start = reader.next
    let name = try name("a statement")
    if reader.sees("(") { return .call(try call(name, at: start)) }
    if try reader.accept("=") { return .assign(Scalar(name), try expression()) }
    guard reader.sees("[") else { throw reader.unexpected("'=', '[' or '(' after '\(name)'") }
    let target = try access(to: BufferID(name))
    if try reader.accept("=") { return .store(target, try expression()) }
    if try reader.accept("+=") { return .accumulate(target, try expression()) }
    throw reader.unexpected("'=' or '+='")
  }

  private mutating func source() throws(Diagnostic) -> IndexSource {
    if reader.sees("min") { return .least(try least()) }
    let value: Affine
    if try reader.accept("(") {
      value = try affine()
      try reader.expect(")")
    } else {
      let name = try name("an element of an i32 buffer, an index, 'min' or '('")
      if reader.sees("[") {
        let element = try access(to: BufferID(name))
        try reader.expect("below")
        return .load(element, below: try integer("the bound of the index"))
      }
      value = .symbol(Symbol(name))
    }
    if try reader.accept("/") { return .quotient(value, by: try integer("the divisor")) }
    if try reader.accept("%") { return .remainder(value, by: try integer("the divisor")) }
    throw reader.unexpected("'/' or '%'")
  }

  private mutating func selection() throws(Diagnostic) -> Selection {
    let list = try name("the list's name")
    try reader.expect(":")
    guard reader.sees("i32") else { throw reader.unexpected("'i32'") }
    let start = reader.next
    let type = try type(of: list)
    guard type.shape.count == 1 else {
      throw reader.diagnostic(
        "list '\(list)' has \(type.shape.count) dimensions, expected 1", at: start)
    }
    try reader.expect(",")
    let count = try name("the name of the number of elements")
    try reader.expect("for")
    let variable = try name("the index")
    try reader.expect("in")
    _ = try reader.integer("0, the first index", in: 0...0)
    try reader.expect("..<")
    let upper = try affine()
    try reader.expect("where")
    return Selection(
      BufferID(list), capacity: type.shape[0], count: Symbol(count), of: Symbol(variable),
      to: upper,
      where: try expression())
  }

  private mutating func call(_ name: String, at start: Token) throws(Diagnostic) -> Call {
    guard let kernel = Kernel(named: name) else {
      let known = Kernel.all.map { "'\($0.name)'" }.joined(separator: ", ")
      throw reader.diagnostic("no kernel is called '\(name)', expected \(known)", at: start)
    }
    try reader.expect("(")
    var call = Call(kernel, sizes: [], views: [])
    for (position, size) in kernel.sizes.enumerated() {
      if position > 0 { try reader.expect(",") }
      try reader.expect(size.text)
      try reader.expect("=")
      call.sizes.append(try least())
    }
    try reader.expect(")")
    for (position, parameter) in kernel.parameters.enumerated() {
      if position > 0 { try reader.expect(",") }
      try reader.expect(parameter.name.text)
      if position == kernel.parameters.count - 1, try reader.accept("+=") {
        call.accumulates = true
      } else {
        try reader.expect("=")
      }
      call.views.append(try view())
    }
    return call
  }

  private mutating func view() throws(Diagnostic) -> View {
    let buffer = try name("the name of a buffer")
    try reader.expect("[")
    let origin = try list(to: ";") { (parser) throws(Diagnostic) in try parser.affine() }
    let axes = try list(to: "]") { (parser) throws(Diagnostic) in
      try parser.integer("a dimension")
    }
    return View(BufferID(buffer), origin, axes: axes)
  }
}
