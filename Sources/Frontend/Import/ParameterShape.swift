/// A parameter that an architecture calls for.
struct ParameterShape {
  /// The canonical name, with `{block}` for the number of the block.
  var pattern: String
  /// The number of the block, or of the shared transformer, that it belongs to, if any.
  var block: Int?
  /// The extents, all positive.
  var shape: [Int]
  /// Its values, where they are in no checkpoint.
  var computed: ComputedTensor?
  /// The mixer that it is of, if it is a mixer's.
  var owner: Mixer?

  /// The canonical name.
  var name: String { Self.name(pattern, block) }

  /// The last part of the name.
  var role: Substring { pattern.split(separator: ".").last ?? pattern[...] }

  /// `pattern` with the number of the block in it.
  static func name(_ pattern: String, _ block: Int?) -> String {
    guard let block else { return pattern }
    return pattern.replacing("{block}", with: String(block))
  }
}

extension Architecture {
  /// The parameters that the model has: embedding, tables, shared transformers, those of each block in turn, final norm,
  /// and head unless tied.
  ///
  /// Shapes are those of checkpoints: projections are [outputs, inputs], and the convolution is [channels, 1, taps].
  var parameterShapes: [ParameterShape] {
    func named(_ stem: String, _ block: Int?, _ parameter: MixerParameter) -> ParameterShape {
      ParameterShape(
        pattern: stem + parameter.name, block: block, shape: parameter.stored,
        computed: parameter.computed, owner: parameter.owner)
    }
    var shapes = [ParameterShape(pattern: "embedding", shape: [vocabulary, width])]
    shapes += tables.map { named("", nil, $0) }
    for (index, transformer) in shared.enumerated() {
      shapes += transformer.parameters(width: width).map {
        named("shared.{block}.", index, $0)
      }
    }
    for (index, block) in blocks.enumerated() {
      shapes += block.parameters(width: width).map { named("blocks.{block}.", index, $0) }
    }
    shapes += finalNorm.parameters("final_norm", width: width).map { named("", nil, $0) }
    if !tiedHead { shapes.append(ParameterShape(pattern: "head", shape: [vocabulary, width])) }
    return shapes
  }

  /// The kinds of rotary positions, in the order of their first use.
  var rotaries: [RotaryPositions] {
    let mixers = shared.map(\.attention.mixer) + blocks.flatMap(\.mixers)
    var seen: Set<RotaryPositions> = []
    return mixers.flatMap(\.definition.rotaries).filter { seen.insert($0).inserted }
  }

  /// The tables of rotary positions.
  var tables: [MixerParameter] {
    rotaries.enumerated().flatMap { index, rotary in
      let coarse = RotaryTable.coarse(rotary, context: context)
      let fine = RotaryTable.fine(rotary)
      return [
        MixerParameter(MixerScope.coarse(index), coarse.shape, computed: .rotary(coarse)),
        MixerParameter(MixerScope.fine(index), fine.shape, computed: .rotary(fine)),
      ]
    }
  }
}
