import IR

extension GraphPass {
  /// Joins quadratic part, state update and state passing into one loop over chunks, so that one head's state stays in cache.
  static let fuseChunk = GraphPass(
    "fuse-chunk", "fuse the quadratic part with the state update and passing", .bitwise
  ) { module, options in
    if options.schedule.fusesSteps == false { return module }
    let fused = try GraphEditor.rewrite(module) { operation, editor in
      guard case .binary(let sum) = operation.kind, sum == Binary(.add),
        let intra = editor.definition(operation.operands[0]),
        case .chunkIntra(let inside) = intra.kind,
        let inter = editor.definition(operation.operands[1]),
        case .chunkInter(let between) = inter.kind,
        let pass = editor.definition(inter.operands[2]), case .statePass(let passing) = pass.kind,
        let state = editor.definition(pass.operands[0]), case .chunkState(let added) = state.kind,
        Set([inside.chunk, between.chunk, passing.chunk, added.chunk]).count == 1,
        Set([intra.operands[1], inter.operands[1], pass.operands[1], state.operands[0]]).count == 1,
        intra.operands[2] == state.operands[2]
      else { return nil }
      let results = try editor.builder.results(
        .chunkFused(ChunkFused(chunk: inside.chunk)),
        [
          intra.operands[0], intra.operands[1], state.operands[1], inter.operands[0],
          intra.operands[2], pass.operands[2],
        ])
      editor.replace(pass.results[1].value, by: results[1])
      return [results[0]]
    }
    return try removeDead.run(fused, options)
  }
}
