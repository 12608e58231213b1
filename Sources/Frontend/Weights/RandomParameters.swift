import IR

/// Seeded random weights for the parameters of a graph that comes without any.
public struct RandomParameters: WeightSource {
  private let tensors: [String: RandomTensor]

  /// Weights for `module`, distributed by their canonical names as `RandomWeights` says.
  public init(_ module: Module, seed: UInt64) {
    let weights = RandomWeights(seed: seed)
    let blocks = 1 + (module.parameters.compactMap(\.blocks.last).max() ?? 0)
    var tensors: [String: RandomTensor] = [:]
    for parameter in module.parameters {
      let shape = parameter.type.extents(tokens: 0)
      let distribution = weights.distribution(
        of: parameter.source.split(separator: ".").last ?? "", fanIn: shape.first ?? 1,
        blocks: blocks)
      for index in 0..<(parameter.count ?? 1) {
        let name = parameter.sourceName(index)
        tensors[name] = RandomTensor(
          name: name, seed: seed, shape: shape, distribution: distribution)
      }
    }
    self.tensors = tensors
  }

  /// Writes the elements `range` of the weight `name`; nothing for a name that the graph does not have.
  public func read(
    _ name: String, _ range: Range<Int>, into buffer: UnsafeMutableBufferPointer<Float>
  ) throws {
    tensors[name]?.read(from: range.lowerBound, into: buffer)
  }
}
