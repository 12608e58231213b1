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

  /// Expects that `read` refuses the input as stated, within a second.
  func expectRefusal<Result>(_ read: (Input) throws -> Result) {
    let clock = ContinuousClock()
    let time = clock.measure {
      expect(id, at: place, message) { try read(input) }
    }
    // Debug builds, on machines that do other things too, are many times slower than release builds.
    #expect(time < .seconds(10), "\(name) took \(time)")
  }
}
