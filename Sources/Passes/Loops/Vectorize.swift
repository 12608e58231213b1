import IR

extension LoopPass {
  /// Marks innermost loops whose iterations are independent, or only add to scalars, for vector lanes.
  static let vectorize = LoopPass(
    "vectorize", "mark innermost loops for vectorization", .reassociating
  ) { module, _ in
    var module = module
    for index in module.functions.indices {
      module.functions[index].body = module.functions[index].body.map(vectorized)
    }
    return module
  }

  private static func vectorized(_ statement: Statement) -> Statement {
    switch statement {
    case .loop(var loop):
      loop.body = loop.body.map(vectorized)
      if loop.kind == .sequential, loop.step == 1, let sums = vectorSums(loop) {
        loop.kind = .simd(sums: sums)
      }
      return .loop(loop)
    case .team(let body): return .team(body.map(vectorized))
    case .section(let title, let body): return .section(title, body.map(vectorized))
    case .store, .accumulate, .define, .assign, .index, .allocate, .select, .call: return statement
    }
  }

  /// The scalars that a vectorizable loop sums into; nil where it cannot be vectorized.
  private static func vectorSums(_ loop: Loop) -> [Scalar]? {
    var sums: [Scalar] = []
    var own: Set<Scalar> = []
    let written = Set(loop.body.flatMap(\.writes).map(\.buffer))
    for statement in loop.body {
      switch statement {
      case .define(let name, _): own.insert(name)
      case .assign(let target, .binary(.add, .scalar(let source), let term)):
        guard target == source, !own.contains(target), !term.scalars.contains(target) else {
          return nil
        }
        sums.append(target)
      case .store, .accumulate: break
      case .loop, .assign, .index, .allocate, .select, .call, .team, .section: return nil
      }
    }
    // Running sums that other statements read are no reduction.
    let read = loop.body.flatMap { statement -> [Scalar] in
      switch statement {
      case .store(_, let value), .accumulate(_, let value), .define(_, let value):
        Array(value.scalars)
      default: []
      }
    }
    guard Set(read).isDisjoint(with: sums), Set(sums).count == sums.count else { return nil }
    for access in loop.body.flatMap(\.writes) + loop.body.flatMap(\.reads)
    where written.contains(access.buffer) {
      guard access.indices.last?.coefficient(of: loop.variable) == 1,
        access.indices.dropLast().allSatisfy({ $0.coefficient(of: loop.variable) == 0 })
      else { return nil }
    }
    // Elements of one buffer that are written and read must be the same ones.
    for name in written {
      let touched = (loop.body.flatMap(\.writes) + loop.body.flatMap(\.reads))
        .filter { $0.buffer == name }.map { $0.indices.last }
      guard Set(touched).count == 1 else { return nil }
    }
    return sums
  }
}
