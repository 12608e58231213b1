import Diagnostics

/// Reads JSON (RFC 8259) from files that nobody vouches for, strictly: what two readers could understand differently is
/// refused. Time is linear in the input, and memory is bounded by `JSONOptions`.
public enum JSONReader {
  /// The value that is the whole of `bytes`; `file` names them in diagnostics.
  public static func read(
    _ bytes: [UInt8], file: String, options: JSONOptions = JSONOptions()
  ) throws -> JSONValue {
    try bytes.withUnsafeBytes { try read($0, file: file, options: options) }
  }

  /// The value that is the whole of `bytes`; `file` names them in diagnostics.
  public static func read(
    _ bytes: UnsafeRawBufferPointer, file: String, options: JSONOptions = JSONOptions()
  ) throws -> JSONValue {
    var parser = JSONParser(bytes: bytes, file: file, options: options)
    return try parser.document()
  }
}

/// What a JSON reader lets pass.
public struct JSONOptions: Sendable {
  /// Whether bare `Infinity`, `-Infinity` and `NaN` are numbers, as Python writes them.
  public var allowNonFinite: Bool
  /// How deep arrays and objects may nest.
  public var maximumDepth: Int
  /// How many values there may be in all: each takes up to about 100 bytes of memory.
  public var maximumValues: Int
  /// Where in the file the JSON starts, in bytes: added to every offset.
  public var start: Int

  /// Options; those by default are for files of ordinary size.
  public init(
    allowNonFinite: Bool = false, maximumDepth: Int = 64, maximumValues: Int = 8_000_000,
    start: Int = 0
  ) {
    self.allowNonFinite = allowNonFinite
    self.maximumDepth = maximumDepth
    self.maximumValues = maximumValues
    self.start = start
  }
}

/// A recursive-descent parser whose position only moves forward.
struct JSONParser {
  let bytes: UnsafeRawBufferPointer
  let file: String
  let options: JSONOptions
  /// The next byte to read.
  var position = 0
  private var values = 0

  init(bytes: UnsafeRawBufferPointer, file: String, options: JSONOptions) {
    self.bytes = bytes
    self.file = file
    self.options = options
  }

  /// The byte at the position, or nil at the end.
  var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  /// A diagnostic at byte `offset`, or at the position.
  func failure(_ id: DiagnosticID, _ message: String, at offset: Int? = nil) -> Diagnostic {
    Diagnostic(id, message, at: FileLocation(file, "byte \(options.start + (offset ?? position))"))
  }

  /// A diagnostic that the position holds something else than `expected`.
  func unexpected(_ expected: String) -> Diagnostic {
    guard let byte = current else {
      return failure(.jsonSyntax, "the JSON ends early, expected \(expected)")
    }
    let found =
      byte > 0x20 && byte < 0x7F
      ? "'\(Character(UnicodeScalar(byte)))'" : "byte 0x\(String(byte, radix: 16))"
    return failure(.jsonSyntax, "found \(found) where \(expected) should be")
  }

  mutating func document() throws -> JSONValue {
    if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF {
      throw failure(.jsonText, "the file starts with a byte order mark")
    }
    skipSpace()
    let value = try value(depth: 0)
    skipSpace()
    guard position == bytes.count else {
      throw failure(.jsonSyntax, "unexpected data after the JSON value")
    }
    return value
  }

  private mutating func skipSpace() {
    while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      position += 1
    }
  }

  /// Steps over `byte` if it is next.
  private mutating func take(_ byte: UInt8) -> Bool {
    guard current == byte else { return false }
    position += 1
    return true
  }

  private mutating func value(depth: Int) throws -> JSONValue {
    values += 1
    guard values <= options.maximumValues else {
      throw failure(.jsonLimit, "the JSON has more than \(options.maximumValues) values")
    }
    switch current {
    case UInt8(ascii: "{"): return .object(try object(depth: try deeper(depth)))
    case UInt8(ascii: "["): return .array(try array(depth: try deeper(depth)))
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "N") where options.allowNonFinite: return try word("NaN", .number(.nan))
    case UInt8(ascii: "I") where options.allowNonFinite:
      return try word("Infinity", .number(.infinity))
    case UInt8(ascii: "-") where options.allowNonFinite && byte(after: 1) == UInt8(ascii: "I"):
      return try word("-Infinity", .number(-.infinity))
    case UInt8(ascii: "N"), UInt8(ascii: "I"):
      throw failure(.jsonNumber, "NaN and Infinity are not valid JSON")
    default: return try number()
    }
  }

  private func byte(after count: Int) -> UInt8? {
    position + count < bytes.count ? bytes[position + count] : nil
  }

  private func deeper(_ depth: Int) throws -> Int {
    guard depth < options.maximumDepth else {
      throw failure(.jsonLimit, "arrays and objects nest deeper than \(options.maximumDepth)")
    }
    return depth + 1
  }

  private mutating func word(_ text: StaticString, _ value: JSONValue) throws -> JSONValue {
    let count = text.utf8CodeUnitCount
    for index in 0..<count {
      guard byte(after: index) == text.utf8Start[index] else {
        throw unexpected("a value")
      }
    }
    position += count
    return value
  }

  private mutating func array(depth: Int) throws -> [JSONValue] {
    position += 1
    skipSpace()
    if take(UInt8(ascii: "]")) { return [] }
    var elements: [JSONValue] = []
    while true {
      skipSpace()
      elements.append(try value(depth: depth))
      skipSpace()
      if take(UInt8(ascii: "]")) { return elements }
      guard take(UInt8(ascii: ",")) else { throw unexpected("',' or ']'") }
    }
  }

  private mutating func object(depth: Int) throws -> JSONObject {
    position += 1
    skipSpace()
    if take(UInt8(ascii: "}")) { return JSONObject(members: []) }
    var members: [JSONObject.Member] = []
    var keys: Set<ByteKey> = []
    while true {
      skipSpace()
      let offset = position
      guard current == UInt8(ascii: "\"") else { throw unexpected("a key") }
      let key = try string()
      guard keys.insert(ByteKey(key)).inserted else {
        throw failure(
          .duplicateKey, "the key \(named(key)) occurs twice in one object", at: offset)
      }
      skipSpace()
      guard take(UInt8(ascii: ":")) else { throw unexpected("':'") }
      skipSpace()
      members.append(
        JSONObject.Member(
          key: key, value: try value(depth: depth), offset: options.start + offset))
      skipSpace()
      if take(UInt8(ascii: "}")) { return JSONObject(members: members) }
      guard take(UInt8(ascii: ",")) else { throw unexpected("',' or '}'") }
    }
  }
}
