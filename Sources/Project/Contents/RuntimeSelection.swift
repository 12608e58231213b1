import Diagnostics
import IR
import RuntimeFiles

/// Which files of the runtime a project needs, and where they go.
package struct RuntimeSelection {
  /// Headers of kernels that the entry points include.
  var kernelHeaders: Set<String>
  /// Who multiplies matrices.
  var products: GemmProvider
  /// Whether prefill has several variants.
  var hasVariants: Bool
  /// The C source of the tokenizer's tables, when there is a tokenizer.
  var tokenizer: String?

  /// A copied file and its path in the project.
  struct Copy {
    var file: RuntimeFile
    var path: String
  }

  /// The kernels' files that include each other, from the headers on, by name.
  package static func kernels(
    _ headers: Set<String>, products: GemmProvider
  ) throws -> [RuntimeFile] {
    let selection = RuntimeSelection(
      kernelHeaders: headers, products: products, hasVariants: false, tokenizer: nil)
    let names = try selection.kernelFiles()
    return RuntimeFile.all.filter { names.contains($0.fileName) }
      .sorted { $0.fileName < $1.fileName }
  }

  /// The files, by path.
  func copies(for name: ModelName) throws -> [Copy] {
    let kernels = try kernelFiles()
    return RuntimeFile.all.compactMap { file in
      switch file.folder {
      case "include": Copy(file: file, path: "include/\(name.text).h")
      case "variants": hasVariants ? Copy(file: file, path: "src/\(file.fileName)") : nil
      case "model", "hash": Copy(file: file, path: "src/\(file.fileName)")
      case "kernels":
        kernels.contains(file.fileName) ? Copy(file: file, path: "src/\(file.fileName)") : nil
      case "app": Copy(file: file, path: "app/\(file.fileName)")
      case "tokenizer":
        isNeeded(tokenizerFile: file)
          ? Copy(file: file, path: "app/tokenizer/\(file.fileName)") : nil
      default: nil
      }
    }.sorted { $0.path < $1.path }
  }

  /// The tables of normalization form C are large, and few tokenizers normalize.
  private func isNeeded(tokenizerFile file: RuntimeFile) -> Bool {
    guard let tokenizer else { return false }
    let isForm = file.stem == "nfc" || file.stem == "unicode_nfc_table"
    return !isForm || tokenizer.contains("\"nfc.h\"")
  }

  /// The headers asked for, the sources behind them and all that those include.
  private func kernelFiles() throws -> Set<String> {
    var found: Set<String> = []
    var open = kernelHeaders.sorted()
    while let name = open.popLast() {
      guard found.insert(name).inserted else { continue }
      guard let file = RuntimeFile.all.first(where: { $0.fileName == name }) else {
        throw Diagnostic(.badProject, "the runtime has no file '\(name)'")
      }
      open += file.includes
      if let source = source(of: name) { open.append(source) }
    }
    return found
  }

  /// The file that implements a header: of two, the one for the chosen products.
  private func source(of header: String) -> String? {
    guard header.hasSuffix(".h") else { return nil }
    let stem = header.dropLast(2)
    let names = (products == .blas ? ["\(stem)_blas.c"] : []) + ["\(stem).c"]
    return names.first { name in RuntimeFile.all.contains { $0.fileName == name } }
  }
}
