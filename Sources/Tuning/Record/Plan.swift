import Schedule

/// What was found best for one problem on one machine.
public struct Plan: Hashable, Sendable {
  /// The id of the machine.
  public var machine: String
  /// The problem, as `Problem` prints it.
  public var problem: String
  /// The digest of the candidates that were compared, in eight hexadecimal digits.
  public var space: String
  /// Nanoseconds of one run as chosen.
  public var nanoseconds: Int
  /// Nanoseconds of one run by the compiler's defaults.
  public var defaultNanoseconds: Int
  /// How often both were timed.
  public var rounds: Int
  /// Whether the choice computes the very bits that the default does.
  public var keepsBits: Bool
  /// The choice, as the text of a schedule in one line.
  public var choice: String

  /// The choice as a schedule, empty where its text is none; a record has no such plan.
  public var schedule: Schedule {
    (try? Schedule(parsing: choice, file: "plan")) ?? Schedule()
  }

  /// What the plan is for: a record has one plan for each.
  public struct Key: Hashable, Comparable, Sendable {
    /// The machine, the problem and the candidates.
    public var machine, problem, space: String

    /// By machine, then problem, then candidates.
    public static func < (left: Key, right: Key) -> Bool {
      (left.machine, left.problem, left.space) < (right.machine, right.problem, right.space)
    }
  }

  /// What it is for.
  public var key: Key { Key(machine: machine, problem: problem, space: space) }

  /// Whether this plan stays where `other` is for the same: more rounds know more, then the faster one, then any order that
  /// is the same from both sides.
  func outranks(_ other: Plan) -> Bool {
    let (mine, others) = (rank, other.rank)
    return mine == others ? "\(self)" < "\(other)" : mine > others
  }

  private var rank: (Int, Int, Int) { (rounds, -nanoseconds, -defaultNanoseconds) }
}
