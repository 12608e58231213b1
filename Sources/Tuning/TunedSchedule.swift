import IR
import Passes
import Schedule

/// A place where plans may come from.
public struct TuningSource: Sendable {
  /// What to call it.
  public var name: String
  /// What was measured.
  public var record: TuningRecord
  /// Ids of the record's machines whose plans may be used, best first.
  public var machines: [String]

  /// The plans of some machines of a record.
  public init(name: String, record: TuningRecord, machines: [String]) {
    (self.name, self.record, self.machines) = (name, record, machines)
  }

  /// The plan for a proposal with so many threads; without a number, with the most that were measured.
  func plan(for proposal: Proposal, threads: Int?) -> Plan? {
    let start = proposal.problem.text(threads: 1).dropLast(1)
    return machines.lazy.compactMap { machine -> Plan? in
      let found = record.plans.values.filter {
        $0.machine == machine && $0.space == proposal.digest && $0.problem.hasPrefix(start)
      }
      let counted = found.compactMap { plan in
        Int(plan.problem.dropFirst(start.count)).map { (threads: $0, plan: plan) }
      }
      return counted.filter { threads == nil || $0.threads == threads }
        .max { $0.threads < $1.threads }?.plan
    }.first
  }
}

/// The schedule that measurements choose for a model.
public struct TunedSchedule: Sendable {
  /// What was chosen for one problem.
  public struct Choice: Hashable, Sendable {
    /// The problem.
    public var problem: Problem
    /// Where the plan is from, nil where nothing was measured.
    public var source: String?
    /// The plan.
    public var plan: Plan?
  }

  /// The schedule.
  public private(set) var schedule = Schedule()
  /// The problems, in the order of the program.
  public private(set) var choices: [Choice] = []

  /// The schedule of `space` by the first source that has a plan, problem by problem.
  ///
  /// `keepsScans` leaves scans to others, where the user has chosen their chunks. Of scans that want different chunks the one
  /// that takes longest decides, and the others keep their defaults.
  public init(
    _ space: TuningSpace, from sources: [TuningSource], threads: Int?, keepsScans: Bool = false
  ) throws {
    let proposals = try space.proposals()
    choices = proposals.map { proposal in
      if keepsScans, proposal.problem.operation == .scan {
        return Choice(problem: proposal.problem)
      }
      for source in sources {
        if let plan = source.plan(for: proposal, threads: threads) {
          return Choice(problem: proposal.problem, source: source.name, plan: plan)
        }
      }
      return Choice(problem: proposal.problem)
    }
    let slowest = choices.filter { $0.problem.operation == .scan }.compactMap(\.plan)
      .max { $0.nanoseconds < $1.nanoseconds }
    for (index, choice) in choices.enumerated() where choice.problem.operation == .scan {
      guard let plan = choice.plan, plan.schedule.chunk != slowest?.schedule.chunk else { continue }
      choices[index] = Choice(problem: choice.problem)
    }
    for plan in choices.compactMap(\.plan) { schedule.take(sizesOf: plan.schedule) }
    try name(in: space)
  }

  /// Gives each nest of the final program the rewrites of its problem's plan.
  ///
  /// The sizes may change what buffers are called, so the program is lowered once more with them; its nests are in the same order.
  private mutating func name(in space: TuningSpace) throws {
    let known = Dictionary(uniqueKeysWithValues: choices.map { ($0.problem, $0.plan) })
    let usual = Excerpt.all(of: space.usual.naive)
    let final = Excerpt.all(of: try space.lowered(schedule).naive)
    guard usual.count == final.count else { return }
    for (excerpt, renamed) in zip(usual, final) {
      guard let problem = Problem(excerpt, space.options.products), let plan = known[problem] ?? nil
      else { continue }
      for label in renamed.labels {
        guard let nest = plan.schedule.nests.first(where: { $0.kind == label.kind }) else {
          continue
        }
        schedule.nests.append(
          NestSchedule(label.kind, label.tokens, name: label.name, nest.rewrites))
      }
    }
  }
}

extension Schedule {
  /// Takes the sizes, not the nests, that `other` chooses.
  fileprivate mutating func take(sizesOf other: Schedule) {
    tokens = other.tokens ?? tokens
    variants = other.variants.isEmpty ? variants : other.variants
    chunk = other.chunk ?? chunk
    fusesSteps = other.fusesSteps ?? fusesSteps
    tiles = other.tiles == Tiles() ? tiles : other.tiles
  }

  /// The schedule where `self` is silent completed by `other`.
  public func completed(by other: Schedule) -> Schedule {
    var result = self
    result.tokens = tokens ?? other.tokens
    result.variants = variants.isEmpty ? other.variants : variants
    result.chunk = chunk ?? other.chunk
    result.fusesSteps = fusesSteps ?? other.fusesSteps
    result.tiles = tiles == Tiles() ? other.tiles : tiles
    result.nests += other.nests
    return result
  }
}
