import CodegenC
import Frontend
import IR

/// What `info`, the manifest and the readme of a project say about its model.
enum ModelFacts {
  /// Shapes; a list, one entry per block, where blocks differ. Of where the model comes from nothing: the same model gives
  /// the same project.
  static func members(_ architecture: Architecture) -> [OrderedJSON.Member] {
    var members: [OrderedJSON.Member] = [
      .init("width", .integer(architecture.width)),
      .init("blocks", .integer(architecture.blocks.count)),
      .init("tied_head", .flag(architecture.tiedHead)),
    ]
    let facts = architecture.blocks.map { $0.mixers.flatMap(\.definition.facts) }
    var seen: Set<String> = []
    for key in facts.joined().map(\.key) where seen.insert(key).inserted {
      let values = facts.compactMap { $0.first { $0.key == key }?.value }
      let isSame = values.count == facts.count && Set(values).count == 1
      members.append(
        .init(key, isSame ? .integer(values[0]) : .list(values.map { .integer($0) })))
    }
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

  /// How many channels of each kind of diagonal scan have one decay for all states; nothing in models without such scans.
  static func scalarDecays(_ graph: Module) -> [OrderedJSON.Member] {
    guard let prefill = graph.function("prefill") else { return [] }
    let scans = prefill.body.scalarDecays(in: graph)
    return scans.isEmpty ? [] : [.init("scalar_decays", .list(scans.map(OrderedJSON.text)))]
  }

  private static func chunk(in region: Region) -> Int? {
    for operation in region.operations {
      switch operation.kind {
      case .chunkFused(let fused): return fused.chunk
      case .semiseparable, .diagonalScan: return 1
      default: if let size = operation.region.flatMap({ chunk(in: $0) }) { return size }
      }
    }
    return nil
  }
}
