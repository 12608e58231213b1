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

/// Modules that no model has: random chains of row operations, projections, convolutions and scans, some of them repeated.
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
      switch dice.roll(0...7) {
      case 0: x = try project(x, to: dice.roll(1...18), &graph)
      case 1: x = try graph(.unary(Unary(dice.pick([.silu, .sigmoid, .negate, .softplus]))), x)
      case 2: x = try convolve(x, &graph)
      case 3: x = try norm(x, &graph)
      case 4: x = try scale(x, &graph)
      case 5:
        let from = dice.roll(0...width(x, graph) - 1)
        x = try graph(.slice(Slice(from: from, count: width(x, graph) - from)), x)
      case 6:
        x = try graph(.clamp(Clamp(lower: -0.5, upper: dice.pick([0.5, .infinity]))), x)
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
        name: name, count: count, type: TensorType(.f32, shape.map { .fixed($0) }),
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
    return try graph(.rmsNorm(norm), x, try parameter([width], &graph))
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
    let results = try graph.results(.apply(ApplyMatrix()), [matrix, logs, b, c, inputs, initial])
    _ = try graph.results(.stateWrite(StateWrite(name)), [results[1]])
    return try graph(.mergeHeads(MergeHeads()), results[0])
  }
}
