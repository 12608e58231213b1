import Diagnostics

/// Reads graph modules from text; docs/graph-ir.md has the grammar.
///
/// The parser checks the form only, `GraphVerifier` checks the meaning.
public struct GraphParser: TextParser {
  /// Deepest nesting of regions.
  private static let deepest = 8
  /// The greatest extent, count or value number in the text.
  private static let greatest = 1 << 31
  /// The most blocks in one stack.
  private static let mostBlocks = 1 << 16

  var reader: TokenReader
  private let file: String

  /// The module that `text` describes; errors name `file`, line and column.
  public static func parse(_ text: String, file: String = "module") throws -> Module {
    let reader = try TokenReader(text, file: file, error: .graphSyntax)
    var parser = GraphParser(reader: reader, file: file)
    return try parser.module()
  }

  // MARK: Declarations

  private mutating func module() throws -> Module {
    try reader.expect("module")
    var module = Module(name: try reader.name("the module's name"))
    try reader.expect("{")
    while try reader.accept("param") { module.parameters.append(try parameter()) }
    while try reader.accept("state") { module.states.append(try state()) }
    while try reader.accept("func") {
      let name = try reader.name("the function's name")
      let entry = try reader.entryPoint(of: name)
      module.functions.append(Function(name: name, entry: entry, body: try region(depth: 0)))
    }
    guard try reader.accept("}") else {
      throw reader.unexpected("'param', 'state', 'func' or '}', in that order")
    }
    guard reader.next.kind == .end else { throw reader.unexpected("the end of the text") }
    return module
  }

  private mutating func parameter() throws -> Parameter {
    let name = try symbol("the parameter's name")
    try reader.expect(":")
    let (count, type) = try stacked()
    try reader.expect("=")
    var parameter = Parameter(
      name: name, type: type, source: try reader.string("the checkpoint's name"))
    parameter.blocks = try blocks(count)
    while let transform = try reader.word(of: ParameterTransform.self) {
      parameter.transforms.append(transform)
    }
    if try reader.accept("in") { parameter.storage = try storage() }
    return parameter
  }

  /// An element, a packing or both.
  private mutating func storage() throws -> Storage {
    let isKnown = ["rows", "panels"] + StoredElement.allCases.map(\.rawValue)
    guard isKnown.contains(where: reader.sees) else {
      throw reader.unexpected("'f32', 'bf16', 'rows' or 'panels'")
    }
    let element = try reader.word(of: StoredElement.self) ?? .f32
    return Storage(element, try reader.packing())
  }

  /// The numbers of the `count` blocks of a stack: from the first one given, or all of them, or those from 0 on.
  private mutating func blocks(_ count: Int?) throws -> [Int] {
    guard let count else { return [] }
    if try reader.accept("first") {
      let first = try integer("a block's number")
      return Array(first..<first + count)
    }
    guard try reader.accept("blocks") else { return Array(0..<count) }
    let start = reader.next
    try reader.expect("[")
    let numbers = try integers()
    guard numbers.count == count, numbers == Set(numbers).sorted() else {
      throw reader.diagnostic("expected \(count) numbers of blocks, ascending", at: start)
    }
    return numbers
  }

  private mutating func state() throws -> StateDeclaration {
    let name = try symbol("the state's name")
    try reader.expect(":")
    let (count, type) = try stacked()
    return StateDeclaration(name: name, count: count, type: type)
  }

  private mutating func stacked() throws -> (Int?, TensorType) {
    var count: Int?
    if case .integer = reader.next.kind {
      count = try reader.integer("a number of blocks", in: 1...Self.mostBlocks)
      try reader.expect("x")
    }
    return (count, try type())
  }

  // MARK: Types

  private mutating func type() throws -> TensorType {
    guard case .identifier(let word) = reader.next.kind, let element = ElementType(rawValue: word)
    else { throw reader.unexpected("'f32', 'log' or 'i32'") }
    try reader.take()
    try reader.expect("[")
    let shape = try extents()
    guard let structure = try structure() else { return TensorType(element, shape) }
    return TensorType(element, shape, structure)
  }

  private mutating func extents() throws -> [Extent] {
    if try reader.accept("]") { return [] }
    var extents = [try extent()]
    while try reader.accept(",") { extents.append(try extent()) }
    guard try reader.accept("]") else { throw reader.unexpected("',' or ']'") }
    return extents
  }

  private mutating func extent() throws -> Extent {
    if try reader.accept("past") { return .past(try limit()) }
    if try reader.accept("cached") { return .cached(try limit()) }
    guard try reader.accept("T") else { return .fixed(try integer("an extent")) }
    guard try reader.accept("/") else { return .tokens }
    return .chunks(try reader.integer("a chunk size", in: 1...Self.greatest))
  }

  /// `(2048)`.
  private mutating func limit() throws -> Int {
    try reader.expect("(")
    let limit = try integer("a number of tokens")
    try reader.expect(")")
    return limit
  }

  private mutating func structure() throws -> Structure? {
    guard case .identifier(let word) = reader.next.kind else { return nil }
    switch word {
    case "dense":
      try reader.take()
      return .dense
    case "cumulative_decay":
      try reader.take()
      return .cumulativeDecay
    case "low_rank": return .lowRank(rank: try argument())
    case "semiseparable": return .semiseparable(state: try argument())
    default: return nil
    }
  }

  /// A word and a size in parentheses.
  private mutating func argument() throws -> Int {
    try reader.take()
    try reader.expect("(")
    let size = try integer("a size")
    try reader.expect(")")
    return size
  }

  // MARK: Operations

  /// `(%0: type, …) { operations, yield }`.
  private mutating func region(depth: Int) throws -> Region {
    guard depth < Self.deepest else {
      throw reader.diagnostic("regions are nested more than \(Self.deepest) deep")
    }
    var region = Region()
    try reader.expect("(")
    while !(try reader.accept(")")) {
      if !region.arguments.isEmpty { try reader.expect(",") }
      let value = try value()
      try reader.expect(":")
      region.arguments.append(TypedValue(value, try type()))
    }
    try reader.expect("{")
    while !(try reader.accept("yield")) {
      region.operations.append(try operation(depth: depth))
    }
    if !reader.sees("}") { region.results = try values() }
    try reader.expect("}")
    return region
  }

  private mutating func operation(depth: Int) throws -> Operation {
    var results: [Value] = []
    if case .value = reader.next.kind {
      results = try values()
      try reader.expect("=")
    }
    let place = reader.diagnostic("").place
    let mnemonic = try reader.name("an operation or 'yield'")
    var attributes: [Attribute] = []
    if case .symbol(let name) = reader.next.kind {
      try reader.take()
      attributes.append(Attribute("", .symbol(name)))
    }
    var operands: [Value] = []
    if case .value = reader.next.kind { operands = try values() }
    if try reader.accept("{") { attributes += try self.attributes() }
    var types: [TensorType] = []
    if try reader.accept(":") {
      types = [try type()]
      while try reader.accept(",") { types.append(try type()) }
    }
    guard types.count == results.count else {
      throw Diagnostic(
        .graphSyntax, "'\(mnemonic)' has \(results.count) results but \(types.count) types",
        at: place)
    }
    let nested = try reader.accept("do") ? try region(depth: depth + 1) : nil
    var source = AttributeReader(attributes, operation: mnemonic, at: place)
    guard let kind = try OperationKind.read(mnemonic, &source) else {
      throw Diagnostic(
        .unknownOperation, "unknown operation '\(mnemonic)'", at: place)
    }
    try source.finish()
    return Operation(
      kind, operands, zip(results, types).map { TypedValue($0, $1) }, region: nested)
  }

  private mutating func attributes() throws -> [Attribute] {
    var attributes = [try attribute()]
    while try reader.accept(",") { attributes.append(try attribute()) }
    try reader.expect("}")
    return attributes
  }

  private mutating func attribute() throws -> Attribute {
    let name = try reader.name("an attribute's name")
    try reader.expect("=")
    if try reader.accept("[") {
      return Attribute(name, .integers(try integers()))
    }
    let sign = try reader.accept("-") ? -1.0 : 1.0
    switch reader.next.kind {
    case .integer where sign > 0: return Attribute(name, .integer(try integer("a whole number")))
    case .integer(let number):
      try reader.take()
      return Attribute(name, .real(-Double(number)))
    case .real(let number):
      try reader.take()
      return Attribute(name, .real(sign * number))
    case .identifier("inf"):
      try reader.take()
      return Attribute(name, .real(sign * .infinity))
    case .identifier(let word) where sign > 0:
      try reader.take()
      return Attribute(name, .word(word))
    default: throw reader.unexpected("an attribute's value")
    }
  }

  /// Whole numbers up to the bracket that closes them.
  private mutating func integers() throws -> [Int] {
    var list: [Int] = []
    while !(try reader.accept("]")) {
      if !list.isEmpty { try reader.expect(",") }
      list.append(try integer("a whole number"))
    }
    return list
  }

  private mutating func values() throws -> [Value] {
    var values = [try value()]
    while try reader.accept(",") { values.append(try value()) }
    return values
  }

  private mutating func value() throws -> Value {
    guard case .value(let name) = reader.next.kind, let number = Int(name),
      (0...Self.greatest).contains(number)
    else { throw reader.unexpected("a value such as %0") }
    try reader.take()
    return Value(number)
  }

  private mutating func symbol(_ role: String) throws -> String {
    guard case .symbol(let name) = reader.next.kind else { throw reader.unexpected(role) }
    try reader.take()
    return name
  }

  private mutating func integer(_ role: String) throws -> Int {
    try reader.integer(role, in: 0...Self.greatest)
  }
}
