import IR

/// What was found of the diagonal scans of like blocks.
public struct ScalarDecays: Hashable, Sendable, CustomStringConvertible {
  /// The numbers of the blocks.
  public var blocks: [Int]
  /// How many channels have one decay for all states.
  public var scalar: Int
  /// How many channels there are.
  public var channels: Int

  /// In words: `blocks 0, 2: 64 of 96 channels`.
  public var description: String {
    "blocks \(blocks.map(String.init).joined(separator: ", ")): \(scalar) of \(channels) channels"
  }
}

extension Module {
  /// What was found of the diagonal scans of a sequence, each stack of blocks once: in the function `prefill`, or before there
  /// are entry points in `body`.
  public var scalarDecays: [ScalarDecays] {
    (function("prefill") ?? function("body"))?.body.scalarDecays(in: self) ?? []
  }

  /// What `weights` say of the diagonal scans of the model.
  public func scalarDecays(_ weights: any WeightSource) throws -> [ScalarDecays] {
    let options = PassOptions(scalarRates: try ScalarRates(of: self, weights))
    return try Pipeline.run(.promoteScalarDecay, self, options).scalarDecays
  }
}

extension Region {
  /// What was found of the diagonal scans in the region, each stack once.
  fileprivate func scalarDecays(in module: Module) -> [ScalarDecays] {
    var all: [ScalarDecays] = []
    var definitions: [Value: Operation] = [:]
    for operation in operations {
      for result in operation.results { definitions[result.value] = operation }
      let found: [ScalarDecays]
      if case .diagonalScan(let scan) = operation.kind,
        let parameter = ScalarRates.parameter(
          of: operation.operands[1], in: module, { definitions[$0] })
      {
        found = [
          ScalarDecays(
            blocks: parameter.blocks, scalar: scan.scalarChannels.reduce(0) { $0 + $1.count },
            channels: parameter.type.extents(tokens: 0)[1])
        ]
      } else {
        found = operation.region?.scalarDecays(in: module) ?? []
      }
      for decays in found where !all.contains(decays) { all.append(decays) }
    }
    return all
  }
}
