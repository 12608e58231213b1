import Diagnostics

extension JSONParser {
  /// The number at the position.
  mutating func number() throws -> JSONValue {
    let start = position
    let isNegative = current == UInt8(ascii: "-")
    if isNegative { position += 1 }
    let isZero = current == UInt8(ascii: "0")
    guard let whole = digits() else { throw unexpected(isNegative ? "a digit" : "a value") }
    guard !isZero || whole == 1 else {
      throw failure(.jsonSyntax, "a number has a leading zero", at: start)
    }
    let isInteger = try !fraction() && !exponent()
    let literal = String(decoding: bytes[start..<position], as: UTF8.self)
    // No double needs more: this also keeps hostile literals out of messages and of the slow path of conversion.
    guard position - start <= 1024 else {
      throw failure(.jsonNumber, "a number has more than 1024 characters", at: start)
    }
    if isInteger, !(isNegative && isZero) {
      guard let value = Int64(literal) else {
        throw failure(
          .jsonNumber, "the integer \(literal.prefix(40)) does not fit 64 bits", at: start)
      }
      return .integer(value)
    }
    guard let value = Double(literal), value.isFinite else {
      throw failure(.jsonNumber, "the number \(literal.prefix(40)) is out of range", at: start)
    }
    return .number(value)
  }

  /// Steps over digits and returns how many there were; nil if none.
  private mutating func digits() -> Int? {
    let start = position
    while let byte = current, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
      position += 1
    }
    return position == start ? nil : position - start
  }

  private mutating func fraction() throws -> Bool {
    guard current == UInt8(ascii: ".") else { return false }
    position += 1
    guard digits() != nil else { throw unexpected("a digit") }
    _ = try exponent()
    return true
  }

  private mutating func exponent() throws -> Bool {
    guard let byte = current, byte | 0x20 == UInt8(ascii: "e") else { return false }
    position += 1
    if let sign = current, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { position += 1 }
    guard digits() != nil else { throw unexpected("a digit") }
    return true
  }
}
