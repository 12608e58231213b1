import Foundation
import IR

/// A small linear congruential generator: tests repeat exactly.
struct Dice {
  private var state: UInt64

  init(_ seed: Int) { state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

  /// A number in `range`.
  mutating func roll(_ range: ClosedRange<Int>) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return range.lowerBound + Int((state >> 33) % UInt64(range.count))
  }

  /// One of `choices`.
  mutating func pick<T>(_ choices: [T]) -> T { choices[roll(0...choices.count - 1)] }
}

/// Modules that no model has: random chains of row operations, projections, convolutions, scans and mixtures of experts,
/// some of them repeated.
struct RandomModules {
  private var dice: Dice
  private var module = Module(name: "random")
  private var names = 0
  private var count: Int?

  /// The random module of `seed`.
  static func module(seed: Int) throws -> Module {
    var maker = RandomModules(dice: Dice(seed))
    return try maker.make()
  }

  private init(dice: Dice) { self.dice = dice }

  private static let functions: [UnaryFunction] = [
    .silu, .sigmoid, .negate, .softplus, .gelu, .geluTanh, .relu, .reluSquared, .eluPlusOne,
  ]

  private mutating func make() throws -> Module {
    let width = dice.roll(1...7)
    var graph = GraphBuilder(module)
    let ids = graph.argument(TensorType(.i32, [.tokens]))
    let table = try parameter([19, width], &graph)
    var x = try graph(.embed(Embed()), ids.value, table)
    for _ in 0..<dice.roll(1...3) {
      if dice.roll(0...1) == 0 {
        x = try chain(x, steps: dice.roll(1...6), &graph)
        continue
      }
      count = dice.roll(1...3)
      let repeated = OperationKind.repeated(RepeatBlocks(count: count ?? 1))
      x = try graph.nest(repeated, [x]) { graph, carried in
        let inner = try chain(carried[0], steps: dice.roll(1...6), &graph)
        let back = try project(inner, to: self.width(carried[0], graph), &graph)
        return [try graph(.binary(Binary(.add)), carried[0], back)]
      }[0]
      count = nil
    }
    x = try project(x, to: width, &graph)
    let body = graph.region(arguments: [ids], results: [x])
    module.functions = [Function(name: "body", body: body), try head(width)]
    return module
  }

  private mutating func head(_ width: Int) throws -> Function {
    var graph = GraphBuilder(module)
    let x = graph.argument(TensorType(.f32, [.tokens, .fixed(width)]))
    let logits = try project(x.value, to: 19, &graph)
    return Function(name: "head", body: graph.region(arguments: [x], results: [logits]))
  }

  private mutating func chain(
    _ x: Value, steps: Int, _ graph: inout GraphBuilder
  ) throws -> Value {
    var x = x
    for _ in 0..<steps {
      switch dice.roll(0...14) {
      case 0: x = try project(x, to: dice.roll(1...18), &graph)
      case 1: x = try graph(.unary(Unary(dice.pick(Self.functions))), x)
      case 2: x = try convolve(x, &graph)
      case 3: x = try norm(x, &graph)
      case 4: x = try scale(x, &graph)
      case 5:
        let from = dice.roll(0...width(x, graph) - 1)
        x = try graph(.slice(Slice(from: from, count: width(x, graph) - from)), x)
      case 6:
        x = try graph(.clamp(Clamp(lower: -0.5, upper: dice.pick([0.5, .infinity]))), x)
      case 7: x = try graph(.scale(Scale(by: dice.pick([1, 2, 0.5, 0.3]))), x)
      case 8: x = try join(x, &graph)
      case 9: x = try layerNorm(x, &graph)
      case 10: x = try mix(x, &graph)
      case 11: x = try attend(x, &graph)
      case 12: x = try attendLinearly(x, &graph)
      case 13: x = try scanChannels(x, &graph)
      default: x = try scan(x, &graph)
      }
    }
    return x
  }

  private func width(_ value: Value, _ graph: GraphBuilder) -> Int {
    graph.types[value]?.extents(tokens: 0)[1] ?? 0
  }

  private mutating func parameter(_ shape: [Int], _ graph: inout GraphBuilder) throws -> Value {
    names += 1
    let name = "w\(names)"
    module.parameters.append(
      Parameter(
        name: name, blocks: count.map { Array(0..<$0) } ?? [],
        type: TensorType(.f32, shape.map { .fixed($0) }),
        source: count == nil ? name : "\(name).*"))
    graph.module = module
    return try graph(.parameter(ParameterRead(name)))
  }

  private mutating func state(_ shape: [Int], _ graph: inout GraphBuilder) throws -> (String, Value)
  {
    names += 1
    let name = "s\(names)"
    module.states.append(
      StateDeclaration(
        name: name, count: count, type: TensorType(.f32, shape.map { .fixed($0) })))
    graph.module = module
    return (name, try graph(.stateRead(StateRead(name))))
  }

  private mutating func project(
    _ x: Value, to columns: Int, _ graph: inout GraphBuilder
  ) throws -> Value {
    let weight = try parameter([columns, width(x, graph)], &graph)
    guard dice.roll(0...1) == 0 else { return try graph(.linear(Linear()), x, weight) }
    return try graph(.linear(Linear()), x, weight, try parameter([columns], &graph))
  }

  private mutating func norm(_ x: Value, _ graph: inout GraphBuilder) throws -> Value {
    let width = width(x, graph)
    let groups = dice.pick((1...width).filter { width % $0 == 0 })
    let norm = RMSNorm(epsilon: 1e-3, groups: groups)
    if dice.roll(0...3) == 0 { return try graph(.rmsNorm(norm), x) }
    return try graph(.rmsNorm(norm), x, try parameter([width], &graph))
  }

  private mutating func layerNorm(_ x: Value, _ graph: inout GraphBuilder) throws -> Value {
    let width = width(x, graph)
    return try graph(
      .layerNorm(LayerNorm(epsilon: 0.5)), x, try parameter([width], &graph),
      try parameter([width], &graph))
  }

  /// The rows, a function of them and some of their channels, at most a few dozen channels in all.
  private mutating func join(_ x: Value, _ graph: inout GraphBuilder) throws -> Value {
    let width = width(x, graph)
    guard width < 20 else { return x }
    let function = try graph(.unary(Unary(dice.pick(Self.functions))), x)
    let part = try graph(.slice(Slice(from: dice.roll(0...width - 1), count: 1)), x)
    return try graph(.concat(Concat()), part, function, x)
  }

  private mutating func mix(_ x: Value, _ graph: inout GraphBuilder) throws -> Value {
    let (count, inner) = (2 * dice.roll(1...4), dice.roll(1...40))
    let (width, outputs) = (width(x, graph), dice.roll(1...7))
    let route = Route(
      dice.pick([
        .softmaxOfChosen, .softmaxThenChoose(normalized: true),
        .sigmoid(ExpertGroups(2, kept: 1), normalized: true, scale: 0.5),
      ]), chosen: dice.roll(1...count / 2))
    let gates = try graph(.route(route), try project(x, to: count, &graph))
    var operands = [x, gates, try parameter([count, inner, width], &graph)]
    operands.append(try parameter([count, outputs, inner], &graph))
    if dice.roll(0...1) == 0 { operands.append(try parameter([count, inner, width], &graph)) }
    let experts = Experts(dice.pick(Activation.allCases))
    return try graph.results(.experts(experts), operands)[0]
  }

  private mutating func scale(_ x: Value, _ graph: inout GraphBuilder) throws -> Value {
    let width = width(x, graph)
    let heads = dice.pick((1...width).filter { width % $0 == 0 })
    let split = try graph(.splitHeads(SplitHeads(heads: heads)), x)
    let factor = Binary(dice.pick([.multiply, .add]), axes: [1])
    let scaled = try graph(.binary(factor), split, try parameter([heads], &graph))
    return try graph(.mergeHeads(MergeHeads()), scaled)
  }

  private mutating func convolve(_ x: Value, _ graph: inout GraphBuilder) throws -> Value {
    let (taps, channels) = (dice.roll(2...5), width(x, graph))
    let weight = try parameter([taps, channels], &graph)
    let (name, tail) = try state([taps - 1, channels], &graph)
    var operands = [x, weight, tail]
    if dice.roll(0...1) == 0 { operands.append(try parameter([channels], &graph)) }
    let results = try graph.results(.convolution(CausalConvolution()), operands)
    _ = try graph.results(.stateWrite(StateWrite(name)), [results[1]])
    return results[0]
  }

  private mutating func scan(_ x: Value, _ graph: inout GraphBuilder) throws -> Value {
    let groups = dice.roll(1...2)
    let (heads, width, size) = (groups * dice.roll(1...2), dice.roll(1...3), dice.roll(1...4))
    let inputs = try graph(
      .splitHeads(SplitHeads(heads: heads)), try project(x, to: heads * width, &graph))
    let b = try graph(
      .splitHeads(SplitHeads(heads: groups)), try project(x, to: groups * size, &graph))
    let c = try graph(
      .splitHeads(SplitHeads(heads: groups)), try project(x, to: groups * size, &graph))
    let steps = try graph(.unary(Unary(.softplus)), try project(x, to: heads, &graph))
    let rates = try graph(
      .unary(Unary(.negate)), try graph(.unary(Unary(.exp)), try parameter([heads], &graph)))
    let logs = try graph(.decayLog(DecayLog()), steps, rates)
    let (name, initial) = try state([heads, size, width], &graph)
    let decay = try graph(.decayMatrix(DecayMatrix()), logs)
    let products = try graph(.lowRankMatrix(LowRankMatrix()), c, b)
    let matrix = try graph(.hadamard(HadamardMatrix()), decay, products)
    let results = try graph.results(.apply(ApplyMatrix()), [matrix, inputs, initial])
    _ = try graph.results(.stateWrite(StateWrite(name)), [results[1]])
    return try graph(.mergeHeads(MergeHeads()), results[0])
  }

  /// A diagonal scan of the channels of `x`, some of which may share the decays of their states.
  private mutating func scanChannels(_ x: Value, _ graph: inout GraphBuilder) throws -> Value {
    let (channels, size) = (width(x, graph), dice.pick([1, 2, 3, 16, 18]))
    let b = try project(x, to: size, &graph)
    let c = try project(x, to: size, &graph)
    let steps = try graph(.unary(Unary(.softplus)), x)
    let rates = try graph(
      .unary(Unary(.negate)),
      try graph(.unary(Unary(.exp)), try parameter([size, channels], &graph)))
    let (name, initial) = try state([size, channels], &graph)
    let shared = dice.roll(0...2) == 0 ? [channels / 3..<channels] : []
    let results = try graph.results(
      .diagonalScan(DiagonalScan(scalarChannels: shared)), [steps, rates, b, c, x, initial])
    _ = try graph.results(.stateWrite(StateWrite(name)), [results[1]])
    return results[0]
  }

  /// Linear attention, with or without decays and sums of weights.
  private mutating func attendLinearly(
    _ x: Value, _ graph: inout GraphBuilder
  ) throws -> Value {
    let (heads, size, width) = (dice.roll(1...3), dice.roll(1...4), dice.roll(1...3))
    let map = OperationKind.unary(Unary(dice.pick([.eluPlusOne, .relu])))
    let c = try graph(map, try split(x, heads, size, &graph))
    let b = try graph(map, try split(x, heads, size, &graph))
    let isNormalized = dice.roll(0...1) == 0
    var values = try split(x, heads, width, &graph)
    if isNormalized { values = try graph(.appendOne(AppendOne()), values) }
    let logs =
      dice.roll(0...1) == 0
      ? try graph(.unitDecay(UnitDecay()), values)
      : try graph(.constantDecay(ConstantDecay()), values, try decays(heads, &graph))
    let (name, initial) = try state([heads, size, isNormalized ? width + 1 : width], &graph)
    let decay = try graph(.decayMatrix(DecayMatrix()), logs)
    let products = try graph(.lowRankMatrix(LowRankMatrix()), c, b)
    let matrix = try graph(.hadamard(HadamardMatrix()), decay, products)
    let results = try graph.results(.apply(ApplyMatrix()), [matrix, values, initial])
    _ = try graph.results(.stateWrite(StateWrite(name)), [results[1]])
    let sums =
      isNormalized
      ? try graph(.divideByLast(DivideByLast(epsilon: 1.5)), results[0]) : results[0]
    return try graph(.mergeHeads(MergeHeads()), sums)
  }

  /// Logs of decays, one for each of `heads`.
  private mutating func decays(_ heads: Int, _ graph: inout GraphBuilder) throws -> Value {
    let rates = try graph(.unary(Unary(.exp)), try parameter([heads], &graph))
    return try graph(.unary(Unary(.negate)), rates)
  }

  /// The most tokens of a sequence.
  private static let context = 11

  private mutating func attend(_ x: Value, _ graph: inout GraphBuilder) throws -> Value {
    let groups = dice.roll(1...2)
    let (heads, depth, width) = (groups * dice.roll(1...2), dice.roll(2...5), dice.roll(1...3))
    var q = try split(x, heads, depth, &graph)
    var k = try split(x, groups, depth, &graph)
    let v = try split(x, groups, width, &graph)
    let (keys, pastKeys) = try cache([groups, depth], &graph)
    let (values, pastValues) = try cache([groups, width], &graph)
    if dice.roll(0...2) > 0 {
      let rotated = 2 * dice.roll(1...depth / 2)
      let tables = (try parameter([1, rotated], &graph), try parameter([256, rotated], &graph))
      q = try graph(.rotary(Rotary()), q, pastKeys, tables.0, tables.1)
      k = try graph(.rotary(Rotary()), k, pastKeys, tables.0, tables.1)
    }
    let allKeys = try graph(.append(AppendRows()), pastKeys, k)
    let allValues = try graph(.append(AppendRows()), pastValues, v)
    _ = try graph.results(.stateWrite(StateWrite(keys)), [allKeys])
    _ = try graph.results(.stateWrite(StateWrite(values)), [allValues])
    let attention = CausalAttention(scale: dice.pick([0.5, 1, -0.7]))
    return try graph(
      .mergeHeads(MergeHeads()), try graph(.attention(attention), q, allKeys, allValues))
  }

  private mutating func split(
    _ x: Value, _ heads: Int, _ width: Int, _ graph: inout GraphBuilder
  ) throws -> Value {
    let rows = try project(x, to: heads * width, &graph)
    return try graph(.splitHeads(SplitHeads(heads: heads)), rows)
  }

  private mutating func cache(
    _ row: [Int], _ graph: inout GraphBuilder
  ) throws -> (String, Value) {
    names += 1
    let name = "s\(names)"
    module.states.append(
      StateDeclaration(
        name: name, count: count,
        type: TensorType(.f32, [.past(Self.context)] + row.map { .fixed($0) })))
    graph.module = module
    return (name, try graph(.stateRead(StateRead(name))))
  }
}
