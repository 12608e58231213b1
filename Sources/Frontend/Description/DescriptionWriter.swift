import Diagnostics
import Yams

/// Writes models as descriptions, which read back as equal models: docs/model-description.md is their reference.
public enum DescriptionWriter {
  /// The description of `checkpoint`, to stand beside the files that hold its weights.
  ///
  /// Throws E0224 for a model whose files a description cannot name.
  public static func text(_ checkpoint: Checkpoint) throws -> String {
    var fields = model(checkpoint.architecture)
    if let tokenizer = checkpoint.tokenizerFile {
      fields.append(.init("tokenizer", fileName(tokenizer)))
    }
    fields.append(.init("weights", try weights(checkpoint)))
    return try Yams.serialize(
      node: DescriptionField.mapping(fields), width: 100, allowUnicode: true)
  }

  private static func fileName(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  private static func weights(_ checkpoint: Checkpoint) throws -> [DescriptionField] {
    let origin = checkpoint.origin
    guard let names = origin.names, !origin.weights.isEmpty else {
      throw Diagnostic(
        .undescribable, "this model's weights are not in files with a named layout",
        at: FileLocation(origin.path))
    }
    let files = origin.weights.map { Node(fileName($0)) }
    let isPickle = origin.weights.contains { $0.hasSuffix(".bin") }
    let value = files.count == 1 ? files[0] : .sequence(Node.Sequence(files))
    return [.init(isPickle ? "pytorch" : "safetensors", value), .init("names", names)]
  }

  // MARK: The model

  private static func model(_ it: Architecture) -> [DescriptionField] {
    var fields: [DescriptionField] = [
      .init("name", it.name), .init("vocabulary", it.vocabulary), .init("width", it.width),
      .init("context", it.context), .init("norm", it.finalNorm.kind.rawValue),
      .init("norm_epsilon", it.finalNorm.epsilon),
    ]
    if it.embeddingScale != 1 { fields.append(.init("embedding_scale", it.embeddingScale)) }
    if it.headScale != 1 { fields.append(.init("head_scale", it.headScale)) }
    fields.append(.init("tied_head", it.tiedHead))
    if let token = it.beginToken { fields.append(.init("begin_token", token)) }
    if !it.endTokens.isEmpty {
      let tokens = it.endTokens.map { Node("\($0)") }
      fields.append(.init("end_tokens", .sequence(Node.Sequence(tokens, .implicit, .flow))))
    }
    if !it.shared.isEmpty {
      let nodes = it.shared.map { DescriptionField.mapping(transformer($0, it.finalNorm)) }
      fields.append(.init("shared", .sequence(Node.Sequence(nodes))))
    }
    fields.append(.init("blocks", blocks(it.blocks, it.finalNorm)))
    return fields
  }

  private static func blocks(_ blocks: [Block], _ norm: Norm) -> Node {
    var entries: [Node] = []
    var start = 0
    while start < blocks.count {
      let end = blocks[start...].firstIndex { $0 != blocks[start] } ?? blocks.count
      let count = end - start
      let fields = block(blocks[start], norm)
      entries.append(
        DescriptionField.mapping((count == 1 ? [] : [.init("repeat", count)]) + fields))
      start = end
    }
    return .sequence(Node.Sequence(entries))
  }

  private static func block(_ block: Block, _ norm: Norm) -> [DescriptionField] {
    if block.layers.count == 1 { return layer(block.layers[0], norm) }
    let layers = block.layers.map { DescriptionField.mapping(layer($0, norm)) }
    return [.init("layers", .sequence(Node.Sequence(layers)))]
  }

  private static func layer(_ layer: Layer, _ norm: Norm) -> [DescriptionField] {
    let scale: [DescriptionField] = layer.scale == 1 ? [] : [.init("scale", layer.scale)]
    if layer.parts.count == 1 { return scale + part(layer.parts[0], norm) }
    let parts = layer.parts.map { DescriptionField.mapping(part($0, norm)) }
    return scale + [.init("parallel", .sequence(Node.Sequence(parts)))]
  }

  private static func part(_ part: Part, _ norm: Norm) -> [DescriptionField] {
    var fields = self.norm(part.norm, unless: norm)
    if let shared = part.shared {
      var use: [DescriptionField] = [.init("use", shared.index)]
      if let rank = shared.attentionRank { use.append(.init("attention_rank", rank)) }
      if let rank = shared.mlpRank { use.append(.init("mlp_rank", rank)) }
      fields.append(.init("shared", use))
    }
    return fields + part.branches.map(DescriptionMixer.field)
  }

  private static func transformer(
    _ transformer: SharedTransformer, _ norm: Norm
  ) -> [DescriptionField] {
    self.norm(transformer.norm, unless: norm) + [
      .init(AttentionMixer.name, transformer.attention.fields),
      .init(MLPMixer.name, transformer.mlp.fields),
    ]
  }

  private static func norm(_ norm: Norm, unless usual: Norm) -> [DescriptionField] {
    (norm.kind == usual.kind ? [] : [.init("norm", norm.kind.rawValue)])
      + (norm.epsilon == usual.epsilon ? [] : [.init("norm_epsilon", norm.epsilon)])
  }
}
