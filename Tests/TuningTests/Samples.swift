import IR
import Schedule

@testable import Tuning

/// Records made up for tests.
enum Samples {
  /// Two machines.
  static let machines = ["x86_64; one", "aarch64; other"].map(MachineSignature.init)

  /// A plan for problem `number`, as measured in so many rounds.
  static func plan(
    _ number: Int, on machine: MachineSignature = machines[0], rounds: Int = 9,
    nanoseconds: Int = 1000, chunk: Int = 32
  ) -> Plan {
    Plan(
      machine: machine.id, problem: "scan many heads \(number) threads 2", space: "0a1b2c3d",
      nanoseconds: nanoseconds, defaultNanoseconds: 2000, rounds: rounds, keepsBits: false,
      choice: Schedule(
        chunk: chunk,
        nests: [
          NestSchedule(
            .linear, .many,
            [.split(Split("column", by: 16, "tile", "column")), .reorder(Reorder("row", "tile"))])
        ]
      ).line)
  }

  /// A record of some plans, with the machines that they name.
  static func record(_ plans: [Plan]) -> TuningRecord {
    var record = TuningRecord()
    for machine in machines where plans.contains(where: { $0.machine == machine.id }) {
      record.add(machine)
    }
    plans.forEach { record.add($0) }
    return record
  }
}
