import Diagnostics
import IR

/// Reads the words of a schedule's text.
public struct ScheduleReader {
  private var reader: TokenReader

  /// A reader of `text`, whose errors name `file`; throws E0901.
  init(_ text: String, file: String) throws {
    reader = try TokenReader(text, file: file, error: .scheduleSyntax)
  }

  /// Takes the next word where it is `text`.
  mutating func takes(_ text: String) throws -> Bool { try reader.accept(text) }

  /// Takes the next word where it is one of `words`.
  mutating func take(anyOf words: [String]) throws -> String? {
    try words.first { try takes($0) }
  }

  /// Takes the word `text`; throws E0901 where there is another.
  mutating func expect(_ text: String) throws { try reader.expect(text) }

  /// Takes a name.
  mutating func word() throws -> String { try reader.name("a name") }

  /// Takes the name of a loop.
  mutating func symbol() throws -> Symbol { Symbol(try reader.name("the name of a loop")) }

  /// Takes a positive number.
  mutating func number() throws -> Int { try reader.integer("the size", in: 1...1 << 20) }

  /// Takes positive numbers between commas, each greater than the one before.
  mutating func ascendingNumbers() throws -> [Int] {
    var numbers = [try number()]
    while try takes(",") {
      let place = reader.next
      numbers.append(try number())
      guard numbers[numbers.count - 2] < numbers[numbers.count - 1] else {
        throw reader.diagnostic("expected a number above \(numbers[numbers.count - 2])", at: place)
      }
    }
    return numbers
  }

  /// Takes one of some words.
  mutating func keyword(among words: [String]) throws -> String {
    guard let word = words.first(where: { reader.sees($0) }) else {
      throw reader.unexpected("a rewrite: " + words.joined(separator: ", "))
    }
    try reader.take()
    return word
  }

  /// Takes the name of a kernel.
  mutating func kernel() throws -> Kernel {
    let token = reader.next
    let name = try reader.name("the name of a kernel")
    guard let kernel = Kernel(named: name) else {
      let known = Kernel.all.map(\.name).joined(separator: ", ")
      throw reader.diagnostic("found '\(name)', expected a kernel: \(known)", at: token)
    }
    return kernel
  }

  /// Takes one of some words, described as `role`.
  mutating func choice<Choice: RawRepresentable & CaseIterable>(
    _ role: String
  ) throws -> Choice where Choice.RawValue == String {
    let token = reader.next
    let name = try reader.name(role)
    guard let choice = Choice(rawValue: name) else {
      let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw reader.diagnostic("found '\(name)', expected \(role): \(known)", at: token)
    }
    return choice
  }

  /// Takes the version of the text form.
  mutating func expectVersion(_ version: Int) throws {
    _ = try reader.integer("the version", in: version...version)
  }

  /// The error that the next word is not what is `expected`.
  func unexpected(_ expected: String) -> Diagnostic { reader.unexpected(expected) }

  /// Whether all has been read.
  var isAtEnd: Bool { reader.next.kind == .end }
}
