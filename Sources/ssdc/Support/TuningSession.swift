import CodegenC
import Diagnostics
import Foundation
import IR
import Passes
import Project
import Schedule
import Tuning

/// One model's tuning: its problems, the program that measures them, and what becomes of the record.
struct TuningSession {
  private let compilation: Compilation
  private let command: TuneCommand
  private let projectOptions: ProjectOptions
  private let space: TuningSpace
  private let progress = Progress()

  /// The tuning of a model as a command asks for it.
  init(_ compilation: Compilation, _ command: TuneCommand) throws {
    (self.compilation, self.command) = (compilation, command)
    projectOptions = try compilation.options.projectOptions()
    let machine = projectOptions.target.machine
    guard machine.runsHere || command.runner != nil || command.emit != nil else {
      throw Diagnostic(
        .badOption, "a program for \(machine.rawValue) does not run here",
        help: "name what runs it with --runner 'ssh board', or take the program there: --emit DIR")
    }
    progress.show("looking for choices")
    var options = try compilation.options.passOptions()
    options.scalarRates = compilation.scalarRates
    space = try TuningSpace(compilation.source.graph, options)
  }

  /// Writes the program that measures into the folder `path`.
  func emit(to path: String, isForced: Bool) throws {
    defer { progress.clear() }
    let files = try project(spaces(), isStatic: false).files()
    try ProjectWriter.write(to: path, isForced: isForced) { folder in
      try ProjectWriter.write(files, below: folder)
    }
    print(path)
  }

  /// Measures, and merges what was found into the record at `path`.
  func tune(into path: String) throws {
    defer { progress.clear() }
    try Interruption.held {
      let record = try measured(spaces())
      try RecordFile.merge(record, into: path)
      progress.clear()
      Message.tell(record.plans.values.sorted { $0.key < $1.key }.map(Self.line))
      print(path)
    }
  }

  /// Measures what a record chose beside the defaults, and tells what has changed.
  func check(_ path: String) throws {
    defer { progress.clear() }
    let old = try RecordFile.read(path)
    let source = TuningSource(
      name: path, record: old, machines: old.machines.keys.sorted())
    let choices = try TunedSchedule(space, from: [source], threads: command.threadCount).choices
    let plans = Dictionary(uniqueKeysWithValues: choices.map { ($0.problem, $0.plan) })
    let chosen = try spaces().compactMap { space -> ProblemSpace? in
      guard let plan = plans[space.problem] ?? nil else { return nil }
      var space = space
      space.candidates =
        [space.candidates[0]] + space.candidates.dropFirst().filter { $0.schedule == plan.schedule }
      return space
    }
    guard !chosen.isEmpty else {
      throw Diagnostic(
        .foreignRecord, "the record has no plans for this model and these options",
        at: FileLocation(path))
    }
    let new = try measured(chosen)
    progress.clear()
    for plan in new.plans.values.sorted(by: { $0.key < $1.key }) {
      let before = old.plans.values.first { ($0.problem, $0.space) == (plan.problem, plan.space) }
      print(Self.change(plan, before))
    }
  }

  /// The problems with the loops of their candidates.
  private func spaces() throws -> [ProblemSpace] {
    let proposals = try space.proposals()
    let spaces = try proposals.enumerated().compactMap { index, proposal in
      progress.show("arranging loops: problem \(index + 1) of \(proposals.count)")
      try Interruption.check()
      return try space.space(of: proposal)
    }
    guard !spaces.isEmpty else {
      throw Diagnostic(.badOption, "the model's program leaves nothing to choose")
    }
    return spaces
  }

  private func project(_ spaces: [ProblemSpace], isStatic: Bool) -> TunerProject {
    TunerProject(
      spaces, code: projectOptions.code, target: projectOptions.target,
      vocabulary: compilation.source.vocabulary, isStatic: isStatic)
  }

  /// Builds and runs the program that measures.
  private func measured(_ spaces: [ProblemSpace]) throws -> TuningRecord {
    let target = projectOptions.target
    let toolchain = try Toolchain.find(for: target, products: projectOptions.code.products)
    let files = try project(spaces, isStatic: !target.machine.runsHere).files()
    return try TemporaryFolder.with { folder in
      try ProjectWriter.write(files, below: folder)
      let sources = files.filter { $0.path.hasSuffix(".c") }.count
      try toolchain.build(folder) { progress.show("compiling C: file \($0) of \(sources)") }
      progress.show("measuring \(spaces.count) problems for \(command.seconds) s")
      let run = TunerRun(
        folder: folder, runner: command.runner, seconds: command.seconds,
        threads: projectOptions.code.threads == .none ? 1 : command.threadCount)
      return try run.record { line in
        progress.clear()
        StandardError.write("\(line)\n")
      }
    }
  }

  /// What was chosen, in words.
  private static func line(_ plan: Plan) -> String {
    let ratio = Double(plan.defaultNanoseconds) / Double(max(1, plan.nanoseconds))
    return
      "\(plan.problem): \(milliseconds(plan.nanoseconds)), \(rounded(ratio)) times the default's speed"
  }

  /// How the choice of a plan does now.
  private static func change(_ now: Plan, _ before: Plan?) -> String {
    let ratio = { (plan: Plan) in
      Double(plan.defaultNanoseconds) / Double(max(1, plan.nanoseconds))
    }
    let old = before.map {
      "was \(milliseconds($0.nanoseconds)), \(rounded(ratio($0))) times the default"
    }
    return
      "\(now.problem): \(milliseconds(now.nanoseconds)), \(rounded(ratio(now))) times the default; \(old ?? "")"
  }

  private static func milliseconds(_ nanoseconds: Int) -> String {
    "\(rounded(Double(nanoseconds) / 1e6, 1000)) ms"
  }

  private static func rounded(_ value: Double, _ scale: Double = 100) -> Double {
    (value * scale).rounded() / scale
  }
}
