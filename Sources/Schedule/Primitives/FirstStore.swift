import IR

/// The store by which statements begin their work on a buffer, and the loops around it.
struct FirstStore {
  /// The element that is stored.
  let access: Access
  /// The loops around the store, outermost first.
  let loops: [Loop]

  /// Where some statements first work on a buffer.
  private enum Start {
    case store(FirstStore)
    /// By reading it or by adding to it.
    case other
  }

  /// The store with which `statements` begin to work on `buffer`; nil where they begin otherwise, or touch other elements while the
  /// loops around the store last.
  init?(in statements: [Statement], of buffer: BufferID) {
    guard case .store(let first)? = Self.start(statements, of: buffer, in: []) else { return nil }
    let meanwhile = first.loops.first?.body.flatMap(\.flattened) ?? []
    let touched = meanwhile.flatMap { $0.reads + $0.writes }.filter { $0.buffer == buffer }
    guard touched.allSatisfy({ $0 == first.access }) else { return nil }
    self = first
  }

  private init(access: Access, loops: [Loop]) { (self.access, self.loops) = (access, loops) }

  private static func start(
    _ statements: [Statement], of buffer: BufferID, in loops: [Loop]
  ) -> Start? {
    for statement in statements {
      if statement.reads.contains(where: { $0.buffer == buffer }) { return .other }
      if let written = statement.writes.first(where: { $0.buffer == buffer }) {
        guard case .store = statement else { return .other }
        return .store(FirstStore(access: written, loops: loops))
      }
      var inner = loops
      if case .loop(let loop) = statement { inner.append(loop) }
      if let start = start(statement.children, of: buffer, in: inner) { return start }
    }
    return nil
  }

  /// Whether the store gives all elements from `origin` on within `bounds` new values: by a loop for each dimension that has bounds,
  /// and once along those that have none, where there is a single element.
  func covers(_ origin: [Affine], _ bounds: [[Affine]?], _ ranges: SymbolRanges) -> Bool {
    var variables = Set(loops.map(\.variable))
    for ((index, start), bounds) in zip(zip(access.indices, origin), bounds) {
      let rest = index - start
      if rest == 0, bounds == nil { continue }
      guard let variable = rest.asSymbol, variables.remove(variable) != nil,
        let loop = loops.first(where: { $0.variable == variable }), loop.lower == 0, loop.step == 1,
        bounds.map({ $0 == loop.uppers })
          ?? loop.uppers.allSatisfy({ ranges.proves(nonNegative: $0 - 1) })
      else { return false }
    }
    return variables.isEmpty
  }
}
