import Diagnostics

/// Tensors in aligned columns: name, type, shape, bytes.
enum TensorTable {
  /// The most characters of a name that are shown.
  private static let widest = 100

  /// The lines of the table, headed.
  static func text(_ rows: [TensorRow]) -> String {
    let cells =
      [["tensor", "dtype", "shape", "bytes"]]
      + rows.map { row in
        [name(row.name), row.type, "\(row.shape)", row.bytes == 0 ? "-" : "\(row.bytes)"]
      }
    let widths = (0..<3).map { column in cells.map { $0[column].count }.max() ?? 0 }
    return cells.map { line in
      zip(line, widths).map { $0.padded(to: $1 + 2) }.joined() + line[3]
    }.joined(separator: "\n")
  }

  private static func name(_ name: String) -> String {
    let text = DiagnosticRenderer.printable(String(name.unicodeScalars.prefix(widest)))
    return name.unicodeScalars.count > widest ? text + "…" : text
  }
}
