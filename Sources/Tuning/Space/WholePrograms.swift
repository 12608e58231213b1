import Diagnostics
import IR
import Passes
import Schedule

/// The choices that show only in a whole prefill: the length of segments, tiles of attention, and loops for short calls.
extension TuningSpace {
  /// The lengths of segments that are compared.
  private static let segments = [128, 256, 512]
  /// The sides of tiles of attention that are compared.
  private static let tiles = [32, 64, 128]
  /// The tokens of a call that is short.
  private static let short = 16

  /// The choices of the whole program.
  func wholePrograms() throws -> [Proposal] {
    guard let prefill = usual.planned.function(.prefill), prefill.tokens != nil else { return [] }
    let detail = "program \(MachineSignature.digits(LoopPrinter.print(usual.naive)))"
    let hasAttention = try LowerToLoops.tiles(usual.graph, Tiles()) != Tiles()
    let squares = Self.tiles.flatMap { queries in Self.tiles.map { (queries, $0) } }
    let choices: [(Problem.Operation, [Schedule])] = [
      (.segment, Self.segments.map { Schedule(tokens: $0) }),
      (
        .attention,
        hasAttention ? squares.map { Schedule(tiles: Tiles(queries: $0, keys: $1)) } : []
      ),
      (.short, [Schedule(variants: [Self.short])]),
    ]
    return choices.compactMap { operation, schedules in
      schedules.isEmpty
        ? nil
        : Proposal(
          problem: Problem(
            operation: operation, length: operation == .short ? .few : .many, shape: [],
            detail: detail, products: options.products),
          schedules: [Schedule()] + schedules)
    }
  }

  /// The prefills that a proposal compares, nil where they are all the same.
  func wholeProgram(_ proposal: Proposal) throws -> ProblemSpace? {
    let isShort = proposal.problem.length == .few
    let longest = isShort ? Self.short : Self.segments.max() ?? Self.short
    let tokens = min(longest, graph.context ?? longest)
    let candidates = try proposal.schedules.reduce(into: [Candidate]()) { kept, schedule in
      guard let module = try prefill(schedule, tokens: isShort ? tokens : nil),
        !kept.contains(where: { $0.module == module })
      else { return }
      kept.append(Candidate(schedule: schedule, module: module))
    }
    guard candidates.count > 1 else { return nil }
    return ProblemSpace(
      problem: proposal.problem, digest: proposal.digest, tokens: tokens, candidates: candidates)
  }

  /// The prefill for calls of some tokens, of any number without one; nil where `schedule` does not fit the model.
  private func prefill(_ schedule: Schedule, tokens: Int?) throws -> LoopModule? {
    do {
      var module = try lowered(schedule).planned
      guard let function = module.function(.prefill, tokens: tokens) else { return nil }
      module.functions = [function]
      module.functions[0].name = "prefill"
      return module
    } catch let fault as Diagnostic where [.badRewrite, .badSchedule].contains(fault.id) {
      return nil
    }
  }
}
