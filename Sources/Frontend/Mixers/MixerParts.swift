import IR

/// The parts that mixers have in common, with names below `prefix`.
struct MixerParts {
  let prefix: String

  /// The parameter `name`.
  func parameter(_ name: String, _ graph: inout GraphBuilder) throws -> Value {
    try graph(.parameter(ParameterRead("\(prefix).\(name)")))
  }

  /// The projection `name` of x, with the bias `name_bias` if it has one.
  func linear(
    _ name: String, _ x: Value, bias: Bool, _ graph: inout GraphBuilder
  ) throws -> Value {
    var operands = [x, try parameter(name, &graph)]
    if bias { operands.append(try parameter("\(name)_bias", &graph)) }
    return try graph.results(.linear(Linear()), operands)[0]
  }

  /// The causal convolution of x, continued from the tail of the previous call, and SiLU.
  func convolution(_ x: Value, bias: Bool, _ graph: inout GraphBuilder) throws -> Value {
    let tail = try graph(.stateRead(StateRead("\(prefix).conv_tail")))
    var operands = [x, try parameter("conv", &graph), tail]
    if bias { operands.append(try parameter("conv_bias", &graph)) }
    let results = try graph.results(.convolution(CausalConvolution()), operands)
    _ = try graph.results(.stateWrite(StateWrite("\(prefix).conv_tail")), [results[1]])
    return try graph(.unary(Unary(.silu)), results[0])
  }
}
