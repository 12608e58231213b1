import Foundation
import Testing

/// An emitted project in a folder of its own.
struct Emitted {
  /// The temporary folder around it.
  let around: Folder
  /// The model's name in the project.
  let name: String
  /// What runs its program, such as an emulator; nothing where this machine does.
  var runner: Program?
  /// Set for its program over the environment of the tests.
  var environment: [String: String] = [:]

  /// The project's folder.
  var folder: String { around["out"] }

  /// Its program.
  var program: String { "\(folder)/bin/\(name)" }

  /// Compiles `model` with the options `options`.
  init(_ model: String, _ options: [String] = []) throws {
    around = try Folder()
    try Program.ssdc.output(["compile", model, "-o", around["out"]] + options)
    let headers = try FileManager.default.contentsOfDirectory(atPath: around["out/include"])
    name = String(try #require(headers.first).dropLast(2))
  }

  /// Compiles `model` to sources, then builds them with `make` and its `variables`.
  init(_ model: String, _ options: [String], make variables: [String]) throws {
    try self.init(model, options + ["--emit", "source"])
    let make = try #require(Program.installed("make"), "make is not installed")
    try make.output(["-j2", "-C", folder] + variables)
  }

  /// Runs its program to the end.
  func run(_ arguments: [String]) throws -> Run {
    if let runner { return try runner.run([program] + arguments, environment: environment) }
    return try Program(path: program).run(arguments, environment: environment)
  }

  /// Runs its program and gives the standard output.
  func output(_ arguments: [String]) throws -> String {
    let run = try run(arguments)
    try #require(run.status == 0, "\(arguments.first ?? ""): \(run.errors)")
    return run.output
  }

  /// The logits after each of `ids`, given in calls of `split` tokens, from and to saved states.
  func logits(
    _ ids: [Int], split: [Int] = [], from: String? = nil, to: String? = nil
  ) throws -> Matrix {
    let file = around["logits.npy"]
    var arguments = ["logits", "--ids", Self.list(ids), "--out", file]
    if !split.isEmpty { arguments += ["--split", Self.list(split)] }
    if let from { arguments += ["--state-in", from] }
    if let to { arguments += ["--state-out", to] }
    _ = try output(arguments)
    return try Matrix(numPy: file)
  }

  /// The most probable continuation of `ids`, of 32 tokens, from a model without tokenizer.
  func greedy(_ ids: [Int]) throws -> [Int] {
    let text = try output(
      ["generate", "--ids", Self.list(ids), "--greedy", "-n", "32", "--ignore-eos", "--no-echo"])
    return text.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
  }

  private static func list(_ numbers: [Int]) -> String {
    numbers.map(String.init).joined(separator: ",")
  }
}
