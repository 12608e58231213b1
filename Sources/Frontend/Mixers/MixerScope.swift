import Diagnostics
import IR

/// The place in a model where a mixer is appended: how its names start, and the parts that mixers have in common.
public struct MixerScope {
  /// What stands in front of the mixer's own names.
  let prefix: String
  /// What each kind of rotary positions is called.
  let rotaries: [RotaryPositions]

  /// The same with `name` behind the prefix.
  func below(_ name: String) -> MixerScope {
    MixerScope(prefix: prefix + name, rotaries: rotaries)
  }

  /// The parameter `name`.
  func parameter(_ name: String, _ graph: inout GraphBuilder) throws -> Value {
    try graph(.parameter(ParameterRead(prefix + name)))
  }

  /// The projection `name` of x, with the bias `name_bias` if it has one.
  func linear(
    _ name: String, _ x: Value, bias: Bool = false, _ graph: inout GraphBuilder
  ) throws -> Value {
    var operands = [x, try parameter(name, &graph)]
    if bias { operands.append(try parameter("\(name)_bias", &graph)) }
    return try graph.results(.linear(Linear()), operands)[0]
  }

  /// The causal convolution of x, continued from the tail of the previous call.
  func convolution(_ x: Value, bias: Bool, _ graph: inout GraphBuilder) throws -> Value {
    let tail = try graph(.stateRead(StateRead("\(prefix)conv_tail")))
    var operands = [x, try parameter("conv", &graph), tail]
    if bias { operands.append(try parameter("conv_bias", &graph)) }
    let results = try graph.results(.convolution(CausalConvolution()), operands)
    _ = try graph.results(.stateWrite(StateWrite("\(prefix)conv_tail")), [results[1]])
    return results[0]
  }

  /// The state `ssm` that the previous call left.
  func initialState(_ graph: inout GraphBuilder) throws -> Value {
    try graph(.stateRead(StateRead("\(prefix)ssm")))
  }

  /// The scan `kind` of `operands`, continued from the state `initial`.
  func scan(
    _ kind: OperationKind, _ operands: [Value], from initial: Value, _ graph: inout GraphBuilder
  ) throws -> Value {
    let results = try graph.results(kind, operands + [initial])
    _ = try graph.results(.stateWrite(StateWrite("\(prefix)ssm")), [results[1]])
    return results[0]
  }

  /// `x` turned by its position, which is the number of entries of the cache `past`; x itself without `rotary`.
  ///
  /// Throws for positions that the model has no tables for, since its mixer does not list them among its `rotaries`.
  func rotated(
    _ x: Value, _ rotary: RotaryPositions?, past: Value, _ graph: inout GraphBuilder
  ) throws -> Value {
    guard let rotary else { return x }
    guard let index = rotaries.firstIndex(of: rotary) else {
      throw Diagnostic(.badDeclaration, "the model has no tables for the positions of '\(prefix)'")
    }
    let coarse = try graph(.parameter(ParameterRead(Self.coarse(index))))
    let fine = try graph(.parameter(ParameterRead(Self.fine(index))))
    return try graph(.rotary(Rotary()), x, past, coarse, fine)
  }

  /// The name of the coarse table of the `index`-th kind of rotary positions.
  static func coarse(_ index: Int) -> String { "rotary\(index).coarse" }

  /// The name of the fine one.
  static func fine(_ index: Int) -> String { "rotary\(index).fine" }
}
