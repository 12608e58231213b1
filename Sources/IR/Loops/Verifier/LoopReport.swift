import Diagnostics

/// What the checks of one module have found, and where they are looking.
struct LoopReport {
  /// More of them help nobody.
  private static let most = 100

  private(set) var diagnostics: [Diagnostic] = []
  private let module: String
  private var path: [String] = []

  init(module: String) { self.module = module }

  /// Notes that something is wrong at the present place.
  mutating func fail(
    _ id: DiagnosticID, _ message: String, notes: [String] = [], help: String? = nil
  ) {
    let detail = path.isEmpty ? nil : path.joined(separator: ", ")
    let diagnostic = Diagnostic(
      id, message, at: FileLocation(module, detail), notes: notes, help: help)
    if diagnostics.count < Self.most, !diagnostics.contains(diagnostic) {
      diagnostics.append(diagnostic)
    }
  }

  /// Looks into the function or statement `title`.
  mutating func enter(_ title: String) { path.append(title) }

  /// Looks out of it again.
  mutating func leave() { path.removeLast() }
}

extension Statement {
  /// What a diagnostic calls the statement as a place, nil where it has nothing inside.
  var title: String? {
    switch self {
    case .loop(let loop): "loop '\(loop.variable)'"
    case .team: "team"
    case .section(let section, _): "section \(DiagnosticRenderer.quoted(section.title))"
    case .call(let call): "call of \(call.kernel.name)"
    case .store, .accumulate, .define, .assign, .index, .allocate, .select: nil
    }
  }
}
