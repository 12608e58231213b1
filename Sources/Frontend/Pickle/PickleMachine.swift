import Diagnostics

/// Runs the pickle of a PyTorch checkpoint as far as it makes a table of tensors, and can do nothing else.
///
/// The instructions are those of Python's `pickletools`; what they may name is `PickleGlobal`. Attributes are set (BUILD)
/// only on an ordered dictionary, only `_metadata`, as `state_dict()` writes it, and they are dropped.
struct PickleMachine {
  private var cursor: ByteCursor
  private let place: (Int) -> FileLocation
  private var stack: [PickleValue] = []
  private var marks: [Int] = []
  private var memo: [UInt32: PickleValue] = [:]
  private var dictionaries: [PickleDictionary] = []
  private var start = 0

  private static let instructionLimit = 1_000_000
  private static let depthLimit = 8
  /// Longer than any tuple that describes a tensor; a tensor keeps a copy of its extents.
  private static let tupleLimit = 16

  /// The pickle in `bytes`; `place` makes a place of an offset in them.
  init(_ bytes: [UInt8], place: @escaping (Int) -> FileLocation) {
    self.cursor = ByteCursor(bytes)
    self.place = place
  }

  /// Runs the whole pickle, whose result must be a dictionary, and returns its pairs.
  mutating func run() throws -> [(key: PickleValue, value: PickleValue)] {
    guard cursor.bytes.first == PickleOpcode.protocolVersion.rawValue else {
      throw failure(.pickleMalformed, "the pickle does not start with a protocol")
    }
    for _ in 0..<Self.instructionLimit {
      start = cursor.position
      let byte = try operand(UInt8.self)
      guard let opcode = PickleOpcode(rawValue: byte) else {
        throw failure(.pickleOpcode, "the opcode \(PickleOpcode.refusedName(byte)) is not allowed")
      }
      if opcode == .stop { return try result() }
      try run(opcode)
    }
    throw failure(
      .pickleLimit, "the pickle has more than \(Self.instructionLimit) instructions")
  }

  private mutating func result() throws -> [(key: PickleValue, value: PickleValue)] {
    let value = try pop()
    guard stack.isEmpty, marks.isEmpty else {
      throw failure(.pickleMalformed, "the pickle leaves more than one value")
    }
    guard cursor.rest == 0 else {
      throw failure(.pickleMalformed, "there are bytes after the end of the pickle")
    }
    guard case .dictionary(let number) = value else {
      throw failure(.pickleMalformed, "the pickle is not a dictionary of tensors")
    }
    return dictionaries[number].pairs
  }

  private mutating func run(_ opcode: PickleOpcode) throws {
    switch opcode {
    case .protocolVersion: try checkProtocol()
    case .stop: break
    case .mark: marks.append(stack.count)
    case .emptyDictionary: pushDictionary(isOrdered: false)
    case .emptyTuple: try pushTuple([])
    case .tuple: try pushTuple(try popToMark())
    case .tuple1: try pushTuple(try popLast(1))
    case .tuple2: try pushTuple(try popLast(2))
    case .tuple3: try pushTuple(try popLast(3))
    case .none: stack.append(.none)
    case .newTrue: stack.append(.bool(true))
    case .newFalse: stack.append(.bool(false))
    case .integer1: stack.append(.integer(Int64(try operand(UInt8.self))))
    case .integer2: stack.append(.integer(Int64(try operand(UInt16.self))))
    case .integer4: stack.append(.integer(Int64(Int32(bitPattern: try operand(UInt32.self)))))
    case .long1: stack.append(.integer(try long()))
    case .unicode: stack.append(.string(try unicode()))
    case .put1: memo[UInt32(try operand(UInt8.self))] = try top()
    case .put4: memo[try operand(UInt32.self)] = try top()
    case .get1: try get(UInt32(try operand(UInt8.self)))
    case .get4: try get(try operand(UInt32.self))
    case .global: stack.append(.global(try global()))
    case .persistentID: stack.append(.storage(try storage(try pop())))
    case .reduce: try reduce()
    case .build: try build()
    case .setItem: try setItems(try popLast(2))
    case .setItems: try setItems(try popToMark())
    }
  }

  // MARK: Operands

  func failure(_ id: DiagnosticID, _ message: String) -> Diagnostic {
    Diagnostic(id, message, at: place(start))
  }

  private mutating func operand<Integer: FixedWidthInteger>(
    _ type: Integer.Type
  ) throws -> Integer {
    guard let value = cursor.next(type) else {
      throw failure(.pickleMalformed, "the pickle ends in the middle of an instruction")
    }
    return value
  }

  private mutating func bytes(_ count: Int) throws -> ArraySlice<UInt8> {
    guard let bytes = cursor.take(count) else {
      throw failure(.pickleMalformed, "the pickle ends in the middle of an instruction")
    }
    return bytes
  }

  private mutating func checkProtocol() throws {
    let version = try operand(UInt8.self)
    guard version == 2, start == 0 else {
      throw failure(.pickleOpcode, "protocol \(version) is not allowed, only 2, at the start")
    }
  }

  /// An integer of up to 8 bytes, little-endian, in two's complement.
  private mutating func long() throws -> Int64 {
    let digits = try bytes(Int(try operand(UInt8.self)))
    guard digits.count <= 8 else {
      throw failure(.pickleMalformed, "an integer does not fit 64 bits")
    }
    let isNegative = digits.last.map { $0 >= 0x80 } ?? false
    return digits.reversed().reduce(isNegative ? -1 : 0) { $0 << 8 | Int64($1) }
  }

  private mutating func unicode() throws -> String {
    let count = try operand(UInt32.self)
    guard let text = String(validating: try bytes(Int(count)), as: UTF8.self) else {
      throw failure(.pickleMalformed, "a string is not valid UTF-8")
    }
    return text
  }

  private mutating func global() throws -> PickleGlobal {
    guard let module = cursor.line(), let name = cursor.line() else {
      throw failure(.pickleMalformed, "the pickle ends in the middle of an instruction")
    }
    let path = String(decoding: module, as: UTF8.self) + "." + String(decoding: name, as: UTF8.self)
    // The two lines are compared one by one: with the name 'a.b', module and name could be split in two ways.
    guard let global = PickleGlobal(rawValue: path), !name.contains(UInt8(ascii: ".")) else {
      throw failure(.pickleGlobal, "the pickle names \(named(path)), which is not allowed")
    }
    return global
  }

  // MARK: Stack

  private func top() throws -> PickleValue {
    guard let value = stack.last, stack.count > marks.last ?? 0 else { throw underflow }
    return value
  }

  mutating func pop() throws -> PickleValue {
    let value = try top()
    stack.removeLast()
    return value
  }

  mutating func push(_ value: PickleValue) { stack.append(value) }

  private mutating func popLast(_ count: Int) throws -> [PickleValue] {
    guard stack.count - (marks.last ?? 0) >= count else { throw underflow }
    defer { stack.removeLast(count) }
    return Array(stack.suffix(count))
  }

  private mutating func popToMark() throws -> [PickleValue] {
    guard let mark = marks.popLast() else {
      throw failure(.pickleMalformed, "an instruction needs a mark that is not there")
    }
    defer { stack.removeLast(stack.count - mark) }
    return Array(stack[mark...])
  }

  private var underflow: Diagnostic {
    failure(.pickleMalformed, "an instruction needs a value that is not on the stack")
  }

  private mutating func get(_ key: UInt32) throws {
    guard let value = memo[key] else {
      throw failure(.pickleMalformed, "the memo has no value \(key)")
    }
    stack.append(value)
  }

  private mutating func pushTuple(_ items: [PickleValue]) throws {
    guard items.count <= Self.tupleLimit else {
      throw failure(.pickleLimit, "a tuple has more than \(Self.tupleLimit) items")
    }
    let tuple = PickleTuple(items)
    guard tuple.depth <= Self.depthLimit else {
      throw failure(.pickleLimit, "tuples nest deeper than \(Self.depthLimit)")
    }
    stack.append(.tuple(tuple))
  }

  mutating func pushDictionary(isOrdered: Bool) {
    stack.append(.dictionary(dictionaries.count))
    dictionaries.append(PickleDictionary(isOrdered: isOrdered))
  }

  // MARK: Dictionaries

  private mutating func setItems(_ items: [PickleValue]) throws {
    guard case .dictionary(let number) = try top(), items.count.isMultiple(of: 2) else {
      throw failure(.pickleMalformed, "items are set on something that is not a dictionary")
    }
    for index in stride(from: 0, to: items.count, by: 2) {
      dictionaries[number].pairs.append((items[index], items[index + 1]))
    }
  }

  private mutating func build() throws {
    guard case .dictionary(let state) = try pop(), case .dictionary(let target) = try top(),
      dictionaries[target].isOrdered, dictionaries[state].pairs.count == 1,
      case .string("_metadata") = dictionaries[state].pairs[0].key
    else {
      throw failure(.pickleOpcode, "BUILD is allowed for the '_metadata' of a state_dict only")
    }
  }
}
