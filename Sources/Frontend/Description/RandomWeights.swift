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
      if let computed = slot.computed {
        return CheckpointParameter(name: slot.name, shape: slot.shape, source: .computed(computed))
      }
      let tensor = RandomTensor(
        name: slot.name, seed: seed, shape: slot.shape,
        distribution: distribution(
          of: slot.role, fanIn: slot.shape.last ?? 1, blocks: architecture.blocks.count))
      return CheckpointParameter(name: slot.name, shape: slot.shape, source: .random(tensor))
    }
  }

  /// The distribution of the parameters whose canonical names end in `role`, with `fanIn` taps if they are a convolution,
  /// in a model of so many `blocks`.
  func distribution(
    of role: some StringProtocol, fanIn: Int, blocks: Int
  ) -> RandomTensor.Distribution {
    switch Self.starts[String(role)] ?? ParameterStart(role) {
    case .projection: .bell(deviation: deviation)
    case .output: .bell(deviation: deviation / Float(blocks).squareRoot())
    case .taps: .uniform(bound: 1 / Float(fanIn).squareRoot())
    case .rates: .logUniform(1...16)
    case .steps: .inverseSoftplus(0.001...0.1)
    case .ones: .constant(1)
    case .zeros: .constant(0)
    }
  }

  /// How the parameters start that only some mixers have; equal names mean equal things.
  private static let starts = Mixer.kinds.reduce(into: [String: ParameterStart]()) {
    $0.merge($1.starts) { $1 }
  }
}

/// What the weights of a parameter are before training.
enum ParameterStart {
  /// A bell curve.
  case projection
  /// A narrower one, the deeper the model: projections back to the residual stream.
  case output
  /// Uniform, the narrower the more taps a convolution has.
  case taps
  /// Logs of the rates of decays.
  case rates
  /// What softplus makes steps Δ of.
  case steps
  /// All 1.
  case ones
  /// All 0.
  case zeros

  /// What the last part of a parameter's name tells, in all mixers.
  init(_ role: some StringProtocol) {
    switch role {
    case "out_proj": self = .output
    case "conv": self = .taps
    case _ where role.hasSuffix("norm"): self = .ones
    case _ where role.hasSuffix("bias"): self = .zeros
    default: self = .projection
    }
  }
}
