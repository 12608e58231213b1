import Diagnostics
import Foundation
import Frontend
import IR
import Schedule
import Testing

@testable import Check
@testable import Passes

/// Schedules that stand in files, and how they come to the loops.
@Suite struct ScheduleFileTests {
  private static let folder = URL(filePath: #filePath)
    .appending(path: "../../../examples/schedules").standardized

  /// Those that the project ships, by name.
  static let examples: [String] =
    (try? FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()) ?? []

  private static func model() throws -> Module {
    try GraphImporter.module(of: TestModels.architecture([TestModels.mixer(groups: 1)]))
  }

  private func check(_ options: PassOptions) -> DifferentialCheck {
    DifferentialCheck(
      options: options, ids: TestModels.ids(9), pieces: [6, 1, 2], values: TestModels.values)
  }

  @Test func thereAreThree() { #expect(Self.examples.count >= 3) }

  /// Each is exact, rewrite by rewrite, and computes the loops otherwise than the default.
  @Test(arguments: examples) func examplesAreExact(name: String) throws {
    let text = try String(contentsOf: Self.folder.appending(path: name), encoding: .utf8)
    let options = PassOptions(chunk: 4, schedule: try Schedule(parsing: text, file: name))
    let check = check(options)
    let graph = try check.graphs(try Self.model())
    var seen: [String] = []
    let loops = try check.loops(graph) { seen.append($0.pass) }
    #expect(seen.contains("schedule: stage"))
    let usual = try Pipeline.run(try Self.model(), PassOptions(chunk: 4))
    #expect(loops.functions[0] != usual.functions[0])
  }

  /// Short calls run loops of their own, with shorter chunks, that leave what the long ones would; names of functions don't matter.
  @Test func shortCallsHaveVariants() throws {
    let options = PassOptions(chunk: 4, schedule: Schedule(variants: [2, 3]))
    let check = DifferentialCheck(
      options: options, ids: TestModels.ids(14), pieces: [2, 6, 1, 3, 2], values: TestModels.values)
    var graph = try check.graphs(try Self.model())
    for index in graph.functions.indices { graph.functions[index].name = "f\(index)" }
    let loops = try check.loops(graph)
    let prefills = loops.functions.filter { $0.entry?.role == .prefill }
    #expect(prefills.map { $0.tokens?.greatest.asConstant } == [256, 2, 3])
    #expect(prefills[1].body != prefills[2].body)
    let chosen = try Schedule(of: loops, tokens: 256, chunk: 4)
    #expect(chosen.variants == [2, 3])
    let again = PassOptions(
      chunk: 4, schedule: try Schedule(parsing: chosen.description, file: "chosen"))
    let usual = try Pipeline.run(try Self.model(), options)
    #expect(try Pipeline.run(try Self.model(), again) == usual)
  }

  /// The steps of a scan are fused by choice.
  @Test func stepsMayStandAlone() throws {
    let separate = PassOptions(chunk: 4, schedule: Schedule(fusesSteps: false))
    let loops = try Pipeline.run(try Self.model(), separate)
    let chosen = try Schedule(of: loops, tokens: 256, chunk: 4)
    #expect(chosen.fusesSteps == false)
    let kinds = chosen.nests.filter { $0.tokens == .many }.map(\.kind)
    #expect(Set(kinds).isSuperset(of: [.chunkIntra, .chunkState, .statePass, .chunkInter]))
    #expect(!kinds.contains(.chunkedScan))
    let again = try Schedule(parsing: chosen.description, file: "chosen")
    #expect(try Pipeline.run(try Self.model(), PassOptions(schedule: again)) == loops)
  }

  /// The schedule that a program tells of makes the same program again.
  @Test func theChosenScheduleMakesTheSameLoops() throws {
    let loops = try Pipeline.run(try Self.model(), PassOptions(chunk: 4))
    let chosen = try Schedule(of: loops, tokens: 256, chunk: 4)
    #expect(Set(chosen.nests.map(\.kind)) == [.linear, .scores, .chunkedScan, .recurrence])
    let text = chosen.description
    let again = try Pipeline.run(
      try Self.model(), PassOptions(schedule: try Schedule(parsing: text, file: "chosen")))
    #expect(again == loops)
  }

  /// A schedule that does not fit is refused with its nest and rewrite.
  @Test func whatDoesNotFitIsRefused() throws {
    let schedule = try Schedule(
      parsing: "schedule 1 linear many { split column by 8 as a b\n reorder column row }", file: "s"
    )
    let error = #expect(throws: Diagnostic.self) {
      try Pipeline.run(try Self.model(), PassOptions(chunk: 4, schedule: schedule))
    }
    #expect(error?.id == .badSchedule)
    #expect(error?.place?.detail?.contains("linear many in_proj_out") == true)
    #expect(error?.place?.detail?.contains("reorder column row") == true)
    #expect(error?.notes.first?.contains("a, b") == true)
  }

  /// Tokens and chunks of the schedule are those of the program.
  @Test func sizesAreTaken() throws {
    let schedule = try Schedule(parsing: "schedule 1 tokens 24 chunk 8", file: "s")
    let loops = try Pipeline.run(try Self.model(), PassOptions(schedule: schedule))
    #expect(loops.functions[0].sizes[0].greatest == 24)
  }

  /// The loop that a schedule binds is the one that threads share.
  @Test func boundLoopsAreShared() throws {
    let schedule = try Schedule(
      parsing: "schedule 1 linear many { bind row to threads }", file: "s")
    let options = PassOptions(chunk: 4, schedule: schedule)
    let check = check(options)
    let loops = try check.loops(try check.graphs(try Self.model()))
    let shared = loops.functions[0].body.flatMap(\.flattened).compactMap { statement -> Symbol? in
      if case .loop(let loop) = statement, loop.kind == .parallel { loop.variable } else { nil }
    }
    #expect(shared.contains("row") && !shared.contains("tile"))
  }
}
