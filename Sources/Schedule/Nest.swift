import Diagnostics
import IR

/// The loops of one operation while a schedule rewrites them.
public struct Nest: Sendable {
  /// Which operation it is.
  public var label: NestLabel
  /// The loops.
  public var body: [Statement]
  /// The symbols that are visible around the nest.
  package var ranges: SymbolRanges
  /// The buffers that are visible around the nest.
  package var buffers: [BufferID: Buffer]

  /// The nest `body`, seen from inside a function.
  package init(
    _ label: NestLabel, _ body: [Statement], _ ranges: SymbolRanges, _ buffers: [BufferID: Buffer]
  ) {
    self.label = label
    self.body = body
    self.ranges = ranges
    self.buffers = buffers
  }

  /// The variables of all loops, outermost first.
  public var loops: [Symbol] {
    body.flatMap(\.flattened).compactMap(\.loopVariable)
  }

  /// All buffers that statements of the nest may name.
  var visibleBuffers: [BufferID: Buffer] {
    body.flatMap(\.stackBuffers).reduce(into: buffers) { $0[$1.name] = $1 }
  }

  /// Whether the nest reads a buffer of which `condition` holds.
  func reads(_ condition: (Buffer) -> Bool) -> Bool {
    body.flatMap(\.flattened).flatMap(\.reads).contains { access in
      buffers[access.buffer].map(condition) ?? false
    }
  }

  /// The first element that the nest adds to.
  var sum: Access? {
    for case .accumulate(let element, _) in body.flatMap(\.flattened) { return element }
    return nil
  }

  /// The right factor of the product that the nest accumulates, the weight of a linear layer; nil where it accumulates none.
  package var weight: Buffer? {
    for case .accumulate(_, .binary(.multiply, _, .load(let weight))) in body.flatMap(\.flattened) {
      return buffers[weight.buffer]
    }
    return nil
  }

  /// The only loop over `variable`; throws E0902 where there is none or more than one.
  public func loop(_ variable: Symbol) throws -> Loop {
    let found = body.flatMap(\.flattened).compactMap { statement -> Loop? in
      if case .loop(let loop) = statement, loop.variable == variable { loop } else { nil }
    }
    guard let loop = found.first, found.count == 1 else {
      throw Diagnostic(
        .badSchedule,
        found.isEmpty
          ? "there is no loop '\(variable)' in nest '\(label)'"
          : "there are \(found.count) loops '\(variable)' in nest '\(label)', expected one",
        notes: ["its loops are: " + loops.map { "\($0)" }.joined(separator: ", ")])
    }
    return loop
  }

  /// The greatest number of iterations of the loop over `variable`; nil where it is not known, or it has no single such loop.
  public func extent(of variable: Symbol) -> Int? {
    var extent: Int?
    _ = try? rewriting(around: variable) { place in
      var inner = place.ranges
      inner.append(place.loop)
      extent = inner.constant(.greatest, of: .symbol(variable)).map { $0 + 1 }
      return place.statements
    }
    return extent
  }

  /// Throws E0903 where the loops at `place` can't have the variables `names`: each must be new there.
  func requireFree(_ names: [Symbol], at place: Place, besides own: Symbol? = nil) throws {
    let used = place.loop.body.usedNames
    for (index, name) in names.enumerated() {
      let isTaken =
        names[..<index].contains(name) || place.ranges.knows(name)
        || body.definedScalars.contains { "\($0)" == "\(name)" }
        || name != own && used.contains("\(name)")
      if isTaken {
        throw Diagnostic(
          .badRewrite, "the name '\(name)' is in use around or inside loop '\(place.loop.variable)'"
        )
      }
    }
  }

  /// A loop with the statements around it.
  struct Place {
    /// The statements that the loop stands among.
    var statements: [Statement]
    /// Where among them.
    var index: Int
    /// The loop.
    var loop: Loop
    /// What is known where the loop begins.
    var ranges: SymbolRanges

    /// The statements with `replacement` in the loop's place.
    func replacing(by replacement: [Statement]) -> [Statement] {
      statements[..<index] + replacement + statements[(index + 1)...]
    }
  }

  /// The body with the statements around the only loop over `variable` rewritten.
  func rewriting(
    around variable: Symbol, _ rewrite: (Place) throws -> [Statement]
  ) throws -> [Statement] {
    _ = try loop(variable)
    return try Self.rewriting(body, ranges, around: variable, rewrite) ?? body
  }

  private static func rewriting(
    _ statements: [Statement], _ outer: SymbolRanges, around variable: Symbol,
    _ rewrite: (Place) throws -> [Statement]
  ) throws -> [Statement]? {
    var ranges = outer
    for (index, statement) in statements.enumerated() {
      var result = statements
      switch statement {
      case .loop(var loop):
        if loop.variable == variable {
          return try rewrite(
            Place(statements: statements, index: index, loop: loop, ranges: ranges))
        }
        var inner = ranges
        inner.append(loop)
        guard let body = try rewriting(loop.body, inner, around: variable, rewrite) else {
          continue
        }
        loop.body = body
        result[index] = .loop(loop)
        return result
      case .team(let body):
        guard let body = try rewriting(body, ranges, around: variable, rewrite) else { continue }
        result[index] = .team(body)
        return result
      case .section(let section, let body):
        guard let body = try rewriting(body, ranges, around: variable, rewrite) else { continue }
        result[index] = .section(section, body)
        return result
      case .index(let name, let source): ranges.append(name, source)
      case .select(let selection): ranges.append(selection)
      case .store, .accumulate, .define, .assign, .allocate, .call: break
      }
    }
    return nil
  }
}
