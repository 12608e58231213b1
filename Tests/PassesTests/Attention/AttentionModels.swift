import IR

/// Small Transformers with rotary positions, grouped keys and a cache.
struct AttentionModel {
  var width = 6
  var heads = 4
  var groups = 2
  var depth = 6
  /// Channels of one value.
  var valueWidth = 5
  /// Channels that are rotated.
  var rotated = 4
  var context = 400
  var blocks = 2
  /// Whether one projection makes queries, keys and values.
  var isFused = false
  var scale = 0.4

  /// The imported module: embedding, blocks, head.
  func module() throws -> Module {
    var module = Module(name: "transformer")
    module.parameters = parameters
    module.states += [("k", groups, depth), ("v", groups, valueWidth)].map { name, groups, width in
      StateDeclaration(
        name: "blocks0.\(name)", count: blocks,
        type: TensorType(.f32, [.past(context), .fixed(groups), .fixed(width)]))
    }
    var graph = GraphBuilder(module)
    let ids = graph.argument(TensorType(.i32, [.tokens]))
    let rows = try graph(.embed(Embed()), ids.value, try parameter("embedding", &graph))
    let last = try graph.nest(.repeated(RepeatBlocks(count: blocks)), [rows]) { graph, carried in
      [try block(carried[0], &graph)]
    }
    module.functions = [
      Function(name: "body", body: graph.region(arguments: [ids], results: last)), try head(module),
    ]
    try GraphVerifier.verify(module)
    return module
  }

  private func head(_ module: Module) throws -> Function {
    var graph = GraphBuilder(module)
    let x = graph.argument(TensorType(.f32, [.tokens, .fixed(width)]))
    let logits = try graph(.linear(Linear()), x.value, try parameter("embedding", &graph))
    return Function(name: "head", body: graph.region(arguments: [x], results: [logits]))
  }

  private var parameters: Declarations<Parameter> {
    func stacked(_ name: String, _ shape: [Extent]) -> Parameter {
      Parameter(
        name: "blocks0.\(name)", blocks: Array(0..<blocks), type: TensorType(.f32, shape),
        source: "blocks.*.\(name)")
    }
    func plain(_ name: String, _ shape: [Extent]) -> Parameter {
      Parameter(name: name, type: TensorType(.f32, shape), source: name)
    }
    let (q, k, v) = (heads * depth, groups * depth, groups * valueWidth)
    return [
      plain("embedding", [19, .fixed(width)]),
      plain("coarse", [.fixed((context + 255) / 256), .fixed(rotated)]),
      plain("fine", [256, .fixed(rotated)]), stacked("norm", [.fixed(width)]),
      stacked("o", [.fixed(width), .fixed(heads * valueWidth)]),
    ]
      + (isFused
        ? [stacked("qkv", [.fixed(q + k + v), .fixed(width)])]
        : [("q", q), ("k", k), ("v", v)].map {
          stacked($0.0 + "_proj", [.fixed($0.1), .fixed(width)])
        })
  }

  private func parameter(_ name: String, _ graph: inout GraphBuilder) throws -> Value {
    try graph(.parameter(ParameterRead(name)))
  }

  private func block(_ x: Value, _ graph: inout GraphBuilder) throws -> Value {
    let normed = try graph(
      .rmsNorm(RMSNorm(epsilon: 1e-5)), x, try parameter("blocks0.norm", &graph))
    let (q, k, v) = try projections(normed, &graph)
    let keys = try graph(.stateRead(StateRead("blocks0.k")))
    let values = try graph(.stateRead(StateRead("blocks0.v")))
    let tables = (try parameter("coarse", &graph), try parameter("fine", &graph))
    let query = try graph(.rotary(Rotary()), q, keys, tables.0, tables.1)
    let key = try graph(.rotary(Rotary()), k, keys, tables.0, tables.1)
    let allKeys = try graph(.append(AppendRows()), keys, key)
    let allValues = try graph(.append(AppendRows()), values, v)
    let attended = try graph(
      .attention(CausalAttention(scale: scale)), query, allKeys, allValues)
    _ = try graph.results(.stateWrite(StateWrite("blocks0.k")), [allKeys])
    _ = try graph.results(.stateWrite(StateWrite("blocks0.v")), [allValues])
    let mixed = try graph(
      .linear(Linear()), try graph(.mergeHeads(MergeHeads()), attended),
      try parameter("blocks0.o", &graph))
    return try graph(.binary(Binary(.add)), x, mixed)
  }

  private func projections(
    _ x: Value, _ graph: inout GraphBuilder
  ) throws -> (q: Value, k: Value, v: Value) {
    let counts = [heads * depth, groups * depth, groups * valueWidth]
    var rows: [Value]
    if isFused {
      let all = try graph(.linear(Linear()), x, try parameter("blocks0.qkv", &graph))
      rows = []
      for (index, count) in counts.enumerated() {
        let from = counts[..<index].reduce(0, +)
        rows.append(try graph(.slice(Slice(from: from, count: count)), all))
      }
    } else {
      rows = try ["q", "k", "v"].map {
        try graph(.linear(Linear()), x, try parameter("blocks0.\($0)_proj", &graph))
      }
    }
    return (
      try graph(.splitHeads(SplitHeads(heads: heads)), rows[0]),
      try graph(.splitHeads(SplitHeads(heads: groups)), rows[1]),
      try graph(.splitHeads(SplitHeads(heads: groups)), rows[2])
    )
  }
}
