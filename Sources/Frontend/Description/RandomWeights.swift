import Diagnostics

/// Seeded random weights, distributed as those of a model before training.
///
/// The distributions are those of state-spaces/mamba: A uniform in 1 … 16, steps log-uniform in 0.001 … 0.1, D and norms
/// ones, and output projections scaled down by the square root of the number of blocks. So activations stay in range at
/// any depth, and speed and rounding are those of a real model.
struct RandomWeights {
  /// Chooses all numbers.
  let seed: UInt64
  /// The standard deviation of embedding, head and projections.
  let deviation: Float

  /// Weights of the usual deviation.
  init(seed: UInt64) { (self.seed, deviation) = (seed, Self.usualDeviation) }

  private static let usualDeviation: Float = 0.02

  /// Reads `{seed: N, deviation: X}`.
  init(_ node: DescriptionNode) throws {
    let members = try node.mapping(["seed", "deviation"])
    guard let seed = members["seed"] else {
      throw Diagnostic(.descriptionKey, "'random' has no key 'seed'", at: node.place)
    }
    self.seed = UInt64(try seed.integer(in: 0...Int.max))
    let deviation = try members["deviation"]?.number() ?? Double(Self.usualDeviation)
    guard deviation > 0, deviation <= 10 else {
      throw node.failure("has deviation \(deviation), expected more than 0 and at most 10")
    }
    self.deviation = Float(deviation)
  }

  /// The parameters of `architecture`.
  func parameters(of architecture: Architecture) -> [CheckpointParameter] {
    architecture.parameterShapes.map { slot in
      let tensor = RandomTensor(
        name: slot.name, seed: seed, shape: slot.shape,
        distribution: distribution(
          of: slot.pattern, fanIn: slot.shape.last ?? 1, blocks: architecture.blocks.count))
      return CheckpointParameter(name: slot.name, shape: slot.shape, source: .random(tensor))
    }
  }

  /// The distribution of the parameter `pattern`, a canonical name, with `fanIn` taps if it is a convolution, in a model
  /// of so many `blocks`.
  func distribution(
    of pattern: String, fanIn: Int, blocks: Int
  ) -> RandomTensor.Distribution {
    switch pattern {
    case "embedding", "head", "blocks.{block}.in_proj", "blocks.{block}.x_proj",
      "blocks.{block}.dt_proj":
      .bell(deviation: deviation)
    case "blocks.{block}.out_proj": .bell(deviation: deviation / Float(blocks).squareRoot())
    case "blocks.{block}.conv": .uniform(bound: 1 / Float(fanIn).squareRoot())
    case "blocks.{block}.A_log": .logUniform(1...16)
    case "blocks.{block}.dt_bias", "blocks.{block}.dt_proj_bias": .inverseSoftplus(0.001...0.1)
    case "blocks.{block}.D", "blocks.{block}.norm", "blocks.{block}.gate_norm", "final_norm":
      .constant(1)
    default: .constant(0)
    }
  }
}
