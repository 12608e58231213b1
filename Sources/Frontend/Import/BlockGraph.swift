import IR

extension Block {
  /// Appends the block, with names in `scope`: from rows `x` of the residual stream to the next ones.
  ///
  /// `embedded` are the rows that the model started with, which shared transformers read.
  func append(
    to graph: inout GraphBuilder, _ x: Value, embedded: Value, in scope: MixerScope
  ) throws -> Value {
    let names = BlockNames(self)
    return try zip(layers, names.prefixes).reduce(x) { x, step in
      let (layer, prefixes) = step
      var sum: Value?
      for (part, prefixes) in zip(layer.parts, prefixes) {
        for branch in try part.append(
          to: &graph, x, embedded: embedded, prefixes: prefixes, in: scope)
        {
          sum = try sum.map { try graph(.binary(Binary(.add)), $0, branch) } ?? branch
        }
      }
      guard let sum else { return x }
      return try graph(.binary(Binary(.add)), x, try graph.scaled(sum, by: layer.scale))
    }
  }
}

extension Part {
  /// Appends the part and returns the rows of each of its branches, whose names start with `prefixes`.
  fileprivate func append(
    to graph: inout GraphBuilder, _ x: Value, embedded: Value, prefixes: [String],
    in scope: MixerScope
  ) throws -> [Value] {
    let own = scope.below(prefixes.first ?? "")
    var x = x
    if let shared {
      let common = MixerScope(prefix: "shared\(shared.index).", rotaries: scope.rotaries)
      x = try shared.append(to: &graph, x, embedded: embedded, in: own, common: common)
    }
    let normed = try norm.append(to: &graph, x, "norm", in: own)
    return try zip(branches, prefixes).map { branch, prefix in
      let input = try graph.scaled(normed, by: branch.inputScale)
      let output = try branch.mixer.definition.append(
        to: &graph, input, in: scope.below(prefix))
      return try graph.scaled(output, by: branch.outputScale)
    }
  }
}
