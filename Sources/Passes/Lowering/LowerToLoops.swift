import IR

/// The step from the graph to loops.
public enum LowerToLoops {
  /// Tokens in one prefill block, about; rounded to whole chunks.
  private static let blockTarget = 256

  /// The loop program of an expanded, fused module; sequential, with products spelled out.
  ///
  /// A call of prefill takes about `tokens` tokens, by default 256.
  public static func run(_ module: Module, tokens: Int? = nil) throws -> LoopModule {
    var lowering = Lowering(module, blockTokens: blockTokens(module, about: tokens))
    return try lowering.run()
  }

  /// The most tokens that one call of `prefill` takes: whole chunks, enough rows to feed the product kernels, and no more than
  /// a sequence may have.
  public static func blockTokens(_ module: Module, about tokens: Int? = nil) -> Int {
    let blockTarget = tokens ?? blockTarget
    let largest = module.functions.map { largestChunk(in: $0.body) }.max() ?? 1
    return min(largest * max(1, blockTarget / largest), module.context ?? .max)
  }

  /// The name of the buffer that holds a parameter.
  public static func bufferName(of parameter: Parameter) -> String {
    Lowering.identifier(parameter.name)
  }

  /// The name of the buffer that holds `state`.
  public static func bufferName(of state: StateDeclaration) -> String {
    Lowering.identifier(state.name)
  }

  private static func largestChunk(in region: Region) -> Int {
    region.operations.map { operation in
      if case .chunkFused(let fused) = operation.kind { return fused.chunk }
      if case .chunkIntra(let step) = operation.kind { return step.chunk }
      return operation.region.map { largestChunk(in: $0) } ?? 1
    }.max() ?? 1
  }
}
