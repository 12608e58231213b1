import Foundation

/// Writes a Swift source with the text of files: `embed-runtime FOLDER OUTPUT FILE...`, files relative to the folder.
@main
enum EmbedRuntime {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count >= 3 else {
      print("usage: embed-runtime FOLDER OUTPUT FILE...")
      exit(2)
    }
    let folder = URL(fileURLWithPath: arguments[1])
    var source = """
      extension RuntimeFile {
        /// All files, in order of their paths.
        public static let all: [RuntimeFile] = [

      """
    for path in arguments.dropFirst(3) {
      let text = try String(contentsOf: folder.appending(path: path), encoding: .utf8)
      source += "RuntimeFile(path: \(literal(path)), text: \(literal(text))),\n"
    }
    source += "  ]\n}\n"
    try source.write(toFile: arguments[2], atomically: true, encoding: .utf8)
  }

  /// A raw literal with more number signs than the text has in a row, in which nothing is an escape.
  static func literal(_ text: String) -> String {
    var signs = "#"
    while text.contains(signs) { signs += "#" }
    return "\(signs)\"\"\"\n\(text)\n\"\"\"\(signs)"
  }
}
