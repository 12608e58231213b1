import Frontend
import IR
import Testing

@testable import Passes

/// Which functions a team of threads runs.
@Suite struct TeamTests {
  /// The names of the functions of a Mamba-2 of two blocks and the given width that a team runs.
  private static func teams(width: Int, _ teams: PassOptions.Teams) throws -> Set<String> {
    let mixer = Mamba2Mixer(
      heads: width / 32, headDim: 64, groups: 1, state: 64, convWidth: 4, projectionBias: false,
      convBias: true, timeStepLimit: 0...Double.infinity, gateNorm: .gateOnly)
    let norm = Norm(epsilon: 1e-5)
    let block = Block(norm: norm, mixer: .mamba2(mixer))
    let model = Architecture(
      name: "model", vocabulary: 128, width: width, blocks: [block, block], finalNorm: norm,
      tiedHead: true)
    let loops = try Pipeline.run(
      GraphImporter.module(of: model), PassOptions(chunk: 16, teams: teams))
    let functions = loops.functions.filter { function in
      function.body.contains { if case .team = $0 { true } else { false } }
    }
    return Set(functions.map(\.name))
  }

  @Test func smallStepsHaveNone() throws {
    #expect(try Self.teams(width: 64, .worthwhile) == ["prefill", "head_all"])
    #expect(try Self.teams(width: 64, .always) == ["prefill", "step", "head_all", "head_last"])
  }

  @Test func largeStepsHaveOne() throws {
    #expect(try Self.teams(width: 768, .worthwhile) == ["prefill", "step", "head_all"])
    #expect(try Self.teams(width: 768, .always).count == 4)
  }

  /// Loops over sizes count at half the greatest; a parallel loop within another makes nobody wait.
  @Test func workIsCounted() {
    let product = Statement.store(
      Access("y", ["t", "c"]), .binary(.multiply, .load(Access("x", ["t", "c"])), .constant(2)))
    let inner = Statement.loop(Loop("c", to: [10, "t" + 100], kind: .parallel, [product]))
    let rows = Statement.loop(Loop("t", to: ["n"], kind: .parallel, [inner]))
    let exponential = Statement.define("e", .unary(.exp, .constant(1)))
    let function = LoopFunction(
      name: "f", sizes: [SizeParameter("n", 0, 40)],
      body: [.team([.loop(Loop("block", to: [3], [.section("rows", [rows, exponential])]))])])
    let work = Work(of: function)
    #expect(work.products == 3 * (20 * 10 + 8))
    #expect(work.waits == 3)
  }

  /// Arrays that loops share are one thread's work, and so is what scalars carry; a loop of which nothing is known to meet is shared.
  @Test(arguments: [
    ("stack v : f32[8] for i in 0 ..< 8 { v[i] = x[i, 0] } for i in 0 ..< 8 { y[i, 0] = v[i] }", 1),
    ("let s = x[0, 0] for i in 0 ..< 8 { y[i, 0] = s }", 1),
    ("for i in 0 ..< 8 { y[i, 0] = x[i, 0] } for i in 0 ..< 7 { x[i, 0] = y[i + 1, 0] }", 2),
    ("for i in 0 ..< 7 { y[i, 0] = y[i + 1, 0] }", 1),
    ("for i in 0 ..< 8 by 2 { for j in 0 ..< 2 { y[i + j, 0] = x[i, 0] } }", 2),
  ]) func whatIsShared(body: String, loops: Int) throws {
    let module = try LoopParser.parse(
      "loop module m { buffer x : f32[8, 4] in scratch buffer y : f32[8, 4] in scratch func f() { \(body) } }"
    )
    let shared = try Pipeline.run(.parallelize, module, PassOptions(teams: .always))
    let parallel = shared.functions[0].body.flatMap(\.flattened).filter { statement in
      if case .loop(let loop) = statement { loop.kind == .parallel } else { false }
    }
    #expect(parallel.count == loops)
    let once = parallel.contains { $0.loopVariable == "once" }
    #expect(once == (loops == 1))
  }
}
