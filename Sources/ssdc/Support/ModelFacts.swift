import Frontend
import IR
import Passes
import Project
import Tuning

/// What `info`, the manifest and the readme of a project say about its model.
enum ModelFacts {
  /// Sizes, and what the blocks are made of. Of where the model comes from nothing: the same model gives the same project.
  static func members(_ architecture: Architecture) -> [OrderedJSON.Member] {
    [
      .init("width", .integer(architecture.width)),
      .init("blocks", .integer(architecture.blocks.count)),
      .init("tied_head", .flag(architecture.tiedHead)),
      .init("mixers", MixerFacts.list(architecture.blocks)),
    ]
  }

  /// The chunk sizes of the entry points; 1 where the scan is a recurrence.
  static func chunks(_ graph: Module, origin: String) throws -> [ChunkChoice] {
    graph.functions.compactMap { function in
      guard let size = chunk(in: function.body) else { return nil }
      return ChunkChoice(
        function: function.name, tokens: size,
        origin: size == 1 && function.entry?.role == .step ? "recurrence" : origin)
    }
  }

  /// Which choices were measured, where that was found, and whether they leave the default's bits as they are.
  static func tuning(_ tuned: TunedSchedule) -> [OrderedJSON] {
    tuned.choices.compactMap { choice in
      guard let plan = choice.plan, let source = choice.source else { return nil }
      return .object([
        .init("problem", .text(plan.problem)), .init("origin", .text(source)),
        .init("same_bits", .flag(plan.keepsBits)),
      ])
    }
  }

  /// How many channels of each block's diagonal scan have one decay for all states; nothing in models without such scans.
  static func scalarDecays(_ rates: ScalarRates) -> [OrderedJSON.Member] {
    let lines = rates.found.flatMap(\.lines).map(OrderedJSON.text)
    return lines.isEmpty ? [] : [.init("scalar_decays", .list(lines))]
  }

  private static func chunk(in region: Region) -> Int? {
    for operation in region.operations {
      switch operation.kind {
      case .chunkFused(let fused): return fused.chunk
      case .chunkIntra(let step): return step.chunk
      case .semiseparable, .diagonalScan: return 1
      default: if let size = operation.region.flatMap({ chunk(in: $0) }) { return size }
      }
    }
    return nil
  }
}
