/// What was measured: the machines, and the best of each problem on each of them.
public struct TuningRecord: Hashable, Sendable {
  /// The machines, by id.
  public private(set) var machines: [String: MachineSignature] = [:]
  /// The plans, each by what it is for.
  public private(set) var plans: [Plan.Key: Plan] = [:]

  /// An empty record.
  public init() {}

  /// The version of the text.
  public static let version = 1

  /// Adds a machine.
  public mutating func add(_ machine: MachineSignature) { machines[machine.id] = machine }

  /// Adds a plan; of two for the same the better one stays.
  public mutating func add(_ plan: Plan) {
    if let old = plans[plan.key], !plan.outranks(old) { return }
    plans[plan.key] = plan
  }

  /// Adds all of `other`: in whatever order and however often records are merged, the result is the same.
  public mutating func merge(_ other: TuningRecord) {
    machines.merge(other.machines) { old, _ in old }
    other.plans.values.forEach { add($0) }
  }
}
