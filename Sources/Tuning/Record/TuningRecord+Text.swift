import Diagnostics
import Project
import Schedule

extension Plan: CustomStringConvertible {
  /// The plan as a line of a record.
  public var description: String {
    let times =
      "\(nanoseconds) ns of \(defaultNanoseconds), \(rounds) rounds, \(keepsBits ? "same" : "other") bits"
    return ["plan \(machine)", problem, space, times, choice].joined(separator: " | ")
  }

  /// The plan that a line means, nil where it means none. Whether its choice is a schedule is not looked at.
  init?(line: Substring.UTF8View) {
    let fields = line.split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false)
      .map { (Substring($0).trimmed) }
    guard fields.count == 5, fields[0].hasPrefix("plan "), let times = Self.times(fields[3])
    else { return nil }
    self.init(
      machine: String(fields[0].dropFirst(5)), problem: fields[1], space: fields[2],
      nanoseconds: times.chosen, defaultNanoseconds: times.usual, rounds: times.rounds,
      keepsBits: times.keepsBits, choice: fields[4])
  }

  private static func times(
    _ text: String
  ) -> (chosen: Int, usual: Int, rounds: Int, keepsBits: Bool)? {
    let words = text.split { " ,".contains($0) }.map(String.init)
    guard words.count == 8, let chosen = Int(words[0]), let usual = Int(words[3]),
      let rounds = Int(words[4]), chosen >= 0, usual >= 0, rounds >= 0,
      ["same", "other"].contains(words[6])
    else { return nil }
    return (chosen, usual, rounds, words[6] == "same")
  }
}

extension TuningRecord: CustomStringConvertible {
  /// The text that `init(parsing:file:)` reads: equal records have equal texts.
  public var description: String {
    let body =
      ["ssdc-tuning \(Self.version)"]
      + machines.sorted { $0.key < $1.key }.map { "machine \($0.key) = \($0.value.text)" }
      + plans.values.map(\.description).sorted()
    let text = body.map { $0 + "\n" }.joined()
    return text + "end \(body.count - 1) \(SHA256.digest(text.utf8).hexadecimal)\n"
  }

  /// The record that `text` is, all of it; throws E0911, E0912 or E0914 with the line in `file`.
  public init(parsing text: String, file: String) throws {
    self.init()
    let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .map { Substring($0) }
    func fault(_ id: DiagnosticID, _ index: Int, _ message: String) -> Diagnostic {
      Diagnostic(id, message, at: FileLocation(file, "line \(index + 1)"))
    }
    guard let first = lines.first, first.hasPrefix("ssdc-tuning "),
      let version = Int(first.dropFirst(12))
    else {
      throw fault(.damagedRecord, 0, "the file does not start as a tuning record, 'ssdc-tuning 1'")
    }
    guard version <= Self.version else {
      throw fault(
        .futureRecord, 0, "the record is of version \(version), expected at most \(Self.version)")
    }
    guard let end = lines.lastIndex(where: { $0.hasPrefix("end ") }), lines.count == end + 2,
      lines[end + 1].isEmpty
    else {
      throw fault(
        .truncatedRecord, max(0, lines.count - 1), "the record does not end with a line 'end'")
    }
    let body = text[..<lines[end].startIndex]
    guard lines[end] == "end \(end - 1) \(SHA256.digest(body.utf8).hexadecimal)" else {
      throw fault(.damagedRecord, end, "number or checksum are not those of the lines before")
    }
    var schedules: Set<String> = []
    for (index, line) in lines[1..<end].enumerated() {
      if line.hasPrefix("machine ") {
        let machine = MachineSignature(String(line.dropFirst("machine 01234567 = ".count)))
        guard line == "machine \(machine.id) = \(machine.text)" else {
          throw fault(.damagedRecord, index + 1, "found a machine whose id is not its own")
        }
        add(machine)
      } else if let plan = Plan(line: line.utf8) {
        if !schedules.contains(plan.choice) {
          guard let schedule = try? Schedule(parsing: plan.choice, file: "plan"),
            schedule.line == plan.choice
          else { throw fault(.damagedRecord, index + 1, "the plan's choice is no schedule") }
          schedules.insert(plan.choice)
        }
        guard machines[plan.machine] != nil else {
          throw fault(
            .damagedRecord, index + 1,
            "the plan is of machine '\(plan.machine)', which the record does not name")
        }
        add(plan)
      } else {
        throw fault(.damagedRecord, index + 1, "expected a machine or a plan")
      }
    }
  }
}

extension StringProtocol {
  /// Without blanks at both ends.
  var trimmed: String {
    var rest = self[...]
    while rest.first == " " { rest = rest.dropFirst() }
    while rest.last == " " { rest = rest.dropLast() }
    return String(rest)
  }
}
