import Diagnostics
import IR
import Testing

@testable import Frontend

/// Equal blocks share one stack of weights, wherever they are in the model.
@Suite struct BlockKindTests {
  private static func block(_ inner: Int) -> Block {
    Block(norm: Norm(epsilon: 1e-5), mixer: .mlp(MLPMixer(inner: inner)))
  }

  private static let (a, b) = (block(6), block(10))

  private func module(_ blocks: [Block]) throws -> Module {
    try GraphImporter.module(
      of: Architecture(
        name: "m", vocabulary: 9, width: 4, blocks: blocks, finalNorm: Norm(epsilon: 1e-5),
        tiedHead: true))
  }

  private func repeats(_ module: Module) -> [RepeatBlocks] {
    module.functions[0].body.operations.compactMap { operation in
      if case .repeated(let repeated) = operation.kind { repeated } else { nil }
    }
  }

  @Test func kindsAreStackedAndRunsTakeTheirSlices() throws {
    let blocks = [Self.a, Self.b, Self.a, Self.a, Self.b]
    let kinds = BlockKind.kinds(of: blocks)
    #expect(kinds.map(\.block) == [Self.a, Self.b])
    #expect(kinds.map(\.numbers) == [[0, 2, 3], [1, 4]])
    let runs = BlockKind.runs(of: blocks, kinds)
    #expect(runs.map(\.kind) == [0, 1, 0, 1])
    #expect(runs.map(\.first) == [0, 0, 1, 1])
    #expect(runs.map(\.count) == [1, 1, 2, 1])

    let module = try module(blocks)
    #expect(GraphVerifier.diagnostics(module) == [])
    #expect(repeats(module).map(\.slices) == [0..<1, 0..<1, 1..<3, 1..<2])
    let stack = try #require(module.parameter("blocks0.in_proj"))
    #expect((0..<3).map(stack.sourceName) == [0, 2, 3].map { "blocks.\($0).in_proj" })
    let other = try #require(module.parameter("blocks1.in_proj"))
    #expect((0..<2).map(other.sourceName) == ["blocks.1.in_proj", "blocks.4.in_proj"])
  }

  @Test func textReadsBack() throws {
    let module = try module([Self.a, Self.b, Self.a, Self.a, Self.b])
    let text = GraphPrinter.print(module)
    #expect(text.contains("\"blocks.*.in_proj\" blocks [0, 2, 3]"))
    #expect(text.contains("{count = 2, first = 1}"))
    #expect(try GraphParser.parse(text) == module)
  }

  @Test func equalBlocksAreOneRun() throws {
    #expect(repeats(try module([Self.a, Self.a])).map(\.slices) == [0..<2])
  }

  @Test(arguments: ["{count = 2, first = 2}", "{count = 3, first = 1}", "{count = 4}"])
  func slicesOutsideTheStackAreRefused(attributes: String) throws {
    let text = GraphPrinter.print(try module([Self.a, Self.b, Self.a, Self.a, Self.b]))
    let damaged = text.replacing("{count = 2, first = 1}", with: attributes)
    try #require(damaged != text)
    let found = GraphVerifier.diagnostics(try GraphParser.parse(damaged))
    #expect(found.contains { $0.message.contains("which has 3") }, "\(found.map(\.message))")
  }

  @Test(arguments: ["first = -1", "first = 9223372036854775807"])
  func slicesThatAreNoneAreRefused(first: String) throws {
    let text = GraphPrinter.print(try module([Self.a, Self.b, Self.a, Self.a, Self.b]))
    #expect(throws: Diagnostic.self) {
      try GraphParser.parse(text.replacing("first = 1", with: first))
    }
  }
}
