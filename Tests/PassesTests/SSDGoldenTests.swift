import Foundation
import Frontend
import IR
import Testing

@testable import Passes

/// Scans against sums computed by an independent float64 implementation, in every form that the passes give them.
@Suite struct SSDGoldenTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name, op: String
    var tokens, state, width, groups, heads, seed: Int
    var ySum, yAbsoluteSum, stateSum: Double

    var testDescription: String { name }
    var isLinearAttention: Bool { op == "linattn" }
  }

  /// The causal cases small enough for the interpreter.
  static let cases: [Case] = {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Fixtures/ssd_golden.json").path
    guard let bytes = FileManager.default.contents(atPath: path),
      let list = try? JSONSerialization.jsonObject(with: bytes) as? [[String: Any]]
    else { return [] }
    return list.compactMap { entry in
      guard let op = entry["op"] as? String, ["ssd", "ssd_h0", "linattn"].contains(op),
        let name = entry["name"] as? String
      else { return nil }
      let int = { (key: String) in entry[key] as? Int ?? 0 }
      let real = { (key: String) in entry[key] as? Double ?? .nan }
      let size = int("T") * int("H") * int("N") * int("P")
      guard size <= 4_000_000 else { return nil }
      return Case(
        name: name, op: op, tokens: int("T"), state: int("N"), width: int("P"), groups: int("G"),
        heads: int("H"), seed: int("seed"), ySum: real("y_sum"), yAbsoluteSum: real("y_abssum"),
        stateSum: real("state_sum"))
    }
  }()

  @Test func someCasesAreThere() { #expect(Self.cases.count >= 8) }

  @Test(arguments: cases, [1, 16, 64])
  func sumsAreThoseOfTheReference(_ golden: Case, chunk: Int) throws {
    let inputs = Inputs(golden)
    let module = try Self.module(golden)
    let passes: [GraphPass] = [
      .recognizeSemiseparable, .chooseChunk, .partitionSemiseparable, .fuseChunk,
    ]
    var current = module
    try Self.expect(golden, inputs, current)
    for pass in passes {
      current = try Pipeline.run(pass, current, PassOptions(chunk: chunk))
      try Self.expect(golden, inputs, current)
    }
  }

  private static func expect(_ golden: Case, _ inputs: Inputs, _ module: Module) throws {
    let function = try #require(module.function("scan"))
    // The quadratic form of long sequences is the reference's business.
    if case .apply? = function.body.operations.last?.kind, golden.tokens > 140 { return }
    var interpreter = GraphInterpreter<RealSemantics>(module) { _, _ in [] }
    let results = try interpreter.run(function, inputs.arguments, tokens: golden.tokens)
    let y = zip(results[0].elements, inputs.skipped).map { $0 + $1 }
    let scale = max(golden.yAbsoluteSum, 1)
    #expect(abs(y.reduce(0, +) - golden.ySum) < 1e-10 * scale)
    #expect(abs(y.reduce(0) { $0 + abs($1) } - golden.yAbsoluteSum) < 1e-10 * scale)
    #expect(abs(results[1].elements.reduce(0, +) - golden.stateSum) < 1e-10 * scale)
  }

  /// `M x` with the matrix made from its factors.
  private static func module(_ golden: Case) throws -> Module {
    let (t, h, p): (Extent, Extent, Extent) = (
      .tokens, .fixed(golden.heads), .fixed(golden.width)
    )
    let (g, n): (Extent, Extent) = (.fixed(golden.groups), .fixed(golden.state))
    var graph = GraphBuilder(Module(name: "scan"))
    let arguments = [
      TensorType(.log, [t, h]), TensorType(.f32, [t, g, n]), TensorType(.f32, [t, g, n]),
      TensorType(.f32, [t, h, p]), TensorType(.f32, [h, n, p]),
    ].map { graph.argument($0) }
    let (logs, b, c, x, initial) = (
      arguments[0].value, arguments[1].value, arguments[2].value, arguments[3].value,
      arguments[4].value
    )
    let decay = try graph(.decayMatrix(DecayMatrix()), logs)
    let products = try graph(.lowRankMatrix(LowRankMatrix()), c, b)
    let matrix = try graph(.hadamard(HadamardMatrix()), decay, products)
    let results = try graph.results(.apply(ApplyMatrix()), [matrix, x, initial])
    let body = graph.region(arguments: arguments, results: results)
    return Module(name: "scan", functions: [Function(name: "scan", body: body)])
  }

  /// The inputs of a case, from its seed.
  struct Inputs {
    var arguments: [GraphInterpreter<RealSemantics>.Argument]
    /// D ∘ x, which the scan itself leaves out.
    var skipped: [Double]

    init(_ golden: Case) {
      let (t, h, p) = (golden.tokens, golden.heads, golden.width)
      let (g, n) = (golden.groups, golden.state)
      let uniform = { (stream: Int, count: Int) in
        (0..<count).map { Self.uniform(golden.seed * 16 + stream, $0) }
      }
      let single = { (value: Double) in Double(Float(value)) }
      let x = uniform(0, t * h * p).map { single(2 * $0 - 1) }
      let steps = uniform(1, t * h).map { single((1 + 100 * $0) / 1024) }
      let rates = uniform(2, h).map { single(-(1 + 15 * $0)) }
      let b = uniform(3, t * g * n).map { single(2 * $0 - 1) }
      let c = uniform(4, t * g * n).map { single(2 * $0 - 1) }
      let d = uniform(5, h).map { single(2 * $0 - 1) }
      let initial = golden.op == "ssd_h0" ? uniform(6, h * p * n).map { single(2 * $0 - 1) } : nil
      let isPlain = golden.isLinearAttention
      let logs = steps.indices.map { isPlain ? 0 : steps[$0] * rates[$0 % h] }
      let scaled = x.indices.map { isPlain ? x[$0] : x[$0] * steps[$0 / p] }
      // The reference keeps states as [H, P, N].
      let state = (0..<h * n * p).map { flat -> Double in
        let (head, rest) = flat.quotientAndRemainder(dividingBy: n * p)
        return initial?[(head * p + rest % p) * n + rest / p] ?? 0
      }
      skipped = x.indices.map { isPlain ? 0 : d[$0 / p % h] * x[$0] }
      arguments = [
        .tensor(Tensor([t, h], logs)), .tensor(Tensor([t, g, n], b)),
        .tensor(Tensor([t, g, n], c)), .tensor(Tensor([t, h, p], scaled)),
        .tensor(Tensor([h, n, p], state)),
      ]
    }

    /// Output `index` of splitmix64 started from a stream's seed, as a fraction of 24 bits.
    private static func uniform(_ stream: Int, _ index: Int) -> Double {
      var z = (UInt64(stream) << 32 &+ UInt64(index) &+ 1) &* 0x9E37_79B9_7F4A_7C15
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      z ^= z >> 31
      return Double(z >> 40) / Double(1 << 24)
    }
  }
}
