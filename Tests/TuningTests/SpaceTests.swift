import Foundation
import Frontend
import IR
import Passes
import Schedule
import Testing

@testable import Tuning

@Suite struct SpaceTests {
  private static let models = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Models").path

  private static func space(_ model: String) throws -> TuningSpace {
    let checkpoint = try ModelLoader.open("\(models)/\(model)", options: LoadOptions())
    return try TuningSpace(GraphImporter.module(of: checkpoint.architecture), PassOptions())
  }

  /// Every problem of every kind of model has candidates, all of them plan and verify, and the first is the default.
  @Test(arguments: [
    "mamba2-g1-p16-n16", "mamba2-g2-p16-n64-bias-tied-q48", "mamba1-tied", "granite4-moe-nope",
    "llama-gqa", "zamba2-a",
  ])
  func candidatesAreReady(model: String) throws {
    let space = try Self.space(model)
    let proposals = try space.proposals()
    #expect(Set(proposals.map { "\($0.problem)" }).count == proposals.count)
    var operations: Set<Problem.Operation> = []
    for proposal in proposals {
      guard let found = try space.space(of: proposal) else { continue }
      operations.insert(proposal.problem.operation)
      #expect(found.candidates.count > 1 && found.digest == proposal.digest)
      #expect(found.candidates[0].schedule == proposal.schedules[0])
    }
    #expect(operations.contains(.linear))
    let has = { (operation: Problem.Operation) in operations.contains(operation) }
    #expect(
      has(.scan)
        == (model.hasPrefix("mamba2") || ["granite4-moe-nope", "zamba2-a"].contains(model)))
    #expect(has(.experts) == (model == "granite4-moe-nope"))
    #expect(has(.diagonalScan) == (model == "mamba1-tied"))
  }

  /// The plans of a record arrange the nests that they are for, also where other functions shift the names of buffers.
  @Test func plansReachTheirNests() throws {
    let space = try Self.space("mamba2-g1-p16-n16")
    let machine = Samples.machines[0]
    var record = TuningRecord()
    record.add(machine)
    for proposal in try space.proposals() {
      let choice = try #require(proposal.schedules.last)
      record.add(
        Plan(
          machine: machine.id, problem: proposal.problem.text(threads: 2), space: proposal.digest,
          nanoseconds: 1, defaultNanoseconds: 2, rounds: 3, keepsBits: true, choice: choice.line))
    }
    let source = TuningSource(name: "test", record: record, machines: [machine.id])
    let tuned = try TunedSchedule(space, from: [source], threads: 2)
    #expect(tuned.choices.allSatisfy { $0.source == "test" })
    #expect(tuned.schedule.variants == [16] && tuned.schedule.chunk == 256)
    let loops = try space.lowered(tuned.schedule).planned
    for (excerpt, tuned) in zip(Excerpt.all(of: loops), Excerpt.all(of: space.usual.planned)) {
      #expect(excerpt.labels.map(\.kind) == tuned.labels.map(\.kind))
    }
    let used = try Schedule(of: loops, tokens: 256, chunk: 256)
    for nest in used.nests where nest.kind == .linear {
      let width = nest.tokens == .many ? 256 : 256
      #expect(
        nest.rewrites.contains { "\($0)" == "split panel by \(width / 16) as tile panel" }
          || nest.name?.text.hasSuffix("_2") == true, "\(nest)")
    }
    let none = try TunedSchedule(space, from: [source], threads: 3)
    #expect(none.schedule == Schedule() && none.choices.allSatisfy { $0.plan == nil })
    let kept = try TunedSchedule(space, from: [source], threads: nil, keepsScans: true)
    #expect(kept.schedule.chunk == nil && kept.schedule.tokens != nil)
  }
}
