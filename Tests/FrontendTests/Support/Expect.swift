import Diagnostics
import Testing

/// Expects that `body` throws the diagnostic `id` at a place that contains `place`, with `message` in its text.
func expect<Result>(
  _ id: DiagnosticID, at place: String? = nil, _ message: String,
  sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Result
) {
  do {
    _ = try body()
    Issue.record("nothing was thrown", sourceLocation: sourceLocation)
  } catch let diagnostic as Diagnostic {
    #expect(diagnostic.id.code == id.code, sourceLocation: sourceLocation)
    #expect(diagnostic.message.contains(message), sourceLocation: sourceLocation)
    if let place {
      let found = diagnostic.place.map { "\($0.file): \($0.detail ?? "")" } ?? "no place"
      #expect(found.contains(place), sourceLocation: sourceLocation)
    }
  } catch {
    Issue.record("an error that is no diagnostic: \(error)", sourceLocation: sourceLocation)
  }
}
