import IR

extension Region {
  /// What was found of the diagonal scans in the region, in words: `blocks 0, 2: 64 of 96 channels`, each stack once.
  public func scalarDecays(in module: Module) -> [String] {
    var lines: [String] = []
    var definitions: [Value: Operation] = [:]
    for operation in operations {
      for result in operation.results { definitions[result.value] = operation }
      let found: [String]
      if case .diagonalScan(let scan) = operation.kind,
        let parameter = ScalarRates.parameter(
          of: operation.operands[1], in: module, { definitions[$0] })
      {
        let promoted = scan.scalarChannels.reduce(0) { $0 + $1.count }
        let channels = parameter.type.extents(tokens: 0)[1]
        let blocks = parameter.blocks.map(String.init).joined(separator: ", ")
        found = ["blocks \(blocks): \(promoted) of \(channels) channels"]
      } else {
        found = operation.region?.scalarDecays(in: module) ?? []
      }
      for line in found where !lines.contains(line) { lines.append(line) }
    }
    return lines
  }
}
