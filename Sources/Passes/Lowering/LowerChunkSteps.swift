import IR

extension Lowering {
  /// The quadratic part on its own.
  mutating func lowerIntra(_ operation: Operation, chunk: Int) throws -> [Statement] {
    let operands = operation.operands
    let groups = try type(operands[0]).extents(tokens: segmentTokens)[1]
    let extents = try stepExtents(rowsOf: operands[2], groups: groups)
    let (scores, x) = (try location(operands[0]), try location(operands[2]))
    let y = try place(operation.results[0].value, named: "inside")
    let loop = try chunkLoop(chunk, extents, logs: operands[1])
    return nest(.chunkIntra, y, "inside: what the tokens of a chunk add up to") {
      forEachChunk(loop) { loop.inside($0, $1, scores: scores, x: x, y: y) }
    }
  }

  /// What each chunk adds to the state, as if it began at zero.
  mutating func lowerChunkState(_ operation: Operation, chunk: Int) throws -> [Statement] {
    let operands = operation.operands
    let factors = try type(operands[1]).extents(tokens: segmentTokens)
    let extents = try stepExtents(rowsOf: operands[2], groups: factors[1], state: factors[2])
    let (b, x) = (try location(operands[1]), try location(operands[2]))
    let states = chunkStates(operation.results[0].value, "chunk_states", chunk, extents)
    let steps = try chunkLoop(chunk, extents, logs: operands[0])
    return nest(.chunkState, states, "states: what each chunk adds") {
      forEachChunk(steps) { head, group in
        let cell = { states.element(["q", head, $0, $1]) }
        Self.chunkIndex(chunk)
        loop("s", count: extents.state) {
          loop("p", count: extents.width) { cell("s", "p").set(0.0) }
        }
        steps.update(head, group, b: b, x: x, into: cell)
      }
    }
  }

  /// The states that enter the chunks, and the state behind the last.
  mutating func lowerStatePass(_ operation: Operation, chunk: Int) throws -> [Statement] {
    let operands = operation.operands
    let shape = try type(operands[2]).extents(tokens: segmentTokens)
    let extents = ScanExtents(
      heads: shape[0], width: shape[2], groups: 1, state: shape[1],
      rows: bound(try type(operands[1]).shape[0]))
    let added = try location(operands[0])
    let entering = chunkStates(operation.results[0].value, "entering", chunk, extents)
    let (state, preparation) = try workingState(
      initial: operands[2], final: operation.results[1].value, extents: shape)
    let steps = try chunkLoop(chunk, extents, logs: operands[1])
    return preparation
      + nest(.statePass, entering, "passing: the state through the chunks of each head") {
        forEachChunk(steps) { head, _ in
          Self.chunkIndex(chunk)
          loop("a", count: extents.state) {
            loop("b", count: extents.width) {
              entering.element(["q", head, "a", "b"]).set(state.element([head, "a", "b"]))
            }
          }
          steps.decayState(head, state)
          loop("c", count: extents.state) {
            loop("d", count: extents.width) {
              state.element([head, "c", "d"]).add(added.element(["q", head, "c", "d"]))
            }
          }
        }
      }
  }

  /// What the states that enter the chunks add to the outputs.
  mutating func lowerInter(_ operation: Operation, chunk: Int) throws -> [Statement] {
    let operands = operation.operands
    let factors = try type(operands[0]).extents(tokens: segmentTokens)
    let result = operation.results[0].value
    let extents = try stepExtents(rowsOf: result, groups: factors[1], state: factors[2])
    let (c, entering) = (try location(operands[0]), try location(operands[2]))
    let y = try place(result, named: "from_states")
    let loop = try chunkLoop(chunk, extents, logs: operands[1])
    return nest(.chunkInter, y, "between: what the state that enters a chunk adds") {
      forEachChunk(loop) { head, group in
        Self.chunkIndex(chunk)
        loop.between(
          head, group, c: c, entering: { entering.element(["q", head, $0, $1]) }, y: y,
          accumulates: false)
      }
    }
  }

  // MARK: Parts

  /// The extents of a step whose rows are those of `value`, `[T, H, P]`.
  private func stepExtents(rowsOf value: Value, groups: Int, state: Int = 1) throws -> ScanExtents {
    let shape = try type(value).extents(tokens: segmentTokens)
    return ScanExtents(
      heads: shape[1], width: shape[2], groups: groups, state: state,
      rows: bound(try type(value).shape[0]))
  }

  /// A buffer with a state for every head of every chunk, for `value`.
  private mutating func chunkStates(
    _ value: Value, _ stem: BufferID, _ chunk: Int, _ extents: ScanExtents
  ) -> Location {
    let count = (segmentTokens + chunk - 1) / chunk
    let states = array(stem, [count, extents.heads, extents.state, extents.width])
    locations[value] = states
    return states
  }

  /// The number of the chunk that begins at `t0`.
  private static func chunkIndex(_ chunk: Int) -> Statement {
    .index("q", .quotient("t0", by: chunk))
  }
}
