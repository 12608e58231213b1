extension Call {
  /// The loops that the call stands for, over the caller's buffers.
  ///
  /// Loop variables and scalars of the meaning get `suffix`, which keeps them apart from those around the call.
  public func inlined(suffix: String) -> [Statement] {
    Inliner(call: self, suffix: suffix).statements(
      intrinsic.meaning(accumulates: accumulates))
  }
}

/// Rewrites an intrinsic's meaning from its parameters to a call's arguments.
private struct Inliner {
  var call: Call
  var suffix: String

  func statements(_ body: [Statement]) -> [Statement] { body.map(statement) }

  private func statement(_ statement: Statement) -> Statement {
    switch statement {
    case .loop(let loop):
      return .loop(
        Loop(
          loop.variable + suffix, from: affine(loop.lower), to: bounds(loop.uppers),
          by: loop.step, kind: loop.kind, statements(loop.body)))
    case .store(let target, let value): return .store(access(target), expression(value))
    case .accumulate(let target, let value): return .accumulate(access(target), expression(value))
    case .define(let name, let value): return .define(name + suffix, expression(value))
    case .assign(let name, let value): return .assign(name + suffix, expression(value))
    case .index(let name, .quotient(let value, let divisor)):
      return .index(name + suffix, .quotient(affine(value), by: divisor))
    case .index(let name, .remainder(let value, let divisor)):
      return .index(name + suffix, .remainder(affine(value), by: divisor))
    case .index(let name, .least(let values)):
      return .index(name + suffix, .least(values.map(affine)))
    case .index(let name, .load(let source, let below)):
      return .index(name + suffix, .load(access(source), below: below))
    case .team(let body): return .team(statements(body))
    case .section(let title, let body): return .section(title, statements(body))
    case .allocate, .select, .call: return statement
    }
  }

  /// A bound of the meaning: a size parameter becomes the call's size, all its upper bounds with it.
  private func bounds(_ uppers: [Affine]) -> [Affine] {
    uppers.flatMap { upper -> [Affine] in
      guard let index = size(in: upper) else { return [affine(upper)] }
      let name = call.intrinsic.sizes[index]
      return call.sizes[index].map { affine(upper.substituting(name, by: "\u{0}").renamed($0)) }
    }
  }

  private func size(in expression: Affine) -> Int? {
    call.intrinsic.sizes.firstIndex { expression.coefficient(of: $0) != 0 }
  }

  private func affine(_ expression: Affine) -> Affine {
    expression.terms.reduce(Affine(expression.constant)) { sum, term in
      let isCallers = term.symbol.hasPrefix("\u{1}")
      let name = isCallers ? String(term.symbol.dropFirst()) : term.symbol + suffix
      return sum + term.coefficient * Affine.symbol(name)
    }
  }

  private func access(_ access: Access) -> Access {
    guard
      let index = call.intrinsic.parameters.firstIndex(where: { $0.name == access.buffer })
    else { return access }
    let view = call.views[index]
    var indices = view.origin
    for (dimension, axis) in view.axes.enumerated() {
      indices[axis] = indices[axis] + affine(access.indices[dimension])
    }
    return Access(view.buffer, indices)
  }

  private func expression(_ value: Expression) -> Expression {
    switch value {
    case .constant: value
    case .load(let source): .load(access(source))
    case .scalar(let name): .scalar(name + suffix)
    case .unary(let function, let argument): .unary(function, expression(argument))
    case .binary(let function, let left, let right):
      .binary(function, expression(left), expression(right))
    }
  }
}

extension Affine {
  /// The expression with the placeholder replaced by `caller`, whose symbols are marked as the caller's own.
  fileprivate func renamed(_ caller: Affine) -> Affine {
    let marked = Affine(
      caller.constant, caller.terms.map { Term("\u{1}" + $0.symbol, $0.coefficient) })
    return substituting("\u{0}", by: marked)
  }
}
