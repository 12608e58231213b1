import ArgumentParser
import Diagnostics
import Frontend
import IR
import Passes
import Schedule

/// How errors are printed.
enum MessageFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json
}

/// Checks of option values that several commands share.
enum OptionChecks {
  /// The largest chunk: 64 rows of its decay weights are on the stack of every thread, 256 KB.
  static let largestChunk = 1024

  /// The chunk size, nil for `auto`.
  static func chunk(_ value: Int?) throws -> Int? {
    guard let value else { return nil }
    guard (1...largestChunk).contains(value) else {
      throw Diagnostic(
        .badOption, "option '--chunk' is \(value), expected auto or 1 to \(largestChunk)")
    }
    return value
  }

  /// The chunk size in words: a number or `auto`.
  static func chunk(_ text: String) throws -> Int? {
    if text == "auto" { return nil }
    guard let value = Int(text) else {
      throw Diagnostic(
        .badOption, "option '--chunk' is '\(text)', expected auto or 1 to \(largestChunk)")
    }
    return try chunk(value)
  }

  /// The most tokens of a sequence.
  static func context(_ value: Int) throws -> Int {
    guard ArchitectureLimits.context.contains(value) else {
      throw Diagnostic(
        .badOption, "option '--context' is \(value), expected \(ArchitectureLimits.context)")
    }
    return value
  }

  /// What `--quantize` stores weights as.
  static func weights(_ text: String) throws -> StoredElement {
    switch text {
    case "none": return .f32
    case "bf16": return .bf16
    default:
      throw Diagnostic(
        ["int8", "int4"].contains(text) ? .unsupportedOption : .badOption,
        "option '--quantize' is '\(text)', expected none or bf16 in this version")
    }
  }

  /// The values of `--gemm`, for shells.
  static let productNames: CompletionKind = .list(
    ["auto"] + GemmProvider.allCases.map(\.rawValue))

  /// The schedule in the file at `path`, an empty one where none is named.
  static func schedule(_ path: String?) throws -> Schedule {
    guard let path else { return Schedule() }
    let bytes = try FileReader(path).readAll(limit: 1 << 20)
    guard let text = String(bytes: bytes, encoding: .utf8) else {
      throw Diagnostic(.scheduleSyntax, "the schedule is not UTF-8 text", at: FileLocation(path))
    }
    let schedule = try Schedule(parsing: text, file: path)
    _ = try chunk(schedule.chunk)
    return schedule
  }

  /// Who multiplies matrices.
  static func products(_ text: String) throws -> GemmProvider {
    if text == "auto" { return .builtin }
    guard let products = GemmProvider(rawValue: text) else {
      throw Diagnostic(
        .badOption, "option '--gemm' is '\(text)', expected auto, blas or builtin")
    }
    return products
  }
}
