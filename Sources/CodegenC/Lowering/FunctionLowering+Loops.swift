import Diagnostics
import IR

extension FunctionLowering {
  /// The most iterations that a compiler is asked to write out.
  private static let writtenOutLimit = 256

  /// A loop with what its kind asks of the compiler.
  mutating func loop(_ loop: Loop, _ scope: Scope) throws -> [CStatement] {
    let range = scope.range(of: loop)
    if range?.isEmpty == true { return [] }
    switch loop.kind {
    case .unrolled:
      guard let range, range.count <= Self.writtenOutLimit else {
        throw Diagnostic(
          .notExpressible,
          "loop '\(loop.variable)' is to be unrolled, but has no \(range == nil ? "constant" : "small") bounds"
        )
      }
      if range.count == 1 { return braced(try iteration(range[0], of: loop, scope)) }
      return [
        .pragma(.unrolled(range.count)),
        .loop(try counted(loop, scope) { try $0.statements(loop.body, $1) }),
      ]
    case .sequential:
      if let range, range.count == 1 { return braced(try iteration(range[0], of: loop, scope)) }
      return [.loop(try counted(loop, scope) { try $0.statements(loop.body, $1) })]
    case .simd(let sums):
      if let range, range.count == 1 { return braced(try iteration(range[0], of: loop, scope)) }
      needs.pragmas = true
      let sums = try sums.map { try scope.names.find($0) ?? undefined($0) }
      return [
        .pragma(.simd(sums: sums)),
        .loop(try counted(loop, scope) { try $0.statements(loop.body, $1) }),
      ]
    case .parallel: return try parallel(loop, range, scope)
    }
  }

  /// A loop whose iterations are divided among the threads of the team, where there is one; then they wait for each other.
  private mutating func parallel(
    _ loop: Loop, _ range: [Int]?, _ scope: Scope
  ) throws -> [CStatement] {
    var inner = scope
    if scope.execution == .team { inner.execution = .shared }
    let isShared = scope.execution == .team
    needs.pragmas = needs.pragmas || isShared
    if let range, range.count == 1 {
      let body = try iteration(range[0], of: loop, inner)
      return isShared ? [.pragma(.single), .block(body), teamWait] : braced(body)
    }
    let (written, depth) = try nest(loop, inner)
    return isShared ? [.pragma(.shared(loops: depth)), .loop(written), teamWait] : [.loop(written)]
  }

  /// The loop with the parallel loops directly inside that can be shared out together with it, and their number.
  private mutating func nest(_ loop: Loop, _ scope: Scope) throws -> (CLoop, depth: Int) {
    var depth = 1
    let written = try counted(loop, scope) { lowering, inner in
      guard let next = loop.rectangularLoop, next.kind == .parallel,
        inner.range(of: next)?.count != 1
      else { return try lowering.statements(loop.body, inner) }
      let (nested, nestedDepth) = try lowering.nest(next, inner)
      depth += nestedDepth
      return [.loop(nested)]
    }
    return (written, depth)
  }

  /// The C loop over the range of `loop`, with the body that `body` makes.
  private mutating func counted(
    _ loop: Loop, _ scope: Scope,
    _ body: (inout FunctionLowering, Scope) throws -> [CStatement]
  ) throws -> CLoop {
    guard loop.step > 0 else {
      throw Diagnostic(.notExpressible, "loop '\(loop.variable)' does not advance")
    }
    let (first, limit) = (try scope.index(loop.lower), try least(loop.uppers, scope))
    var inner = scope
    let variable = inner.declareSymbol(
      loop.variable, below: loop.uppers.compactMap(\.asConstant).min())
    return CLoop(
      variable: variable, first: first, limit: limit, step: loop.step,
      body: try body(&self, inner))
  }

  /// The body with a constant in the place of the loop variable.
  private mutating func iteration(
    _ value: Int, of loop: Loop, _ scope: Scope
  ) throws -> [CStatement] {
    var inner = scope
    inner.fix(loop.variable, to: value)
    return try statements(loop.body, inner)
  }

  /// The least of some sizes.
  func least(_ sizes: [Affine], _ scope: Scope) throws -> CExpression {
    let resolved = sizes.map(scope.resolved)
    let constant = resolved.compactMap(\.asConstant).min().map { CExpression.integer($0) }
    var terms: [CExpression] = []
    for size in resolved where size.asConstant == nil {
      let term = try scope.index(size)
      if !terms.contains(term) { terms.append(term) }
    }
    let all = (constant.map { [$0] } ?? []) + terms
    guard let first = all.first else {
      throw Diagnostic(.notExpressible, "a loop or call has no bound")
    }
    return all.dropFirst().reduce(first) { .call(Helper.least.rawValue, [$0, $1]) }
  }

  private func undefined(_ scalar: Scalar) throws -> String {
    throw Diagnostic(.notExpressible, "scalar '\(scalar)' is not defined where it is summed")
  }
}
