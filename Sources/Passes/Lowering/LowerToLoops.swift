import IR
import Schedule

/// The step from the graph to loops.
public enum LowerToLoops {
  /// The loop program of an expanded, fused module; sequential, with products spelled out.
  ///
  /// The schedule tells how many tokens a call of prefill takes, by default about 256, and the tiles of attention;
  /// throws E0903 where these don't fit.
  public static func run(
    _ module: Module, _ schedule: Schedule = Schedule()
  ) throws -> LoopModule {
    var lowering = Lowering(
      module, segmentTokens: segmentTokens(module, about: schedule.tokens), tiles: schedule.tiles)
    return try lowering.run()
  }

  /// The tiles of the attention in `module`, if it has any; throws E0903.
  public static func tiles(_ module: Module, _ chosen: Tiles) throws -> Tiles {
    try module.functions.reduce(into: Tiles()) { tiles, function in
      let types = Dictionary(
        uniqueKeysWithValues: function.body.definedValues.map { ($0.value, $0.type) })
      for operation in operations(in: function.body) {
        guard case .attention = operation.kind else { continue }
        let depth = types[operation.operands[0]]?.extents(tokens: 1).last ?? 1
        let (queries, keys) = try chosen.attention(depth: depth)
        tiles.queries = min(queries, tiles.queries ?? queries)
        tiles.keys = keys
      }
    }
  }

  /// The most tokens that one call of `prefill` takes: whole chunks, enough rows to feed the product kernels, and no more than
  /// a sequence may have.
  public static func segmentTokens(_ module: Module, about tokens: Int? = nil) -> Int {
    let target = tokens ?? DefaultSchedule.segmentTokens
    let largest = module.functions.map { largestChunk(in: $0.body) }.max() ?? 1
    return min(largest * max(1, target / largest), module.context ?? .max)
  }

  /// The name of the buffer that holds a parameter.
  public static func bufferName(of parameter: Parameter) -> BufferID {
    Lowering.identifier(parameter.name)
  }

  /// The name of the buffer that holds `state`.
  public static func bufferName(of state: StateDeclaration) -> BufferID {
    Lowering.identifier(state.name)
  }

  private static func largestChunk(in region: Region) -> Int {
    operations(in: region).map { operation in
      if case .chunkFused(let fused) = operation.kind { return fused.chunk }
      if case .chunkIntra(let step) = operation.kind { return step.chunk }
      return 1
    }.max() ?? 1
  }

  /// The operations of a region and of those inside them.
  private static func operations(in region: Region) -> [Operation] {
    region.operations.flatMap { [$0] + ($0.region.map { operations(in: $0) } ?? []) }
  }
}
