import Foundation
import RuntimeFiles
import Testing

@testable import CodegenC
@testable import Project

/// A way to compile emitted C: every warning that projects are promised to be free of is an error.
struct CCompiler: CustomTestStringConvertible {
  var name: String
  var openmp: String?

  static let all: [CCompiler] = ["gcc", "clang"].flatMap { name in
    [nil, "-fopenmp-simd", "-fopenmp"].map { CCompiler(name: name, openmp: $0) }
  }

  var testDescription: String { [name, openmp ?? "without OpenMP"].joined(separator: " ") }

  static let strict = [
    "-std=c99", "-O2", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow",
    "-Wstrict-prototypes", "-Wmissing-prototypes", "-Werror", "-ffp-contract=off",
    "-fno-math-errno",
  ]

  /// Compiles sources of `folder` into a program and gives what the program prints.
  func run(_ sources: [String], in folder: Folder, flags: [String] = []) throws -> String {
    let program = folder.path("program")
    let compiled = try ProgramRun(
      "/usr/bin/env",
      [name] + Self.strict + (openmp.map { [$0] } ?? []) + flags
        + ["-I\(folder.path)"] + sources.map(folder.path) + ["-lm", "-o", program])
    guard compiled.succeeded else { throw Failure(text: compiled.output) }
    let result = try ProgramRun(program, [])
    guard result.succeeded else { throw Failure(text: "it \(result.ending): \(result.output)") }
    return result.output
  }

  struct Failure: Error, CustomStringConvertible {
    var text: String
    var description: String { text }
  }
}

/// A folder that is removed with its owner.
final class Folder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "codegen-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func path(_ name: String) -> String { "\(path)/\(name)" }

  func write(_ name: String, _ text: String) throws {
    try ProjectWriter.write([EmittedFile(name, text: text)], below: path)
  }

  /// Writes the runtime's files of these folders side by side, under a model's name.
  func writeRuntime(_ folders: [String], as name: ModelName) throws {
    for file in RuntimeFile.all where folders.contains(file.folder) {
      let path = file.folder == "include" ? "\(name.text).h" : file.fileName
      try write(path, PrefixRenaming(name).text(file.text))
    }
  }

  func read(_ name: String) throws -> String {
    try String(contentsOfFile: path(name), encoding: .utf8)
  }
}
