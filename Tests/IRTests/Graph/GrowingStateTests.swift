import Diagnostics
import IR
import Testing

/// States with a row for every token so far.
@Suite struct GrowingStateTests {
  /// A module that keeps the rows it is given, at most 5.
  private static let keeper = """
    module keeper {
      state @rows : 2 x f32[past(5), 1, 2]
      func f(%0: f32[T, 1, 2]) {
        %1 = repeat %0 {count = 2} : f32[T, 1, 2] do (%2: f32[T, 1, 2]) {
          %3 = state.read @rows : f32[past(5), 1, 2]
          %4 = append %3, %2 : f32[cached(5), 1, 2]
          %5 = attention %2, %4, %4 {scale = 0.5} : f32[T, 1, 2]
          state.write @rows %4
          yield %5
        }
        yield %1
      }
    }

    """

  @Test func textReadsBack() throws {
    let module = try GraphParser.parse(Self.keeper)
    #expect(GraphPrinter.print(module) == Self.keeper)
    #expect(GraphVerifier.diagnostics(module) == [])
    #expect(module.context == 5 && module.states[0].initialExtents == [0, 1, 2])
    #expect(module.states[0].type.extents(tokens: 3) == [5, 1, 2])
    #expect(module.states[0].type.fixing(tokens: 1) == module.states[0].type)
  }

  @Test func statesGrowUpToTheirLimit() throws {
    let module = try GraphParser.parse(Self.keeper)
    let function = try #require(module.function("f"))
    var interpreter = GraphInterpreter<RealSemantics>(module) { _, _ in [] }
    #expect(interpreter.states["rows"]?.map(\.shape) == [[0, 1, 2], [0, 1, 2]])
    for (tokens, rows) in [(2, 2), (1, 3), (2, 5)] {
      let x = Tensor([tokens, 1, 2], (0..<2 * tokens).map(Double.init))
      _ = try interpreter.run(function, [.tensor(x)], tokens: tokens)
      #expect(interpreter.states["rows"]?.map { $0.shape[0] } == [rows, rows])
    }
    let one = Tensor([1, 1, 2], [1.0, 2])
    let error = #expect(throws: Diagnostic.self) {
      _ = try interpreter.run(function, [.tensor(one)], tokens: 1)
    }
    #expect(error?.message.contains("no room for 1 tokens after 5") == true)
    #expect(interpreter.states["rows"]?.map { $0.shape[0] } == [5, 5])
  }

  /// What is replaced by what, and what the verifier then says.
  @Test(arguments: [
    ("past(5), 1, 2]\n  func", "cached(5), 1, 2]\n  func", "needs fixed extents"),
    ("past(5), 1, 2]\n  func", "5, past(2)]\n  func", "needs fixed extents"),
    ("past(5), 1, 2]\n  func", "past(0), 1, 2]\n  func", "expected at least 1"),
    (
      "past(5), 1, 2]\n  func",
      "past(5), 1, 2]\n  state @more : f32[past(6), 1, 2]\n  func", "expected 5"
    ),
    ("state.write @rows %4", "state.write @rows %3", "needs a value of type f32[cached(5), 1, 2]"),
    ("state.write @rows %4", "%6 = silu %4 : f32[cached(5), 1, 2]", "'silu' cannot take"),
    ("yield %5", "yield %4", "grows with the sequence, but is yielded"),
    ("append %3, %2", "append %4, %2", "which is not visible"),
    ("attention %2, %4, %4", "attention %2, %3, %4", "needs keys of all tokens so far"),
  ]) func misusesAreRefused(old: String, new: String, message: String) throws {
    let text = Self.keeper.replacing(old, with: new)
    #expect(text != Self.keeper)
    let found = GraphVerifier.diagnostics(try GraphParser.parse(text))
    #expect(found.contains { $0.message.contains(message) }, "\(found.map(\.message))")
  }

  @Test(arguments: ["past", "past(", "past(x)", "past(-1)", "past(99999999999)", "cached()"])
  func extentsThatAreNone(text: String) {
    let module = "module m { state @s : f32[\(text), 2] }"
    #expect(throws: Diagnostic.self) { try GraphParser.parse(module) }
  }

  @Test func scalesAreFinite() {
    let text = Self.keeper.replacing("scale = 0.5", with: "scale = inf")
    let error = #expect(throws: Diagnostic.self) { try GraphParser.parse(text) }
    #expect(error?.id == .badAttribute)
  }
}
