import Diagnostics
import Foundation
import Frontend
import IR
import Passes

/// Textual IR of either level.
enum IRText {
  /// The largest text that is read, in bytes.
  private static let limit = 64 << 20

  /// The text of a module.
  static func print(_ stage: Pipeline.Stage) -> String {
    switch stage {
    case .graph(let module): GraphPrinter.print(module)
    case .loops(let module): LoopPrinter.print(module)
    }
  }

  /// Reads and verifies the module in the file at `path`, or on standard input for `-`.
  static func parse(_ path: String) throws -> Pipeline.Stage {
    let bytes =
      path == "-"
      ? try StandardInput.readAll(limit: limit)
      : try FileReader(path).readAll(limit: limit)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Diagnostic(.graphSyntax, "the text is not UTF-8", at: FileLocation(path))
    }
    var reader = try TokenReader(text, file: path, error: .graphSyntax)
    if try reader.accept("loop") {
      let module = try LoopParser.parse(text, file: path)
      try LoopVerifier.verify(module)
      return .loops(module)
    }
    let module = try GraphParser.parse(text, file: path)
    try GraphVerifier.verify(module)
    return .graph(module)
  }
}
