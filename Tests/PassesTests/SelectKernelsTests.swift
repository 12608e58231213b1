import IR
import Testing

@testable import Passes

@Suite struct SelectKernelsTests {
  private let calls: [Call] = [
    Call(
      .gemm, sizes: [["n"], [7, "n" - "t0"], [5]],
      views: [
        View("a", ["t0", 3], axes: [1, 0]), View("b", ["t0", 0, 2], axes: [0, 2]),
        View("c", [0, "t0"], axes: [0, 1]),
      ], accumulates: true),
    Call(
      .gemm, sizes: [[4], [4], [4]],
      views: [
        View("a", [0, 0], axes: [0, 1]), View("b", [0, 0], axes: [0, 1]),
        View("c", [0, 0], axes: [0, 1]),
      ]),
    Call(
      .linearRows, sizes: [["n"], [9], [5]],
      views: [
        View("a", [0, 0], axes: [0, 1]), View("b", ["t0", 0], axes: [0, 1]),
        View("c", [0, 0], axes: [0, 1]),
      ]),
    Call(
      .linearPanel, sizes: [["n"], [32, 40 - 16 * Affine.symbol("t0")], [5]],
      views: [
        View("a", [0, 0], axes: [0, 1]), View("b", [16 * Affine.symbol("t0"), 0], axes: [0, 1]),
        View("c", [0, 16 * Affine.symbol("t0")], axes: [0, 1]),
      ], accumulates: true),
  ]

  /// Buffers with room for the call.
  private func buffers(_ call: Call) -> [Buffer] {
    call.views.map { view in
      var shape = Array(repeating: 40, count: view.origin.count)
      if call.kernel != .gemm, view.buffer == "b" { shape = [40, 5] }
      let isPacked = call.kernel == .linearPanel && view.buffer == "b"
      return Buffer(
        view.buffer, .f32, shape, .scratch(offset: nil),
        packing: isPacked ? .panels(of: 16) : .rows)
    }
  }

  /// What a call means is found to be that call again.
  @Test func meaningsBecomeTheirCalls() throws {
    for call in calls {
      let function = LoopFunction(name: "f", body: call.inlined(suffix: "_x"))
      let module = LoopModule(name: "m", buffers: buffers(call), functions: [function])
      let selected = try LoopPass.selectKernels.run(
        module, PassOptions(products: call.kernel == .linearRows ? .blas : .builtin))
      #expect(selected.functions[0].body == [.call(call)], "\(call)")
    }
  }

  @Test func otherLoopsStayLoops() throws {
    guard case .loop(var loop) = calls[1].inlined(suffix: "_x")[0] else { return }
    loop.step = 2
    let module = LoopModule(name: "m", functions: [LoopFunction(name: "f", body: [.loop(loop)])])
    #expect(try LoopPass.selectKernels.run(module, PassOptions()) == module)
  }
}
