import Frontend
import Project

/// What a model's blocks are made of, as `inspect`, `info`, the manifest and the readme tell it.
enum MixerFacts {
  /// Each kind of mixer and each use of a shared transformer once, in the order of the graph, with the blocks that have it. What
  /// stands in one block several times is told as often.
  static func list(_ blocks: [Block]) -> OrderedJSON {
    var told: [(piece: Piece, blocks: [Int])] = []
    var indices: [Piece: Int] = [:]
    for (number, block) in blocks.enumerated() {
      for piece in pieces(of: block) {
        if let index = indices[piece] {
          told[index].blocks.append(number)
        } else {
          indices[piece] = told.count
          told.append((piece, [number]))
        }
      }
    }
    return .list(
      told.map { piece, blocks in
        .object([.init("blocks", .text(TensorGroups.ranges(blocks)))] + members(of: piece.kind))
      })
  }

  /// What a block has, and how many of the same it has before.
  private struct Piece: Hashable {
    var kind: Kind
    var before: Int
  }

  private enum Kind: Hashable {
    case mixer(Mixer)
    case shared(SharedUse)
  }

  private static func pieces(of block: Block) -> [Piece] {
    var counts: [Kind: Int] = [:]
    let kinds = block.layers.flatMap(\.parts).flatMap { part in
      (part.shared.map { [Kind.shared($0)] } ?? []) + part.branches.map { .mixer($0.mixer) }
    }
    return kinds.map { kind in
      defer { counts[kind, default: 0] += 1 }
      return Piece(kind: kind, before: counts[kind, default: 0])
    }
  }

  private static func members(of kind: Kind) -> [OrderedJSON.Member] {
    switch kind {
    case .mixer(let mixer): facts(of: mixer.definition)
    case .shared(let use):
      [
        .init("mixer", .text("shared_transformer")),
        .init("transformer", .integer(use.index)),
        .init("attention_rank", use.attentionRank.map { .integer($0) } ?? .null),
        .init("mlp_rank", use.mlpRank.map { .integer($0) } ?? .null),
      ] + facts(of: use.transformer.attention).dropFirst()
        + facts(of: use.transformer.mlp).dropFirst()
    }
  }

  /// The mixer's name, then its sizes and what else it tells.
  private static func facts(of mixer: any MixerDefinition) -> [OrderedJSON.Member] {
    [.init("mixer", .text(type(of: mixer).name))]
      + mixer.facts.map { .init($0.key, .integer($0.value)) }
      + mixer.details.map { .init($0.key, value($0.value)) }
  }

  private static func value(_ value: MixerDetail.Value) -> OrderedJSON {
    switch value {
    case .integer(let number): number.map { .integer($0) } ?? .null
    case .limits(let range): .list([.number(range.lowerBound), .number(range.upperBound)])
    }
  }
}
