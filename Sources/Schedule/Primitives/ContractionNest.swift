import IR

/// Loops that compute sums of products, whatever their order: `target (+)= Σ_reduced left · right`.
struct ContractionNest {
  /// One loop, from 0 by 1.
  struct Axis {
    var variable: Symbol
    var bounds: [Affine]
  }

  /// The loops.
  var axes: [Axis] = []
  /// The element that products are added to.
  var target: Access
  /// What is multiplied.
  var factors: [Access]
  /// Whether products are added to what is there.
  var accumulates: Bool

  /// The sums that the loop `statement` computes; nil where it does anything else.
  init?(_ statement: Statement) {
    guard case .loop(let loop) = statement, let found = Self.read(loop, zeroed: nil) else {
      return nil
    }
    self = found
    // The bounds must be the same in all iterations, so that the loops may have any order.
    let variables = Set(axes.map(\.variable))
    guard variables.count == axes.count,
      axes.allSatisfy({ axis in
        axis.bounds.allSatisfy { bound in
          bound.terms.allSatisfy { !variables.contains($0.symbol) }
        }
      }),
      !factors.contains(where: { $0.buffer == target.buffer })
    else { return nil }
  }

  private init(target: Access, factors: [Access]) {
    (self.target, self.factors, accumulates) = (target, factors, true)
  }

  private static func read(_ loop: Loop, zeroed: Access?) -> ContractionNest? {
    guard loop.lower == 0, loop.step == 1, loop.kind == .sequential else { return nil }
    var zeroed = zeroed
    var inner = loop.body[...]
    if case .store(let target, .constant(0))? = inner.first, zeroed == nil {
      zeroed = target
      inner = inner.dropFirst()
    }
    guard let step = inner.first, inner.count == 1 else { return nil }
    var nest: ContractionNest
    switch step {
    case .loop(let deeper):
      guard let found = read(deeper, zeroed: zeroed) else { return nil }
      nest = found
    case .accumulate(let target, let term):
      let factors = term.factors.map { factor -> Access? in
        if case .load(let access) = factor { access } else { nil }
      }
      guard !factors.contains(nil), zeroed == nil || zeroed == target else { return nil }
      nest = ContractionNest(target: target, factors: factors.compactMap { $0 })
    case .store, .define, .assign, .index, .allocate, .select, .call, .team, .section:
      return nil
    }
    // What was set to zero here must be the same element in all loops inside, and another one in each outside.
    let isOutside = zeroed == nil || inner.count != loop.body.count
    if zeroed != nil {
      nest.accumulates = false
      let isMentioned = nest.target.indices.contains { $0.coefficient(of: loop.variable) != 0 }
      guard isMentioned == isOutside else { return nil }
    }
    nest.axes.insert(Axis(variable: loop.variable, bounds: loop.uppers), at: 0)
    return nest
  }
}

extension Kernel {
  /// The call that the loop `statement` stands for, where its operands lie as the kernel needs them; nil where it is none.
  package func call(
    standingFor statement: Statement, buffers: (BufferID) -> Buffer?
  ) -> Call? {
    guard let nest = ContractionNest(statement), nest.axes.count == meaning.loops.count,
      nest.factors.count == meaning.factors.count
    else { return nil }
    for axes in nest.axes.permutations {
      for factors in nest.factors.permutations {
        if let call = call(axes, factors, nest), accepts(call, buffers: buffers) { return call }
      }
    }
    return nil
  }

  /// The call with `axes` for the loops of the meaning and `factors` for its factors, nil where they don't fit.
  private func call(
    _ axes: [ContractionNest.Axis], _ factors: [Access], _ nest: ContractionNest
  ) -> Call? {
    let names = zip(meaning.loops, axes).map { ($0.variable, $1.variable) }
    let formals = meaning.factors + [meaning.target]
    var views: [BufferID: View] = [:]
    for (formal, actual) in zip(formals, factors + [nest.target]) {
      guard let view = Self.view(of: actual, as: formal, names) else { return nil }
      views[formal.buffer] = view
    }
    let sizes = zip(meaning.loops, axes).map { ($0.size, $1.bounds) }
    return Call(
      self,
      sizes: self.sizes.compactMap { size in sizes.first { $0.0 == size }?.1 },
      views: parameters.compactMap { views[$0.name] }, accumulates: nest.accumulates)
  }

  /// The window that turns the formal access into the actual one.
  private static func view(
    of actual: Access, as formal: Access, _ names: [(formal: Symbol, actual: Symbol)]
  ) -> View? {
    var axes: [Int] = []
    var origin = actual.indices
    for index in formal.indices {
      guard let symbol = index.asSymbol, let name = names.first(where: { $0.formal == symbol }),
        let axis = origin.firstIndex(where: { $0.coefficient(of: name.actual) == 1 }),
        !axes.contains(axis)
      else { return nil }
      axes.append(axis)
      origin[axis] = origin[axis] - .symbol(name.actual)
    }
    let isFree = origin.allSatisfy { index in
      names.allSatisfy { index.coefficient(of: $0.actual) == 0 }
    }
    return isFree ? View(actual.buffer, origin, axes: axes) : nil
  }
}

extension Array {
  /// All orders of the elements, the present one first.
  fileprivate var permutations: [[Element]] {
    guard count > 1 else { return [self] }
    return indices.flatMap { index -> [[Element]] in
      var rest = self
      let first = rest.remove(at: index)
      return rest.permutations.map { [first] + $0 }
    }
  }
}
