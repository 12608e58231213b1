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
      shapes += block.mixer.definition.parameters(width: width).map { parameter in
        ParameterShape(
          pattern: "blocks.{block}." + parameter.name, block: index, shape: parameter.stored)
      }
    }
    shapes.append(ParameterShape(pattern: "final_norm", shape: [width]))
    if !tiedHead { shapes.append(ParameterShape(pattern: "head", shape: [vocabulary, width])) }
    return shapes
  }
}
