import Foundation
import Testing

extension EndToEnd {
  /// A project that replaces another while calls of the system fail and processes are killed: one of the two is there,
  /// whole, whatever happens.
  @Suite struct Replacements {
    private let folder: Folder
    private let wholes: [String: [String: Data]]

    /// Two models whose projects have neither weights nor sources in common.
    private static let names = ["first", "second"]

    init() throws {
      let folder = try Folder()
      var wholes: [String: [String: Data]] = [:]
      for name in Self.names {
        try folder.write(
          """
          name: \(name)
          vocabulary: 8
          width: 4
          blocks:
            - mlp: {inner: 4}
          weights: {random: {seed: 1}}

          """, to: "\(name).yaml")
        try Program.ssdc.output(
          ["compile", folder["\(name).yaml"], "--emit", "source", "-o", folder[name]])
        wholes[name] = try folder.tree(name)
      }
      (self.folder, self.wholes) = (folder, wholes)
    }

    /// A place at which one project replaces the other again and again.
    private final class Bench {
      let around: String
      var current = Replacements.names[0]
      var next: String { Replacements.names.first { $0 != current } ?? "" }

      init(_ around: String) { self.around = around }
    }

    private func bench(_ name: String) throws -> Bench {
      let bench = Bench(folder[name])
      try Program.ssdc.output(arguments(bench.current, bench))
      return bench
    }

    private func arguments(_ model: String, _ bench: Bench) -> [String] {
      ["compile", folder["\(model).yaml"], "--emit", "source", "-o", "\(bench.around)/out"]
    }

    /// Compiles the other model to the place, and finds one of the two there; `moment` tells what happened to it.
    private func replace(
      _ bench: Bench, _ environment: [String: String], moment: String,
      meanwhile: (Process) -> Void = { _ in }
    ) throws -> Int32 {
      let next = bench.next
      let run = try Program.ssdc.run(
        arguments(next, bench), environment: environment, meanwhile: meanwhile)
      let tree = try folder.tree((bench.around as NSString).lastPathComponent + "/out")
      let found = try #require(
        Self.names.first { wholes[$0] == tree }, "\(moment): no whole project")
      let isKilled = run.status == 128 + SIGKILL
      #expect(isKilled || [0, 2, 4].contains(run.status), "\(moment): \(run.status) \(run.errors)")
      // Without a failure it is the new one; with one the old one alone; after a kill either, and what is half made.
      if run.status == 0 { #expect(found == next, "\(moment)") }
      if run.status != 0, !isKilled {
        #expect(found == bench.current, "\(moment): \(run.errors)")
        #expect(try leftovers(bench).isEmpty, "\(moment): \(run.errors)")
      }
      bench.current = found
      return run.status
    }

    private func leftovers(_ bench: Bench) throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: bench.around).filter { $0 != "out" }
    }

    /// After whatever happened, the next compilation that is left alone leaves its project and nothing else.
    private func expectRecovery(_ bench: Bench) throws {
      #expect(try replace(bench, [:], moment: "in the end") == 0)
      #expect(try leftovers(bench).isEmpty)
    }

    /// The calls that fail, of `count`: all with `SSDC_EVERY_CALL` set, which takes minutes; else those that put the
    /// project at its place, and unless `isShort` some of each kind of the many that are the same for every file.
    private func failingCalls(_ count: Int, isShort: Bool) -> [Int] {
      let isEvery = ProcessInfo.processInfo.environment["SSDC_EVERY_CALL"] != nil
      return (1...count).filter { call in
        isEvery || 60...85 ~= count - call || !isShort && (call <= 10 || call % 17 == 0)
      }
    }

    /// Calls fail one by one; once more on a system that cannot exchange folders.
    @Test(.enabled(if: Program.installed("gcc") != nil), arguments: ["", "renameat2"])
    func callsFail(missing: String) async throws {
      let faults = try Faults()
      let first = try bench("bench")
      func environment(_ bench: Bench, _ call: Int) -> [String: String] {
        faults.environment(.failure, at: call, below: "\(bench.around)/", without: missing)
      }
      #expect(try replace(first, environment(first, 0), moment: "before") == 0)
      let count = try faults.calls()
      #expect(count > 300)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for lane in 0..<2 {
          group.addTask {
            let bench = try bench("bench-\(lane)")
            for call in failingCalls(count, isShort: !missing.isEmpty)
            where call % 2 == lane {
              _ = try replace(bench, environment(bench, call), moment: "call \(call)")
            }
            try expectRecovery(bench)
          }
        }
        try await group.waitForAll()
      }
    }

    /// Killed 250 times or more, at random times and before random calls.
    @Test(.enabled(if: Program.installed("gcc") != nil))
    func killedAtRandomMoments() async throws {
      let faults = try Faults()
      let first = try bench("bench")
      let start = Date()
      let around = "\(first.around)/"
      let plain = faults.environment(.kill, at: 0, below: around)
      #expect(try replace(first, plain, moment: "before") == 0)
      let duration = Date().timeIntervalSince(start)
      let count = try faults.calls()
      let killed = try await withThrowingTaskGroup(of: Int.self) { group in
        for lane in 0..<2 {
          group.addTask {
            let bench = try bench("bench-\(lane)")
            var killed = 0
            // Other tests beside may slow the run that was timed, so that some delays end after the process.
            for turn in 0..<480 where killed < 150 {
              let call = turn % 2 == 0 ? 0 : Int.random(in: 1...count)
              let delay = UInt32(Double.random(in: 0...duration) * 1e6)
              let status = try replace(
                bench, faults.environment(.kill, at: call, below: "\(bench.around)/"),
                moment: call == 0 ? "after \(delay) µs" : "before call \(call)"
              ) { process in
                guard call == 0 else { return }
                usleep(delay)
                kill(process.processIdentifier, SIGKILL)
              }
              if status == 128 + SIGKILL { killed += 1 }
              if turn % 40 == 39 { try expectRecovery(bench) }
            }
            try expectRecovery(bench)
            return killed
          }
        }
        return try await group.reduce(0, +)
      }
      #expect(killed >= 300)
    }
  }
}
