import Diagnostics
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
    let target = array("state_copy", extents)
    locations[final] = target
    return (
      target,
      try nest(extents) { [.store(target.element($0), .load(try element(of: initial, $0)))] }
    )
  }

  /// Leaves a value in the state, unless it was made there.
  func lowerStateWrite(_ name: String, _ value: Value) throws -> [Statement] {
    let target = location(ofState: name)
    let extents = try type(value).extents(tokens: segmentTokens)
    let origin = Array(repeating: Affine(0), count: extents.count)
    guard try element(of: value, origin) != target.element(origin) else { return [] }
    return try nest(extents) { [.store(target.element($0), .load(try element(of: value, $0)))] }
  }

  /// The element of a value at `indices`; in rows, all dimensions but the first lie side by side, and `flat` may say where
  /// along them.
  func element(of value: Value, _ indices: [Affine], flat: Affine? = nil) throws -> Access {
    let location = try location(value)
    let extents = try type(value).extents(tokens: 0)
    if case .whole = location, extents.count != 2 {
      guard indices.count == extents.count else {
        throw Diagnostic(
          .illegalForm,
          "value \(value) of shape \(extents) is read as rows, which it does not lie in")
      }
      return location.element(indices)
    }
    let strides = Buffer.strides(of: Array(extents.dropFirst()))
    let channel = flat ?? zip(indices.dropFirst(), strides).reduce(Affine(0)) { $0 + $1.1 * $1.0 }
    return location[indices[0], channel]
  }

  /// `body` for every index of an array of `extents`.
  func nest(_ extents: [Int], _ body: ([Affine]) throws -> [Statement]) rethrows -> [Statement] {
    let names = extents.indices.map { Symbol("i\($0)") }
    var statements = try body(names.map { Affine.symbol($0) })
    for (name, extent) in zip(names, extents).reversed() {
      statements = [.loop(Loop(name, to: [Affine(extent)], statements))]
    }
    return statements
  }
}
