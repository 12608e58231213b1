/// A parameter that an architecture calls for.
struct ParameterShape {
  /// The canonical name, with `{block}` for the number of the block.
  var pattern: String
  /// The number of the block it belongs to, if any.
  var block: Int?
  /// The extents, all positive.
  var shape: [Int]

  /// The canonical name.
  var name: String { Self.name(pattern, block) }

  /// `pattern` with the number of the block in it.
  static func name(_ pattern: String, _ block: Int?) -> String {
    guard let block else { return pattern }
    return pattern.replacing("{block}", with: String(block))
  }
}

extension Architecture {
  /// The parameters that the model has: embedding, those of each block in turn, final norm, and head unless tied.
  ///
  /// Shapes are those of checkpoints: projections are [outputs, inputs], and the convolution is [channels, 1, taps].
  var parameterShapes: [ParameterShape] {
    var shapes = [ParameterShape(pattern: "embedding", shape: [vocabulary, width])]
    for (index, block) in blocks.enumerated() {
      shapes.append(ParameterShape(pattern: "blocks.{block}.norm", block: index, shape: [width]))
      switch block.mixer {
      case .mamba2(let mixer):
        shapes += mixer.parameterShapes(width: width).map { name, shape in
          ParameterShape(pattern: "blocks.{block}." + name, block: index, shape: shape)
        }
      }
    }
    shapes.append(ParameterShape(pattern: "final_norm", shape: [width]))
    if !tiedHead { shapes.append(ParameterShape(pattern: "head", shape: [vocabulary, width])) }
    return shapes
  }
}

extension Mamba2Mixer {
  /// Names and shapes of the mixer's parameters in a model of this width.
  func parameterShapes(width: Int) -> [(name: String, shape: [Int])] {
    var shapes: [(name: String, shape: [Int])] = [("in_proj", [projected, width])]
    if projectionBias { shapes.append(("in_proj_bias", [projected])) }
    shapes.append(("conv", [convChannels, 1, convWidth]))
    if convBias { shapes.append(("conv_bias", [convChannels])) }
    shapes += [
      ("dt_bias", [heads]), ("A_log", [heads]), ("D", [heads]), ("gate_norm", [inner]),
      ("out_proj", [width, inner]),
    ]
    if projectionBias { shapes.append(("out_proj_bias", [width])) }
    return shapes
  }
}
