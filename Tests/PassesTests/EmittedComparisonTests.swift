import Diagnostics
import Frontend
import IR
import Testing

@testable import Check
@testable import Passes

/// What a program leaves, altered on purpose: E0605 must name the token or the layer.
@Suite struct EmittedComparisonTests {
  /// What a program for a model of three unlike layers should leave.
  private struct Program: Sendable {
    static let tokens = 5
    var logits: [Float]
    var states: [Float]
    var loops: LoopModule
    var comparison: EmittedComparison

    /// The program as it should be.
    static let sound = Result { try Program() }

    private init() throws {
      let mixers = [TestModels.mixer(), TestModels.mixer(), TestModels.mixer(state: 2)]
      let module = try GraphImporter.module(of: TestModels.architecture(mixers))
      let options = PassOptions(chunk: 4)
      let graph = try Pipeline.graphPasses.reduce(module) { try Pipeline.run($1, $0, options) }
      loops = try Pipeline.loopPasses.reduce(try Pipeline.lower(graph)) {
        try Pipeline.run($1, $0, options)
      }
      let check = DifferentialCheck(
        options: options, ids: TestModels.ids(Self.tokens), pieces: [4, 1],
        values: TestModels.values)
      let expected = try check.trace(graph, RealSemantics.self)
      comparison = EmittedComparison(expected, tokens: Self.tokens, of: graph, loops)
      logits = expected.logits.map(Float.init)
      states = [Float](repeating: 0, count: MemoryPlan(loops).states / 4)
      for state in graph.states {
        let place = try place(of: state.name)
        states.replaceSubrange(place, with: expected[state.name].map(Float.init))
      }
    }

    /// The elements of a state among those of all states.
    func place(of state: String) throws -> Range<Int> {
      let name = BufferID(state.replacing(".", with: "_"))
      let buffer = try #require(loops.buffers.first { $0.name == name })
      let offset = try #require(buffer.space.offset)
      return offset / 4..<offset / 4 + buffer.count
    }

    /// The parts that were seen and the error, if any.
    func compared() throws -> (parts: [String], error: Diagnostic?) {
      var parts: [String] = []
      do {
        try comparison.compare(logits: logits, states: states) { part, _ in parts.append(part) }
      } catch let error as Diagnostic {
        #expect(error.id == .emittedDiffers)
        return (parts, error)
      }
      return (parts, nil)
    }
  }

  private let layers = ["state of layer 0", "state of layer 1", "state of layer 2"]

  @Test func roundingPasses() throws {
    var program = try Program.sound.get()
    program.logits = program.logits.map(\.nextUp)
    let (parts, error) = try program.compared()
    #expect(error == nil)
    #expect(parts == ["emitted logits"] + layers)
  }

  @Test(arguments: 0..<Program.tokens, [Float.nan, .infinity, 9])
  func tokensAreNamed(token: Int, value: Float) throws {
    var program = try Program.sound.get()
    program.logits[token * program.logits.count / Program.tokens + 7] = value
    let (parts, error) = try program.compared()
    #expect(error?.message.hasPrefix("emitted logits of token \(token): ") == true)
    #expect(parts == ["emitted logits"])
  }

  /// The first two layers are stacked in one state; the third has its own.
  @Test(arguments: [("blocks0", 0), ("blocks0", 1), ("blocks1", 2)], ["ssm", "conv_tail"])
  func layersAreNamed(_ stack: (prefix: String, layer: Int), state: String) throws {
    for value in [Float.nan, 9] {
      var program = try Program.sound.get()
      let place = try program.place(of: "\(stack.prefix).\(state)")
      program.states[stack.layer == 1 ? place.upperBound - 1 : place.lowerBound] = value
      let (parts, error) = try program.compared()
      #expect(error?.message.hasPrefix("state of layer \(stack.layer): ") == true)
      #expect(parts == ["emitted logits"] + layers.prefix(stack.layer + 1))
    }
  }

  @Test func missingNumbersAreNamed() throws {
    var program = try Program.sound.get()
    program.states.removeLast(16)
    #expect(try program.compared().error?.message.hasSuffix("too few") == true)
    program.logits.removeLast()
    #expect(
      try program.compared().error?.message
        == "emitted logits: the emitted program produced 94 values, expected 95")
  }
}
