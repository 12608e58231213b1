import IR

@testable import Passes

/// Small models of blocks with a mixture of experts each.
struct MixtureModels {
  var route = Route(.softmaxOfChosen, chosen: 2)
  var activation = Activation.silu
  var isGated = true
  var hasCorrection = false
  var blocks = 2

  static let vocabulary = 19
  static let width = 6
  static let inner = 37
  static let count = 8

  /// One of each kind of choice, activation and form.
  static let all: [MixtureModels] = [
    MixtureModels(),
    MixtureModels(
      route: Route(.softmaxThenChoose(normalized: false), chosen: 3), activation: .gelu),
    MixtureModels(
      route: Route(.softmaxThenChoose(normalized: true), chosen: 1), activation: .geluTanh,
      isGated: false),
    MixtureModels(
      route: Route(.sigmoid(ExpertGroups(4, kept: 2), normalized: true, scale: 2.5), chosen: 3),
      activation: .reluSquared, isGated: false, hasCorrection: true),
    MixtureModels(
      route: Route(.sigmoid(ExpertGroups(), normalized: false, scale: 1), chosen: 8), blocks: 1),
    MixtureModels(
      route: Route(.sigmoid(ExpertGroups(8, kept: 5), normalized: false, scale: 0.5), chosen: 4)),
  ]

  /// `x + experts(norm(x))`, `blocks` times, between an embedding and a head.
  func module() throws -> Module {
    var module = Module(name: "mixture")
    func declare(_ name: String, _ shape: [Int], isStacked: Bool = true) {
      module.parameters.append(
        Parameter(
          name: name, blocks: isStacked ? Array(0..<blocks) : [],
          type: TensorType(.f32, shape.map { .fixed($0) }),
          source: isStacked ? "\(name).*" : name))
    }
    let (width, inner, count) = (Self.width, Self.inner, Self.count)
    declare("table", [Self.vocabulary, width], isStacked: false)
    declare("norm", [width])
    declare("norm_bias", [width])
    declare("router", [count, width])
    declare("correction", [count])
    declare("up", [count, inner, width])
    declare("gate", [count, inner, width])
    declare("down", [count, width, inner])
    var graph = GraphBuilder(module)
    let ids = graph.argument(TensorType(.i32, [.tokens]))
    let table = try graph(.parameter(ParameterRead("table")))
    let embedded = try graph(.embed(Embed()), ids.value, table)
    let rows = try graph.nest(.repeated(RepeatBlocks(count: blocks)), [embedded]) { graph, rows in
      [try block(rows[0], &graph)]
    }
    let body = graph.region(arguments: [ids], results: rows)
    var head = GraphBuilder(module)
    let hidden = head.argument(TensorType(.f32, [.tokens, .fixed(width)]))
    let logits = try head(
      .linear(Linear()), hidden.value, head(.parameter(ParameterRead("table"))))
    module.functions = [
      Function(name: "body", body: body),
      Function(name: "head", body: head.region(arguments: [hidden], results: [logits])),
    ]
    return try GraphPass.removeDead.run(module, PassOptions())
  }

  private func block(_ x: Value, _ graph: inout GraphBuilder) throws -> Value {
    func weight(_ name: String) throws -> Value {
      try graph(.parameter(ParameterRead(name)))
    }
    let normed = try graph(
      .layerNorm(LayerNorm(epsilon: 1e-3)), x, weight("norm"), weight("norm_bias"))
    let scores = try graph(.linear(Linear()), normed, weight("router"))
    let operands = hasCorrection ? [scores, try weight("correction")] : [scores]
    let gates = try graph.results(.route(route), operands)
    let weights = try (["up", "down"] + (isGated ? ["gate"] : [])).map(weight)
    let mixed = try graph.results(.experts(Experts(activation)), [normed] + gates + weights)
    return try graph(.binary(Binary(.add)), x, mixed[0])
  }
}
