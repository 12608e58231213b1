import IR

/// One block: its layers in order.
public struct Block: Hashable, Sendable {
  /// First to last.
  public var layers: [Layer]

  /// A block of `layers`.
  public init(_ layers: [Layer]) { self.layers = layers }

  /// A block of one layer, `x + mixer(norm(x))`.
  public init(norm: Norm, mixer: Mixer) {
    layers = [Layer([Part(norm: norm, [Branch(mixer)])])]
  }

  /// The block with steps Δ that may be of any size.
  var withoutStepLimits: Block {
    var block = self
    for (l, layer) in layers.enumerated() {
      for (p, part) in layer.parts.enumerated() {
        for (b, branch) in part.branches.enumerated() {
          block.layers[l].parts[p].branches[b].mixer =
            branch.mixer.definition.withoutStepLimits.mixer
        }
      }
    }
    return block
  }

  /// The mixers, in the order of the graph.
  public var mixers: [Mixer] { layers.flatMap(\.parts).flatMap(\.branches).map(\.mixer) }
}

/// One residual step: `x + scale · (sum of the parts)`, all parts reading the same x.
public struct Layer: Hashable, Sendable {
  /// What is added.
  public var parts: [Part]
  /// The factor of what is added.
  public var scale: Double

  /// A step that adds `parts`.
  public init(_ parts: [Part], scale: Double = 1) { (self.parts, self.scale) = (parts, scale) }
}

/// Branches behind one norm: the sum of `branch(norm(x))`.
public struct Part: Hashable, Sendable {
  /// What x passes first.
  public var norm: Norm
  /// What is summed.
  public var branches: [Branch]
  /// The shared transformer whose output is added to x in front of the norm, if any.
  public var shared: SharedUse?

  /// `branches` behind `norm`.
  public init(norm: Norm, _ branches: [Branch], shared: SharedUse? = nil) {
    (self.norm, self.branches, self.shared) = (norm, branches, shared)
  }
}

/// A mixer with factors before and behind it.
public struct Branch: Hashable, Sendable {
  /// What it computes.
  public var mixer: Mixer
  /// The factor of its input.
  public var inputScale: Double
  /// The factor of its output.
  public var outputScale: Double

  /// `outputScale · mixer(inputScale · x)`.
  public init(_ mixer: Mixer, inputScale: Double = 1, outputScale: Double = 1) {
    (self.mixer, self.inputScale, self.outputScale) = (mixer, inputScale, outputScale)
  }
}

/// A norm of the residual stream.
public struct Norm: Hashable, Sendable {
  /// The kinds of norm.
  public enum Kind: String, CaseIterable, Hashable, Sendable {
    /// `w ∘ x / √(mean(x²) + ε)`: Zhang & Sennrich 2019.
    case rms
    /// `w ∘ (x − mean) / √(variance + ε) + b`: Ba et al. 2016.
    case layer
  }

  /// Which norm.
  public var kind: Kind
  /// Added to the mean of squares, or to the variance.
  public var epsilon: Double

  /// The norm `kind` with `epsilon`.
  public init(_ kind: Kind = .rms, epsilon: Double) { (self.kind, self.epsilon) = (kind, epsilon) }

  /// Its weight, and its bias if it has one, for rows of `width` channels, called `name` and `name_bias`.
  func parameters(_ name: String, width: Int) -> [MixerParameter] {
    let weight = MixerParameter(name, [width])
    return kind == .rms ? [weight] : [weight, MixerParameter("\(name)_bias", [width])]
  }

  /// Appends the norm with the parameters called `name` in `scope`.
  func append(
    to graph: inout GraphBuilder, _ x: Value, _ name: String, in scope: MixerScope
  ) throws -> Value {
    let weight = try scope.parameter(name, &graph)
    switch kind {
    case .rms: return try graph(.rmsNorm(RMSNorm(epsilon: epsilon)), x, weight)
    case .layer:
      let bias = try scope.parameter("\(name)_bias", &graph)
      return try graph(.layerNorm(LayerNorm(epsilon: epsilon)), x, weight, bias)
    }
  }
}
