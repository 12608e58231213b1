import Diagnostics
import IR

/// The loops that compute a scalar ahead, and the statement that reads their array.
struct Staging {
  private let stage: Stage
  /// The loops from the statement down to the scalar's definition, outermost first, with what they define for it.
  private var chain: [Level] = []
  private var value = Expression.constant(0)

  /// One loop around the definition.
  private struct Level {
    var loop: Loop
    /// The scalars defined in its body that the value needs.
    var needed: [Statement] = []
    /// What is known inside.
    var ranges: SymbolRanges
  }

  /// The array and its loops, then the statement.
  private(set) var statements: [Statement] = []

  init(_ stage: Stage, _ statement: Statement, _ ranges: SymbolRanges) throws {
    self.stage = stage
    try descend([statement], ranges)
    try checkSources(statement)
    let filling = try filling(ranges)
    statements = filling + [try using(statement).withoutUnreadScalars()]
  }

  private func refused(_ reason: String, help: String? = nil) -> Diagnostic {
    Diagnostic(.badRewrite, "'\(stage)': \(reason)", help: help)
  }

  // MARK: The way to the definition

  private mutating func descend(_ statements: [Statement], _ outer: SymbolRanges) throws {
    guard let index = statements.firstIndex(where: { $0.defines(stage.scalar) }) else { return }
    switch statements[index] {
    case .define(_, let expression): value = expression
    case .loop(let loop):
      guard loop.lower == 0, loop.step == 1 else {
        throw refused("loop '\(loop.variable)' does not run from 0 by 1")
      }
      var inner = outer
      inner.append(loop)
      chain.append(Level(loop: loop, ranges: inner))
      let level = chain.count - 1
      try descend(loop.body, inner)
      // What deeper levels did not find is defined here, if anywhere.
      if let position = loop.body.firstIndex(where: { $0.defines(stage.scalar) }) {
        let expressions = [value] + chain[level...].flatMap(\.needed).compactMap(\.definedValue)
        for expression in expressions {
          try gather(expression, from: Array(loop.body[..<position]), level: level)
        }
        chain[level].needed.sort {
          loop.body.firstIndex(of: $0) ?? 0 < loop.body.firstIndex(of: $1) ?? 0
        }
      }
    case .section, .team:
      throw refused("its definition is in a part of its own")
    case .store, .accumulate, .assign, .index, .allocate, .select, .call: break
    }
  }

  /// Notes the definitions among `statements` that `expression` needs.
  private mutating func gather(
    _ expression: Expression, from statements: [Statement], level: Int
  ) throws {
    for name in expression.scalars.sorted() {
      guard
        let index = statements.lastIndex(where: { $0.definedScalar == name }),
        case .define(_, let needed) = statements[index]
      else { continue }
      guard !chain[level].needed.contains(where: { $0.definedScalar == name }) else { continue }
      chain[level].needed.append(statements[index])
      try gather(needed, from: Array(statements[..<index]), level: level)
    }
  }

  /// What is computed ahead must not read what the statement writes.
  private func checkSources(_ statement: Statement) throws {
    let written = Set(statement.flattened.flatMap(\.writes).map(\.buffer))
    let expressions = [value] + chain.flatMap(\.needed).compactMap(\.definedValue)
    let read = Set(expressions.flatMap(\.loads).map(\.buffer))
    if let changed = read.intersection(written).sorted().first {
      throw refused("the value reads '\(changed)', which is written meanwhile")
    }
    let assigned = statement.flattened.compactMap(\.assignedScalar)
    let scalars = Set(expressions.flatMap(\.scalars))
    if let changed = scalars.intersection(assigned).sorted().first {
      throw refused("the value depends on '\(changed)', which is assigned meanwhile")
    }
    let indices = statement.flattened.compactMap { step -> Symbol? in
      if case .index(let name, _) = step { name } else { nil }
    }
    if let index = indices.first(where: { name in expressions.contains { $0.mentions(name) } }) {
      throw refused("the value depends on index '\(index)', which is made on the way")
    }
  }

  // MARK: The array

  /// The loops that the value depends on, outermost first.
  private var dimensions: [Level] {
    let expressions = [value] + chain.flatMap(\.needed).compactMap(\.definedValue)
    return chain.filter { level in
      expressions.contains { $0.mentions(level.loop.variable) }
    }
  }

  private func filling(_ ranges: SymbolRanges) throws -> [Statement] {
    let levels = dimensions
    let named = Set(levels.map(\.loop.variable))
    guard named == Set(stage.dimensions.map(\.loop)), named.count == stage.dimensions.count else {
      throw refused(
        "the value depends on loops \(Self.list(levels.map(\.loop.variable)))",
        help: "name these as the dimensions, in the order they are to lie in")
    }
    for level in levels {
      let others = Set(chain.map(\.loop.variable)).subtracting(named)
      if let other = others.sorted().first(where: { name in
        level.loop.uppers.contains { $0.coefficient(of: name) != 0 }
      }) {
        throw refused("the bounds of loop '\(level.loop.variable)' depend on loop '\(other)'")
      }
    }
    if levels.isEmpty {
      return chain.flatMap(\.needed) + [.define(Scalar("\(stage.buffer)"), value)]
    }
    let shape = try stage.dimensions.map { dimension -> Int in
      guard let level = levels.first(where: { $0.loop.variable == dimension.loop }),
        let greatest = level.ranges.constant(.greatest, of: .symbol(dimension.loop))
      else { throw refused("the length of loop '\(dimension.loop)' is not known") }
      return max(1, greatest + 1)
    }
    guard shape.reduce(1, *) <= Buffer.stackLimit else {
      throw refused(
        "the array would be \(shape), expected at most \(Buffer.stackLimit) elements",
        help: "split its loops into smaller tiles")
    }
    return [.allocate(Buffer(stage.buffer, .f32, shape, .stack)), try fill(levels)]
  }

  /// The loops that fill the array: in the order of its dimensions where their bounds allow that.
  private func fill(_ levels: [Level]) throws -> Statement {
    let store = Statement.store(
      Access(stage.buffer, stage.dimensions.map { .symbol($0.loop) }), value)
    var order = levels
    if levels.allSatisfy(\.needed.isEmpty), !levels.contains(where: { isRagged($0, in: levels) }) {
      order = stage.dimensions.compactMap { dimension in
        levels.first { $0.loop.variable == dimension.loop }
      }
    }
    // What loops outside the dimensions define belongs to the innermost dimension around it.
    var needed: [Symbol: [Statement]] = [:]
    var around: Symbol?
    var before: [Statement] = []
    for level in chain {
      if levels.contains(where: { $0.loop.variable == level.loop.variable }) {
        around = level.loop.variable
      }
      if let around { needed[around, default: []] += level.needed } else { before += level.needed }
    }
    var body = [store]
    for level in order.reversed() {
      var loop = level.loop
      loop.body = (needed[loop.variable] ?? []) + body
      body = [.loop(loop)]
      if isRagged(level, in: levels) { body += [try padding(level, in: levels)] }
    }
    for dimension in stage.dimensions where dimension.loop != dimension.filling {
      body = body.renaming(loop: dimension.loop, to: dimension.filling)
    }
    guard before.isEmpty, body.count == 1 else {
      throw refused("what the value needs is defined outside its dimensions")
    }
    return body[0]
  }

  // MARK: Padding

  /// Whether the loop's bounds depend on another dimension.
  private func isRagged(_ level: Level, in levels: [Level]) -> Bool {
    levels.contains { other in
      level.loop.uppers.contains { $0.coefficient(of: other.loop.variable) != 0 }
    }
  }

  /// Bounds of the loop that hold whatever the dimensions around it are.
  private func commonBounds(_ level: Level, in levels: [Level]) -> [Affine] {
    var bounds = level.loop.uppers
    for other in levels.reversed() where other.loop.variable != level.loop.variable {
      bounds = bounds.flatMap { bound -> [Affine] in
        let variable = other.loop.variable
        switch bound.coefficient(of: variable) {
        case 0: return [bound]
        case 1...: return other.loop.uppers.map { bound.substituting(variable, by: $0 - 1) }
        default: return [bound.substituting(variable, by: other.loop.lower)]
        }
      }
    }
    return levels[0].ranges.withoutImplied(bounds)
  }

  private func padding(_ level: Level, in levels: [Level]) throws -> Statement {
    let dependent = level.loop.uppers.filter { upper in
      levels.contains { upper.coefficient(of: $0.loop.variable) != 0 }
    }
    guard stage.isPadded, level.loop.uppers.count == 1, dependent.count == 1 else {
      throw refused(
        "the bounds of loop '\(level.loop.variable)' depend on other dimensions",
        help: "add 'padded' where one bound does")
    }
    return .loop(
      Loop(
        level.loop.variable, from: dependent[0], to: commonBounds(level, in: levels),
        [
          .store(
            Access(stage.buffer, stage.dimensions.map { .symbol($0.loop) }), .constant(0))
        ]))
  }

  // MARK: The statement

  /// The statement with the array in the scalar's place.
  private func using(_ statement: Statement) throws -> Statement {
    let replacement: Expression =
      stage.dimensions.isEmpty
      ? .scalar(Scalar("\(stage.buffer)"))
      : .load(Access(stage.buffer, stage.dimensions.map { .symbol($0.loop) }))
    let levels = dimensions
    var result = statement.replacing(stage.scalar, by: replacement)
    for level in levels where isRagged(level, in: levels) {
      result =
        try result.widening(level.loop.variable, to: commonBounds(level, in: levels)) {
          body in
          body.allSatisfy { addsNothing($0) }
        } ?? { throw refused("zeros would change what loop '\(level.loop.variable)' does") }()
    }
    return result
  }

  /// Whether the statement does nothing where the array holds a zero.
  private func addsNothing(_ statement: Statement) -> Bool {
    guard case .accumulate(_, let term) = statement else { return false }
    return term.factors.contains { factor in
      if case .load(let access) = factor { access.buffer == stage.buffer } else { false }
    }
  }

  private static func list(_ names: [Symbol]) -> String {
    names.isEmpty ? "none" : names.map { "'\($0)'" }.joined(separator: ", ")
  }
}
