import IR

extension Lowering {
  /// Where a state of the current block lives.
  func location(ofState name: String) -> Location {
    let prefix = module.state(name)?.count == nil ? [] : [block ?? 0]
    return .whole(buffer: Self.identifier(name), prefix: prefix)
  }

  /// Where an operation that turns the state `initial` into `final` may work: in the state itself when `final` is its next value.
  mutating func workingState(
    initial: Value, final: Value, extents: [Int]
  ) throws -> (location: Location, preparation: [Statement]) {
    let source = try location(initial)
    if case .stateRead? = definitions[initial]?.kind, uses[initial] == 1 {
      locations[final] = source
      return (source, [])
    }
    let name = fresh("state_copy")
    output.buffers.append(Buffer(name, .f32, extents, .scratch(offset: nil)))
    let target = Location.whole(buffer: name, prefix: [])
    locations[final] = target
    return (target, nest(extents) { [.store(target.element($0), .load(source.element($0)))] })
  }

  /// Leaves a value in the state, unless it was made there.
  func lowerStateWrite(_ name: String, _ value: Value) throws -> [Statement] {
    let source = try location(value)
    let target = location(ofState: name)
    let extents = try type(value).extents(tokens: blockTokens)
    let origin = Array(repeating: Affine(0), count: extents.count)
    guard source.element(origin) != target.element(origin) else { return [] }
    return nest(extents) { [.store(target.element($0), .load(source.element($0)))] }
  }

  /// `body` for every index of an array of `extents`.
  func nest(_ extents: [Int], _ body: ([Affine]) -> [Statement]) -> [Statement] {
    let names = extents.indices.map { "i\($0)" }
    var statements = body(names.map { Affine.symbol($0) })
    for (name, extent) in zip(names, extents).reversed() {
      statements = [.loop(Loop(name, to: [Affine(extent)], statements))]
    }
    return statements
  }
}
