import Diagnostics
import Testing

/// One class of malformed input: what it is, and how it must be refused.
struct HostileCase<Input: Sendable>: Sendable, CustomTestStringConvertible {
  let name: String
  let input: Input
  let id: DiagnosticID
  let place: String
  let message: String

  var testDescription: String { name }

  init(
    _ name: String, _ input: Input, _ id: DiagnosticID, at place: String, _ message: String
  ) {
    self.name = name
    self.input = input
    self.id = id
    self.place = place
    self.message = message
  }

  /// Expects that `read` refuses the input as stated, in bounded time.
  func expectRefusal<Result>(_ read: (Input) throws -> Result) {
    let seconds = processorTime {
      expect(id, at: place, message) { try read(input) }
    }
    // Within a second in release builds; debug builds are many times slower.
    #expect(seconds < 4, "\(name) took \(seconds) s")
  }
}
