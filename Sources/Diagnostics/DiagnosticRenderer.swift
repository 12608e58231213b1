/// Writes diagnostics as text for people or as one JSON object per line for programs.
public enum DiagnosticRenderer {
  /// `error[E0101]: …`, then ` --> file: where`, notes and help, each on its own line.
  public static func text(_ diagnostic: Diagnostic) -> String {
    var lines = ["error[\(diagnostic.id.code)]: \(printable(diagnostic.message))"]
    if let place = diagnostic.place {
      let detail = place.detail.map { ": \(printable($0))" } ?? ""
      lines.append("  --> \(printable(place.file))\(detail)")
    }
    lines += diagnostic.notes.map { "note: \(printable($0))" }
    if let help = diagnostic.help { lines.append("help: \(printable(help))") }
    return lines.joined(separator: "\n")
  }

  /// What a message means for the process that prints it.
  public enum Severity: String, Sendable {
    /// It fails.
    case error
    /// It goes on, and there is something to know.
    case note
    /// It has done all that it was asked for.
    case success
  }

  /// One JSON object: `severity`, `id`, `message`, and where present `file`, `place`, `notes`, `help`.
  public static func json(_ diagnostic: Diagnostic) -> String {
    var fields = [
      ("severity", quoted(Severity.error.rawValue)), ("id", quoted(diagnostic.id.code)),
      ("message", quoted(diagnostic.message)),
    ]
    if let place = diagnostic.place {
      fields.append(("file", quoted(place.file)))
      if let detail = place.detail { fields.append(("place", quoted(detail))) }
    }
    if !diagnostic.notes.isEmpty {
      fields.append(("notes", "[" + diagnostic.notes.map(quoted).joined(separator: ",") + "]"))
    }
    if let help = diagnostic.help { fields.append(("help", quoted(help))) }
    return object(fields)
  }

  /// One JSON object for a message that is no failure: `severity` and `message`.
  public static func json(_ severity: Severity, _ message: String) -> String {
    object([("severity", quoted(severity.rawValue)), ("message", quoted(message))])
  }

  private static func object(_ fields: [(String, String)]) -> String {
    "{" + fields.map { "\(quoted($0.0)):\($0.1)" }.joined(separator: ",") + "}"
  }

  /// `text` with control characters and bidirectional overrides escaped, so that names from files cannot steer a terminal.
  public static func printable(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      if steers(scalar) {
        out += "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        out.unicodeScalars.append(scalar)
      }
    }
    return out
  }

  /// Whether a character does something to what stands around it, or nobody knows what.
  private static func steers(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: true
    default: false
    }
  }

  /// `text` as a JSON string literal, with what `printable` escapes escaped, too.
  public static func quoted(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\t": out += "\\t"
      case "\r": out += "\\r"
      default:
        if steers(scalar) {
          for unit in scalar.utf16 {
            let digits = String(unit, radix: 16)
            out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
          }
        } else {
          out.unicodeScalars.append(scalar)
        }
      }
    }
    return out + "\""
  }
}
