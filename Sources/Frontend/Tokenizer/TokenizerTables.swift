/// A tokenizer as the flat constant tables of the runtime's `ssdc_tokenizer_tables`.
public struct TokenizerTables: Sendable {
  /// A constant array, in the element type that the runtime declares for it.
  public enum Values: Sendable {
    case u8([UInt8])
    case u32([UInt32])
    case i32([Int32])
  }

  /// A named constant array.
  public struct Array: Sendable {
    /// The C name.
    public var name: String
    /// What it holds.
    public var values: Values
  }

  /// A field of the structure.
  public struct Field: Sendable {
    /// The field's C name; `a.b` names a field of a nested structure.
    public var name: String
    /// A C expression: a number, a constant of the runtime, or an array's name.
    public var value: String
  }

  /// The arrays, in the order in which they are printed.
  public var arrays: [Array] = []
  /// The fields of `ssdc_tokenizer_tables`, in the order of its declaration.
  public var fields: [Field] = []
  /// Whether the runtime's Unicode normalization is needed.
  public var usesNFC: Bool

  /// The files of the runtime's tokenizer folder that encode and decode with these tables.
  public var runtimeFiles: [String] {
    let always = [
      "tokenizer.h", "utf8.h", "heap.h", "added_tokens.h", "added_tokens.c", "bpe.h", "bpe.c",
      "decode.c", "encode.c", "lookup.h", "lookup.c", "normalize.h", "normalize.c",
      "pretokenize.h", "pretokenize.c", "unicode_class.h", "unicode_class.c",
      "unicode_class_table.c",
    ]
    return always + (usesNFC ? ["nfc.h", "nfc.c", "unicode_nfc_table.c"] : [])
  }

  /// Packs `model`.
  public init(_ model: TokenizerModel) {
    usesNFC = model.text.usesNFC
    addVocabulary(model)
    addSymbols(model)
    addMerges(model.merges)
    addTextRules(model)
    addTemplate(model.template)
    scalar("strip", model.strippedSpaces)
  }

  mutating func scalar(_ name: String, _ value: some BinaryInteger) {
    fields.append(Field(name: name, value: String(value)))
  }

  mutating func constant(_ name: String, _ value: String) {
    fields.append(Field(name: name, value: value))
  }

  mutating func flag(_ name: String, _ value: Bool) {
    scalar(name, value ? 1 : 0)
  }

  /// Adds an array and the field of the same name; a nested field's array is named with `_` for `.`.
  mutating func array(_ name: String, _ values: Values) {
    guard !values.isEmpty else { return constant(name, "NULL") }
    let arrayName = name.replacing(".", with: "_")
    arrays.append(Array(name: arrayName, values: values))
    constant(name, arrayName)
  }
}

extension TokenizerTables.Values {
  /// The number of elements.
  public var count: Int {
    switch self {
    case .u8(let values): values.count
    case .u32(let values): values.count
    case .i32(let values): values.count
    }
  }

  /// Whether there are none; C has no empty arrays.
  public var isEmpty: Bool { count == 0 }

  /// The C type of an element.
  public var elementType: String {
    switch self {
    case .u8: "unsigned char"
    case .u32: "uint32_t"
    case .i32: "int32_t"
    }
  }
}
