import IR

extension GraphPass {
  /// Removes operations whose results nobody reads, and declarations that no operation names.
  static let removeDead = GraphPass(
    "remove-dead", "remove operations that no result depends on", .bitwise
  ) { module, _ in
    var module = module
    for index in module.functions.indices {
      module.functions[index].body = live(module.functions[index].body)
    }
    let names = Set(module.functions.flatMap { named(in: $0.body) })
    module.parameters.removeAll { !names.contains($0.name) }
    return module
  }

  /// The region with what its results and effects need.
  private static func live(_ region: Region) -> Region {
    var region = region
    var needed = Set(region.results)
    var kept: [Operation] = []
    for operation in region.operations.reversed() {
      var operation = operation
      guard hasEffect(operation) || operation.results.contains(where: { needed.contains($0.value) })
      else { continue }
      if let nested = operation.region {
        let alive = live(nested)
        operation.region = alive
        needed.formUnion(alive.useCounts.keys)
      }
      needed.formUnion(operation.operands)
      kept.append(operation)
    }
    region.operations = kept.reversed()
    return region
  }

  /// Whether an operation matters whoever reads its results: a state is read and written in pairs.
  private static func hasEffect(_ operation: Operation) -> Bool {
    switch operation.kind {
    case .stateRead, .stateWrite: true
    default: operation.region?.operations.contains(where: hasEffect) ?? false
    }
  }

  private static func named(in region: Region) -> [String] {
    region.operations.flatMap { operation -> [String] in
      let nested = operation.region.map { named(in: $0) } ?? []
      if case .parameter(let read) = operation.kind { return [read.parameter] + nested }
      return nested
    }
  }
}
