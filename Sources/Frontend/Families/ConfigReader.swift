import Diagnostics
import IR

/// Takes the values of a configuration in JSON, checking kind and range of each.
struct ConfigReader {
  let object: JSONObject
  let file: String
  /// The keys around the object, with a dot behind each.
  var prefix = ""
  /// The keys that were asked for.
  let asked = KeyLog()

  /// A place at `key`.
  func place(_ key: String) -> FileLocation {
    let offset = object.member(key).map { ", byte \($0.offset)" } ?? ""
    return FileLocation(file, "key \(named(prefix + key))\(offset)")
  }

  /// The value of `key`; nil if it is absent or null.
  func value(_ key: String) -> JSONValue? {
    asked.keys.insert(key)
    guard let value = object[key], !value.isNull else { return nil }
    return value
  }

  /// A diagnostic about the value of `key`.
  func failure(
    _ id: DiagnosticID, _ key: String, _ message: String, help: String? = nil
  ) -> Diagnostic {
    Diagnostic(id, "\(named(prefix + key)) \(message)", at: place(key), help: help)
  }

  private func missing(_ key: String) -> Diagnostic {
    Diagnostic(.configKey, "the key \(named(prefix + key)) is missing", at: FileLocation(file))
  }

  private func wrongKind(_ key: String, _ value: JSONValue, _ expected: String) -> Diagnostic {
    failure(.configKey, key, "is \(value.kind), expected \(expected)")
  }

  /// The integer at `key`, in `range`; `fallback` if it is absent.
  func integer(
    _ key: String, in range: ClosedRange<Int>, default fallback: Int? = nil
  ) throws -> Int {
    guard let value = value(key) else {
      guard let fallback else { throw missing(key) }
      return fallback
    }
    guard let integer = value.integer else { throw wrongKind(key, value, "an integer") }
    guard let result = Int(exactly: integer), range.contains(result) else {
      throw failure(
        .configValue, key, "is \(integer), expected \(range.lowerBound) to \(range.upperBound)")
    }
    return result
  }

  /// ⌊`key` × `width`⌋, as the references compute the inner width; `key` is 2 if it is absent.
  func expanded(_ key: String, _ width: Int) throws -> Int {
    guard let value = value(key) else { return 2 * width }
    guard let factor = value.number else { throw wrongKind(key, value, "a number") }
    let limit = Double(ArchitectureLimits.width.upperBound)
    guard factor > 0, factor * Double(width) >= 1, factor * Double(width) <= limit else {
      throw failure(
        .configValue, key, "is \(factor), expected an inner width of 1 to \(Int(limit))")
    }
    return Int(factor * Double(width))
  }

  /// The bool at `key`; `fallback` if it is absent.
  func bool(_ key: String, default fallback: Bool) throws -> Bool {
    guard let value = value(key) else { return fallback }
    guard let bool = value.bool else { throw wrongKind(key, value, "true or false") }
    return bool
  }

  /// The string at `key`; `fallback` if it is absent.
  func string(_ key: String, default fallback: String? = nil) throws -> String {
    guard let value = value(key) else {
      guard let fallback else { throw missing(key) }
      return fallback
    }
    guard let text = value.string else { throw wrongKind(key, value, "a string") }
    return text
  }

  /// Throws E0205 where `key` has a value other than those supported, `supported` in words.
  func refuse(
    _ key: String, unless isSupported: (JSONValue) -> Bool, _ supported: String
  ) throws {
    guard let value = value(key), !isSupported(value) else { return }
    throw failure(
      .unsupportedSetting, key, "has an unsupported value, expected \(supported)")
  }

  /// The number at `key`, which 32 bits can hold; `fallback` if it is absent.
  func number(_ key: String, default fallback: Double? = nil) throws -> Double {
    guard let value = value(key) else {
      guard let fallback else { throw missing(key) }
      return fallback
    }
    guard let number = value.number else { throw wrongKind(key, value, "a number") }
    guard number.fitsSingle else {
      throw failure(.configValue, key, "is \(number), which does not fit in 32 bits")
    }
    return number
  }

  /// The number above 0 at `key`; `fallback` if it is absent.
  func positive(_ key: String, default fallback: Double? = nil) throws -> Double {
    let number = try number(key, default: fallback)
    guard number > 0 else {
      throw failure(.configValue, key, "is \(number), expected more than 0")
    }
    return number
  }

  /// The strings of the array at `key`; nil if it is absent.
  func strings(_ key: String) throws -> [String]? {
    try value(key).map { value in
      guard let elements = value.array else { throw wrongKind(key, value, "an array") }
      return try elements.map { element in
        guard let text = element.string else { throw wrongKind(key, element, "a string") }
        return text
      }
    }
  }

  /// The elements of the array `value` at `key`, `count` of them.
  private func elements(_ key: String, _ value: JSONValue, count: Int) throws -> [JSONValue] {
    guard let elements = value.array else {
      throw wrongKind(key, value, "an array of \(count) numbers")
    }
    guard elements.count == count else {
      throw failure(.configKey, key, "has \(elements.count) entries, expected \(count) numbers")
    }
    return elements
  }

  /// The numbers of the array at `key`, so many; nil if it is absent.
  func numbers(_ key: String, count: Int) throws -> [Double]? {
    try value(key).map { value in
      try elements(key, value, count: count).map { element in
        guard let number = element.number else { throw wrongKind(key, element, "a number") }
        guard number.fitsSingle else {
          throw failure(.configValue, key, "has \(number), which does not fit in 32 bits")
        }
        return number
      }
    }
  }

  /// The integers of the array at `key`; none if it is absent.
  func integers(_ key: String) throws -> [Int] {
    guard let value = value(key) else { return [] }
    guard let elements = value.array else { throw wrongKind(key, value, "an array of integers") }
    return try elements.map { try integer(key, $0) }
  }

  /// The integer that `value` at `key` is.
  private func integer(_ key: String, _ value: JSONValue) throws -> Int {
    guard let integer = value.integer.flatMap(Int.init(exactly:)) else {
      throw wrongKind(key, value, "an integer")
    }
    return integer
  }

  /// The object at `key`; nil if it is absent.
  func nested(_ key: String) throws -> ConfigReader? {
    try value(key).map { value in
      guard let object = value.object else { throw wrongKind(key, value, "an object") }
      return ConfigReader(object: object, file: file, prefix: "\(prefix)\(key).")
    }
  }

  /// Throws E0205 for a key that nobody asked for and that is not among `neutral`, those that change no result.
  func refuseUnknown(neutral: Set<String>) throws {
    for member in object.members
    where !asked.keys.contains(member.key) && !neutral.contains(member.key) {
      if member.value.isNull { continue }
      throw failure(
        .unsupportedSetting, member.key,
        "is not a known key of this family and might change what the model computes",
        help: "if it does not, compile with --ignore-key \(member.key)")
    }
  }

  /// The epsilon of a norm at `key`, over 0 and at most 1; `fallback` if it is absent.
  func epsilon(_ key: String, default fallback: Double = 1e-5) throws -> Double {
    guard let value = value(key) else { return fallback }
    guard let number = value.number else { throw wrongKind(key, value, "a number") }
    guard number.fitsEpsilon, number <= 1 else {
      throw failure(
        .configValue, key, "is \(number), expected more than 0 (as a 32-bit float) and at most 1")
    }
    return number
  }

  /// The two bounds of the step Δ at `key`; 0 and infinity if it is absent.
  func timeStepLimit(_ key: String) throws -> ClosedRange<Double> {
    guard let value = value(key) else { return 0...Double.infinity }
    let numbers = try elements(key, value, count: 2).map { bound in
      guard let number = Self.number(bound) else { throw wrongKind(key, bound, "a number") }
      return number
    }
    guard numbers[0] >= 0, numbers[0].fitsSingle, numbers[0] <= numbers[1], numbers[1] > 0,
      numbers[1].fitsSingle || numbers[1] == .infinity
    else {
      throw failure(
        .configValue, key, "is [\(numbers[0]), \(numbers[1])], expected 0 ≤ low ≤ high, high > 0")
    }
    return numbers[0]...numbers[1]
  }

  /// A token id at `key`, or several; none if it is absent.
  func tokens(_ key: String) throws -> [Int] {
    guard let value = value(key) else { return [] }
    let elements = value.array ?? [value]
    return try elements.map { try integer(key, $0) }
  }

  /// The number in `value`, which transformers 5 writes as `{"__float__": "Infinity"}` where JSON has none.
  private static func number(_ value: JSONValue) -> Double? {
    switch value["__float__"]?.string {
    case "Infinity": .infinity
    case "-Infinity": -.infinity
    case "NaN": .nan
    default: value.number
    }
  }
}

/// Remembers keys, for one reading of one configuration.
final class KeyLog {
  /// The keys so far.
  var keys: Set<String> = []
}
