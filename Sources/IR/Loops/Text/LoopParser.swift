import Diagnostics

/// Reads loop modules from text; docs/loop-ir.md has the grammar.
///
/// The parser checks the form only, `LoopVerifier` checks the meaning. Nesting, numbers and shapes are bounded, so that
/// no text makes the compiler run out of stack or overflow.
public struct LoopParser: TextParser {
  /// Deepest nesting of statements, and of expressions.
  static let deepest = (statements: 64, expressions: 128)
  /// The greatest number of elements, and of any integer in the text.
  static let greatest = 1 << 40

  var reader: TokenReader

  /// The module that `text` describes; errors name `file`, line and column.
  public static func parse(
    _ text: String, file: String = "loop module"
  ) throws(Diagnostic) -> LoopModule {
    var parser = LoopParser(reader: try TokenReader(text, file: file, error: .loopSyntax))
    return try parser.module()
  }

  private mutating func module() throws(Diagnostic) -> LoopModule {
    try reader.expect("loop")
    try reader.expect("module")
    var module = LoopModule(name: try name("the module's name"))
    try reader.expect("{")
    while try reader.accept("buffer") {
      let name = try name("the buffer's name")
      try reader.expect(":")
      var buffer = try type(of: name)
      try reader.expect("in")
      buffer.space = try space()
      module.buffers.append(buffer)
    }
    if try reader.accept("handover") { module.handover = BufferID(try name("a buffer")) }
    while try reader.accept("func") { module.functions.append(try function()) }
    guard try reader.accept("}") else {
      throw reader.unexpected("'buffer', 'handover', 'func' or '}'")
    }
    guard reader.next.kind == .end else { throw reader.unexpected("the end of the text") }
    return module
  }

  private mutating func function() throws(Diagnostic) -> LoopFunction {
    let name = try name("the function's name")
    var function = LoopFunction(name: name, entry: try reader.entryPoint(of: name))
    try reader.expect("(")
    _ = try list(to: ")") { (parser) throws(Diagnostic) in
      let name = try parser.name("a size or an argument")
      try parser.reader.expect(":")
      guard case .integer = parser.reader.next.kind else {
        return function.arguments.append(try parser.argument(name))
      }
      let least = try parser.integer("the least size")
      try parser.reader.expect("...")
      function.sizes.append(SizeParameter(Symbol(name), least, to: try parser.affine()))
    }
    guard reader.sees("{") else { throw reader.unexpected("'{'") }
    try reader.take()
    function.notes = reader.next.comments
    function.body = try statements(depth: 0)
    return function
  }

  private mutating func argument(_ name: String) throws(Diagnostic) -> Buffer {
    var buffer = try type(of: name)
    if try reader.accept("in") { buffer.space = try space() }
    return buffer
  }

  /// A buffer `name` of the element and extents that come next, in the argument space.
  mutating func type(of name: String) throws(Diagnostic) -> Buffer {
    guard let element = try reader.word(of: StoredElement.self) else {
      throw reader.unexpected("'f32', 'bf16' or 'i32'")
    }
    try reader.expect("[")
    let start = reader.next
    let shape = try list(to: "]") { (parser) throws(Diagnostic) in
      try parser.integer("an extent")
    }
    var count = 1
    for extent in shape {
      let (product, overflows) = count.multipliedReportingOverflow(by: max(extent, 1))
      guard !overflows, product <= Self.greatest else {
        throw reader.diagnostic(
          "buffer '\(name)' is too large, expected at most \(Self.greatest) elements", at: start)
      }
      count = product
    }
    return Buffer(BufferID(name), element, shape, .argument, packing: try packing(of: shape))
  }

  mutating func space() throws(Diagnostic) -> MemorySpace {
    if try reader.accept("parameter") { return .parameter(offset: try offset()) }
    if try reader.accept("state") { return .state(offset: try offset()) }
    if try reader.accept("scratch") { return .scratch(offset: try offset()) }
    if try reader.accept("stack") { return .stack }
    if try reader.accept("argument") { return .argument }
    throw reader.unexpected("'parameter', 'state', 'scratch', 'stack' or 'argument'")
  }

  /// What stands behind the extents of a buffer that is not row-major.
  private mutating func packing(of shape: [Int]) throws(Diagnostic) -> Packing {
    shape.count >= 2 ? try reader.packing() : .rows
  }

  private mutating func offset() throws(Diagnostic) -> Int? {
    guard try reader.accept("(") else { return nil }
    let offset = try integer("an offset in bytes")
    try reader.expect(")")
    return offset
  }

  mutating func integer(_ role: String) throws(Diagnostic) -> Int {
    try reader.integer(role, in: 0...Self.greatest)
  }

  /// A name that is not a keyword.
  mutating func name(_ role: String) throws(Diagnostic) -> String {
    if case .identifier(let word) = reader.next.kind, LoopKeyword(rawValue: word) != nil {
      throw reader.unexpected("\(role), which cannot be a keyword")
    }
    return try reader.name(role)
  }
}
