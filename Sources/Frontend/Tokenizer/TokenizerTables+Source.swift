extension TokenizerTables {
  /// The C file that defines `ssdc_tokenizer`, a constant of type `ssdc_tokenizer_tables`.
  public func cSource() -> String {
    var out = TextBuffer()
    out.line("/* The tables of one tokenizer. Generated; see tokenizer.h for their meaning. */")
    out.line("#include \"tokenizer.h\"")
    if usesNFC { out.line("#include \"nfc.h\"") }
    for array in arrays {
      out.line("")
      out.line("static const \(array.values.elementType) \(array.name)[\(array.values.count)] = {")
      switch array.values {
      case .u8(let values): out.rows(values)
      case .u32(let values): out.rows(values)
      case .i32(let values): out.rows(values)
      }
      out.line("};")
    }
    out.line("")
    out.line("const ssdc_tokenizer_tables ssdc_tokenizer = {")
    for field in fields { out.line("  .\(field.name) = \(field.value),") }
    out.line("};")
    return String(decoding: out.bytes, as: UTF8.self)
  }
}

/// C text under construction, as bytes: tables of millions of numbers are printed quickly.
private struct TextBuffer {
  var bytes: [UInt8] = []

  mutating func line(_ text: String) {
    bytes.append(contentsOf: text.utf8)
    bytes.append(UInt8(ascii: "\n"))
  }

  /// Numbers separated by commas, in indented rows of at most 100 columns.
  mutating func rows(_ values: [some FixedWidthInteger]) {
    var rowStart = bytes.count
    bytes.append(contentsOf: "  ".utf8)
    for (index, value) in values.enumerated() {
      if bytes.count - rowStart > 100 - 12 {
        bytes.append(UInt8(ascii: "\n"))
        rowStart = bytes.count
        bytes.append(contentsOf: "  ".utf8)
      }
      number(value)
      if index + 1 < values.count { bytes.append(UInt8(ascii: ",")) }
    }
    bytes.append(UInt8(ascii: "\n"))
  }

  /// A decimal number.
  private mutating func number(_ value: some FixedWidthInteger) {
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    let start = bytes.count
    var rest = value.magnitude
    repeat {
      bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
      rest /= 10
    } while rest > 0
    bytes[start...].reverse()
  }
}
