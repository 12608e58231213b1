import Diagnostics
import IR
import Schedule
import Testing

@testable import Check
@testable import Passes

/// Transformers through every pass, down to loops.
@Suite struct AttentionPipelineTests {
  static let shapes: [AttentionModel] = [
    AttentionModel(),
    AttentionModel(heads: 3, groups: 3, depth: 2, valueWidth: 2, rotated: 2, context: 9),
    AttentionModel(heads: 4, groups: 1, rotated: 6, context: 256, isFused: true),
  ]

  private func check(
    _ tokens: Int, _ pieces: [Int], blas: Bool = false, tiles: Tiles = Tiles()
  ) -> DifferentialCheck {
    DifferentialCheck(
      options: PassOptions(
        products: blas ? .blas : .builtin, schedule: Schedule(tiles: tiles)),
      ids: TestModels.ids(tokens),
      pieces: pieces, values: TestModels.values)
  }

  private func graph(_ model: AttentionModel) throws -> Module {
    try Pipeline.graphPasses.reduce(try model.module()) {
      try Pipeline.run($1, $0, PassOptions())
    }
  }

  /// Every pass keeps its guarantee, for whole sequences and for calls and steps in any order.
  @Test(arguments: shapes.indices, [[9], [4, 1, 4], [1, 1, 6, 1]])
  func passesKeepTheirGuarantees(shape: Int, pieces: [Int]) throws {
    let check = check(9, pieces, blas: pieces.count == 3)
    _ = try check.loops(try check.graphs(try Self.shapes[shape].module()))
  }

  /// Several tiles of queries and of keys, with tables of several coarse steps.
  @Test(arguments: [[300], [70, 1, 129, 1, 99]])
  func tilesComputeTheWhole(pieces: [Int]) throws {
    let model = AttentionModel(width: 4, heads: 2, groups: 1, depth: 2, valueWidth: 3, rotated: 2)
    _ = try check(300, pieces).loops(try graph(model))
  }

  /// Tiles may have other sizes, and more keys than queries or fewer.
  @Test(arguments: [(4, 2), (1, 1), (3, 8), (16, 5)])
  func tilesOfTheSchedule(queries: Int, keys: Int) throws {
    let check = check(29, [13, 1, 15], tiles: Tiles(queries: queries, keys: keys))
    let loops = try check.loops(try check.graphs(try Self.shapes[0].module()))
    let stack = loops.functions.flatMap(\.body).flatMap(\.stackBuffers)
    #expect(stack.contains { $0.shape == [max(queries, keys), queries] })
    #expect(stack.contains { $0.shape == [1, keys] })
    #expect(
      try LowerToLoops.tiles(try graph(Self.shapes[0]), check.options.schedule.tiles)
        == check.options.schedule.tiles)
  }

  /// Tiles that the stack has no room for are refused, and what fits is named.
  @Test func tilesBeyondTheStackAreRefused() throws {
    let error = #expect(throws: Diagnostic.self) {
      try Tiles(queries: 512, keys: 16).attention(depth: 64)
    }
    #expect(error?.id == .badRewrite)
    #expect(error?.help == "take at most 256 queries")
    #expect(try Tiles(queries: 256, keys: 16).attention(depth: 64) == (256, 16))
    #expect(try Tiles().attention(depth: 4096) == (16, 64))
  }

  /// However the sequence is cut, its logits are the same.
  @Test func splitsAgree() throws {
    let graph = try Self.shapes[0].module()
    let whole = try check(9, [9]).trace(graph, RealSemantics.self).logits
    for pieces in [[1, 1, 1, 1, 1, 1, 1, 1, 1], [5, 4], [8, 1]] {
      let split = try check(9, pieces).trace(graph, RealSemantics.self).logits
      #expect(DifferentialCheck.difference(whole, split) < 1e-14)
    }
  }

  /// Nothing but the cache grows with the context, and no buffer holds the scores of a whole block.
  @Test func memoryIsLinear() throws {
    var sizes: [MemoryPlan] = []
    for context in [4096, 8192] {
      var model = AttentionModel()
      model.context = context
      let loops = try Pipeline.run(try model.module(), PassOptions())
      sizes.append(MemoryPlan(loops))
      let stack = loops.functions.flatMap(\.body).flatMap(\.stackBuffers).map(\.count)
      #expect(stack.max() == 64 * 64)
    }
    #expect(sizes[0].scratch == sizes[1].scratch)
    #expect(2 * sizes[0].states == sizes[1].states)
  }

  /// Keys and values are made in the cache where nothing else reads them, and copied there where they are slices.
  @Test(arguments: [false, true]) func rowsAreMadeInPlace(isFused: Bool) throws {
    var model = AttentionModel()
    model.isFused = isFused
    let text = LoopPrinter.print(try Pipeline.lower(try graph(model)))
    #expect(text.contains("\"append: 10 channels") == isFused)
    #expect(!text.contains("\"append: 12 channels"))
    #expect(text.contains("past: 0...400 - n") && text.contains("past: 0...399"))
  }

  /// Wide heads get smaller tiles, not larger stacks.
  @Test func wideHeadsFitTheStack() throws {
    let model = AttentionModel(
      width: 4, heads: 1, groups: 1, depth: 3000, valueWidth: 2, rotated: 2, context: 8, blocks: 1)
    let loops = try Pipeline.run(try model.module(), PassOptions())
    let stack = loops.functions.flatMap(\.body).flatMap(\.stackBuffers).map(\.count)
    #expect(stack.max() ?? 0 <= Buffer.stackLimit)
    _ = try check(6, [5, 1]).loops(try graph(model))
  }

  /// Heads and tiles of queries are shared out; scores, weights and outputs go to vector lanes.
  @Test func workIsSharedOut() throws {
    let text = LoopPrinter.print(try Pipeline.run(try Self.shapes[0].module(), PassOptions()))
    #expect(
      text.contains("parallel for head in 0 ..< 4 {\n            parallel for t0 in 0 ..< n by 64"))
    #expect(text.contains("simd for i in j ..< min(64, n - t0)"))
    #expect(text.contains("simd(sums: product) for p in 0 ..< 6"))
    #expect(text.contains("c += attended[t0, 5 * head; 0, 1]"))
  }

  /// A cache of other rows than its own has no lowering.
  @Test func strangeAppendsAreRefused() throws {
    var model = Self.shapes[0]
    (model.depth, model.valueWidth) = (4, 4)
    let text = GraphPrinter.print(try graph(model))
    let crossed = text.replacing("write @blocks0.k", with: "write @blocks0.x")
      .replacing("write @blocks0.v", with: "write @blocks0.k")
      .replacing("write @blocks0.x", with: "write @blocks0.v")
    let damaged = try GraphParser.parse(crossed)
    #expect(GraphVerifier.diagnostics(damaged) == [])
    #expect(throws: Diagnostic.self) { try Pipeline.lower(damaged) }
  }
}
