import Diagnostics
import IR
import Passes
import Schedule

/// The problems that a model's program consists of, as far as there is something to choose.
public struct TuningSpace {
  /// The imported graph.
  let graph: Module
  /// The options of the passes, without a schedule.
  let options: PassOptions
  /// The program by the compiler's own choice.
  let usual: Lowered

  /// The problems of `graph`, compiled with `options` but for their schedule.
  public init(_ graph: Module, _ options: PassOptions) throws {
    (self.graph, self.options) = (graph, options.with(Schedule()))
    usual = try Lowered(graph, self.options)
  }

  /// The chunk sizes that are compared.
  private static let chunks = [16, 32, 64, 128, 256]

  /// A model before and after its loops were arranged.
  struct Lowered {
    /// The graph that they were lowered from.
    var graph: Module
    /// The loops as operations mean them.
    var naive: LoopModule
    /// The planned loops.
    var planned: LoopModule

    /// The model `graph` under the schedule of `options`.
    init(_ graph: Module, _ options: PassOptions) throws {
      var (latest, naive): (Module, LoopModule?) = (graph, nil)
      var isLater = false
      func isArranged(_ pass: String) -> Bool {
        isLater = isLater || pass == LoopPass.schedule.name
        return isLater
      }
      planned = try Pipeline.run(graph, options) { name, stage in
        switch stage {
        case .graph(let graph): latest = graph
        case .loops(let loops): if !isArranged(name) { naive = loops }
        }
      }
      (self.graph, self.naive) = (latest, naive ?? planned)
    }
  }

  /// The model under `schedule`.
  func lowered(_ schedule: Schedule) throws -> Lowered {
    try Lowered(graph, options.with(schedule))
  }

  /// All problems with something to choose, each once, in the order of the program; those of whole programs last.
  public func proposals() throws -> [Proposal] {
    var found: [Proposal] = []
    for (position, excerpt) in Excerpt.all(of: usual.naive).enumerated() {
      guard let problem = Problem(excerpt, options.products),
        !found.contains(where: { $0.problem == problem })
      else { continue }
      let schedules = try candidates(of: excerpt, problem).map(\.schedule)
      guard schedules.count > 1 else { continue }
      found.append(Proposal(problem: problem, schedules: schedules, position: position))
    }
    return found + (try wholePrograms())
  }

  /// The proposal with its candidates' loops, nil where nothing is left to choose: not all candidates fit all sizes, and some
  /// give the same loops.
  public func space(of proposal: Proposal) throws -> ProblemSpace? {
    guard let position = proposal.position else { return try wholeProgram(proposal) }
    let excerpt = Excerpt.all(of: usual.naive)[position]
    let function = usual.planned.functions.first { $0.entry == excerpt.entry }
    let hasTeam = function?.body.contains { if case .team = $0 { true } else { false } } ?? false
    var kept: [Candidate] = []
    for (schedule, own) in try candidates(of: excerpt, proposal.problem)
    where own.sharedBuffers == excerpt.sharedBuffers {
      guard let module = try arranged(own.module, schedule, hasTeam),
        !kept.contains(where: { $0.module == module })
      else { continue }
      kept.append(Candidate(schedule: schedule, module: module))
    }
    guard kept.count > 1 else { return nil }
    return ProblemSpace(
      problem: proposal.problem, digest: proposal.digest, tokens: excerpt.tokens,
      reference: try Pipeline.run(.planMemory, excerpt.module, options), candidates: kept,
      blocks: excerpt.blocks)
  }

  /// The schedules of an excerpt, each with the plain loops that it arranges.
  private func candidates(
    of excerpt: Excerpt, _ problem: Problem
  ) throws -> [(schedule: Schedule, excerpt: Excerpt)] {
    guard problem.operation == .scan else {
      return NestCandidates.schedules(of: excerpt, options.products).map { ($0, excerpt) }
    }
    let own = excerpt.chunk
    let chunks = [own].compactMap { $0 } + Self.chunks.filter { $0 != own }
    return try chunks.flatMap { chunk -> [(Schedule, Excerpt)] in
      let naive = try lowered(Schedule(chunk: chunk)).naive
      guard let other = Excerpt.all(of: naive).first(where: { $0.labels == excerpt.labels }),
        other.chunk == chunk
      else { return [] }
      return NestCandidates.schedules(of: other, options.products, chunk: chunk).map {
        ($0, other)
      }
    }
  }

  /// The loops of an excerpt as `schedule` says, nil where that is not allowed for them.
  private func arranged(
    _ module: LoopModule, _ schedule: Schedule, _ hasTeam: Bool
  ) throws -> LoopModule? {
    var options = options.with(schedule)
    options.teams = .always
    var result = module
    for pass in Pipeline.loopPasses where hasTeam || pass.name != LoopPass.parallelize.name {
      do {
        result = try Pipeline.run(pass, result, options)
      } catch let fault as Diagnostic where [.badRewrite, .badSchedule].contains(fault.id) {
        return nil
      }
    }
    return result
  }
}

extension PassOptions {
  /// The options with another schedule.
  func with(_ schedule: Schedule) -> PassOptions {
    var options = self
    options.schedule = schedule
    if schedule.chunk != nil { options.chunk = nil }
    return options
  }
}

extension Excerpt {
  /// What the loops share with what is around them, by name and size.
  fileprivate var sharedBuffers: [Buffer] {
    module.buffers.filter { !$0.space.isScratch }.sorted { $0.name < $1.name }
  }

  /// The chunk size of a chunked scan.
  var chunk: Int? { nest(.chunkedScan)?.extent(of: "i") }

  /// The most tokens of a call.
  fileprivate var tokens: Int {
    module.functions[0].sizes.first { $0.name == "n" }?.greatest.asConstant ?? 1
  }
}
