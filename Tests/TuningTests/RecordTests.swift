import Diagnostics
import Testing

@testable import Tuning

@Suite struct RecordTests {
  private static let record = Samples.record([
    Samples.plan(1), Samples.plan(2), Samples.plan(1, on: Samples.machines[1], chunk: 64),
  ])

  @Test func textIsReadBack() throws {
    let text = Self.record.description
    let read = try TuningRecord(parsing: text, file: "record")
    #expect(read == Self.record)
    #expect(read.description == text)
    let lines = text.split(separator: "\n")
    #expect(
      lines.count == 7
        && lines.dropFirst().dropLast().map { String($0) }
          == lines.dropFirst().dropLast().map { String($0) }.sorted()
    )
  }

  /// What a single wrong byte anywhere does: the record is refused, with a place.
  @Test func everyChangedByteIsFound() throws {
    let bytes = Array(Self.record.description.utf8)
    for index in stride(from: 0, to: bytes.count, by: 3) {
      var damaged = bytes
      damaged[index] = damaged[index] == UInt8(ascii: "7") ? UInt8(ascii: "8") : UInt8(ascii: "7")
      let text = String(decoding: damaged, as: UTF8.self)
      let fault = #expect(throws: Diagnostic.self, "byte \(index)") {
        try TuningRecord(parsing: text, file: "record")
      }
      #expect(fault?.place?.file == "record")
    }
  }

  @Test func everyShorterTextIsRefused() throws {
    let text = Self.record.description
    for length in 0..<text.count {
      let fault = #expect(throws: Diagnostic.self) {
        try TuningRecord(parsing: String(text.prefix(length)), file: "record")
      }
      let start = "ssdc-tuning 1".count
      #expect(fault?.id == (length < start ? .damagedRecord : .truncatedRecord), "\(length)")
    }
  }

  @Test func laterVersionsAreRefused() {
    let text = Self.record.description.replacing("ssdc-tuning 1\n", with: "ssdc-tuning 2\n")
    let fault = #expect(throws: Diagnostic.self) {
      try TuningRecord(parsing: text, file: "record")
    }
    #expect(fault?.id == .futureRecord)
  }

  @Test(arguments: ["plan", "machine 00000000 = other", "ssdc-tuning 1", "note"])
  func strayLinesAreRefused(line: String) {
    var lines = Self.record.description.split(separator: "\n").map(String.init)
    lines.insert(line, at: 2)
    let fault = #expect(throws: Diagnostic.self) {
      try TuningRecord(parsing: lines.joined(separator: "\n") + "\n", file: "record")
    }
    #expect(fault?.id == .damagedRecord && fault?.place?.detail?.hasPrefix("line ") == true)
  }

  /// In whatever order and however often records are merged, the result is the same.
  @Test func mergingIsASemilattice() {
    var random = SystemRandomNumberGenerator()
    func record() -> TuningRecord {
      Samples.record(
        (0..<6).map { _ in
          Samples.plan(
            .random(in: 0..<3, using: &random), on: Samples.machines.randomElement(using: &random)!,
            rounds: .random(in: 1...2, using: &random),
            nanoseconds: .random(in: 1...2, using: &random),
            chunk: [16, 32].randomElement(using: &random)!)
        })
    }
    func merged(_ left: TuningRecord, _ right: TuningRecord) -> TuningRecord {
      var result = left
      result.merge(right)
      return result
    }
    for _ in 0..<200 {
      let (a, b, c) = (record(), record(), record())
      #expect(merged(a, b).description == merged(b, a).description)
      #expect(merged(merged(a, b), c).description == merged(a, merged(b, c)).description)
      #expect(merged(merged(a, b), b).description == merged(a, b).description)
    }
  }

  @Test func moreRoundsCountMore() {
    let plans = [
      Samples.plan(1, rounds: 3, nanoseconds: 1, chunk: 16),
      Samples.plan(1, rounds: 5, nanoseconds: 9),
    ]
    #expect(Samples.record(plans).plans.values.map(\.rounds) == [5])
  }
}
