import CodegenC
import Frontend
import IR

/// What `info`, the manifest and the readme of a project say about its model.
enum ModelFacts {
  /// Shapes and origin; a list, one entry per block, where blocks differ.
  static func members(
    _ architecture: Architecture, origin: CheckpointOrigin
  ) -> [OrderedJSON.Member] {
    var members: [OrderedJSON.Member] = [
      .init("layout", .text(origin.layout.rawValue)),
      .init("width", .integer(architecture.width)),
      .init("blocks", .integer(architecture.blocks.count)),
      .init("tied_head", .flag(architecture.tiedHead)),
    ]
    let mixers = architecture.blocks.map { block in
      switch block.mixer {
      case .mamba2(let mixer): mixer
      }
    }
    func add(_ key: String, _ value: (Mamba2Mixer) -> Int) {
      let values = mixers.map(value)
      let isSame = Set(values).count == 1
      members.append(
        .init(key, isSame ? .integer(values[0]) : .list(values.map { .integer($0) })))
    }
    add("heads", \.heads)
    add("head_dim", \.headDim)
    add("groups", \.groups)
    add("state", \.state)
    add("conv_width", \.convWidth)
    return members
  }

  /// The chunk sizes of the entry points; 1 where the scan is a recurrence.
  static func chunks(_ graph: Module, origin: String) throws -> [ChunkChoice] {
    graph.functions.compactMap { function in
      guard let size = chunk(in: function.body) else { return nil }
      return ChunkChoice(
        function: function.name, tokens: size,
        origin: size == 1 && function.name == "step" ? "recurrence" : origin)
    }
  }

  private static func chunk(in region: Region) -> Int? {
    for operation in region.operations {
      switch operation.kind {
      case .chunkFused(let fused): return fused.chunk
      case .semiseparable: return 1
      default: if let size = operation.region.flatMap({ chunk(in: $0) }) { return size }
      }
    }
    return nil
  }
}
