import IR
import Schedule

/// A problem of a program, and the schedules that could be compared for it; those that don't fit show when they are tried.
public struct Proposal: Sendable {
  /// The problem.
  public var problem: Problem
  /// The schedules; the first is what the compiler chooses by itself.
  public var schedules: [Schedule]
  /// Where it is in the program: the position among the excerpts, nil for a choice of the whole program.
  var position: Int?

  /// The digest of the schedules, in eight hexadecimal digits: a plan says nothing about others.
  public var digest: String {
    MachineSignature.digits(schedules.map(\.line).joined(separator: "\n"))
  }
}

/// One way to compute a problem.
public struct Candidate: Sendable {
  /// What a record would say.
  public var schedule: Schedule
  /// The planned loops: a module whose first function is the one to run.
  public var module: LoopModule
}

/// A problem with all the ways that are compared, ready to run.
public struct ProblemSpace: Sendable {
  /// The problem.
  public var problem: Problem
  /// The digest of its proposal.
  public var digest: String
  /// The tokens of a call that is timed.
  public var tokens: Int
  /// What the candidates must agree with: the plain loops, planned, or nil where it is the first candidate.
  public var reference: LoopModule?
  /// The candidates; the first is what the compiler chooses by itself.
  public var candidates: [Candidate]
  /// The blocks that they are run for in turn, as those of a program are, nil where they know none.
  public var blocks: Range<Int>?
}
