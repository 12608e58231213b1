import Diagnostics
import IR

extension FunctionLowering {
  /// A call of the runtime's function for an intrinsic, or its loops where there is none.
  mutating func call(_ call: Call, _ scope: Scope) throws -> [CStatement] {
    if call.intrinsic == .linearRows, options.products == .builtin {
      return braced(try statements(call.inlined(suffix: "_"), scope))
    }
    needs.headers.formUnion(headers(of: call.intrinsic))
    let sizes = try call.sizes.map { try least($0, scope) }
    let arguments = try operands(of: call, scope) + [.integer(call.accumulates ? 1 : 0)]
    return [.expression(.call(prefix + call.intrinsic.spelling, sizes + arguments))]
  }

  private func headers(of intrinsic: Intrinsic) -> [String] {
    switch (intrinsic, options.products) {
    case (.linearPanel, _): ["gemm_panel.h"]
    case (.linearRows, _): ["linear_blas.h", "blas_threads.h"]
    case (.gemm, .builtin): ["gemm.h"]
    case (.gemm, .blas): ["gemm.h", "blas_threads.h"]
    }
  }

  /// The pointers and strides that the function takes between the sizes and the last argument.
  private func operands(of call: Call, _ scope: Scope) throws -> [CExpression] {
    let windows = try call.views.map { try Window($0, scope) }
    let depth = call.sizes[2].count == 1 ? scope.resolved(call.sizes[2][0]).asConstant : nil
    switch call.intrinsic {
    case .linearPanel:
      let width = Intrinsic.panelWidth
      try require(windows[0].strides[1] == 1, windows[0], "must have its columns side by side")
      try require(
        windows[1].strides[1] == width && windows[1].strides[2] == 1
          && depth.map { $0 * width } == windows[1].strides[0],
        windows[1], "must be packed in panels of the depth that is summed")
      try require(windows[2].strides[1] == 1, windows[2], "must have its columns side by side")
      return windows[0].rows + windows[1].start + windows[2].rows
    case .linearRows:
      try require(windows[0].strides[1] == 1, windows[0], "must have its columns side by side")
      try require(
        windows[1].strides[1] == 1 && depth == windows[1].strides[0], windows[1],
        "must have rows of the depth that is summed")
      try require(windows[2].strides[1] == 1, windows[2], "must have its columns side by side")
      return windows[0].rows + windows[1].start + windows[2].rows
    case .gemm:
      try require(windows[1].strides[1] == 1, windows[1], "must have its columns side by side")
      try require(windows[2].strides[1] == 1, windows[2], "must have its columns side by side")
      return windows[0].start + windows[0].strides.map { .integer($0) } + windows[1].rows
        + windows[2].rows
    }
  }

  private func require(_ condition: Bool, _ window: Window, _ rule: String) throws {
    guard condition else {
      throw Diagnostic(
        .notExpressible,
        "the window into buffer '\(window.buffer)' \(rule) to be passed to a kernel",
        notes: ["the strides are \(window.strides)"])
    }
  }
}

/// A view as a C function sees it: where it starts, and the elements between neighbours along each of its axes.
private struct Window {
  var buffer: String
  var start: [CExpression]
  var strides: [Int]

  init(_ view: View, _ scope: Scope) throws {
    let (declared, name) = try scope.buffer(view.buffer)
    guard view.axes.allSatisfy(declared.shape.indices.contains) else {
      throw Diagnostic(.notExpressible, "buffer '\(view.buffer)' has no such axis")
    }
    buffer = view.buffer
    strides = view.axes.map { declared.strides[$0] }
    let position = try scope.position(view.origin, in: declared)
    let isStart = position == .integer(0)
    start = [isStart ? .name(name) : .prefix(.address, .element(.name(name), position))]
  }

  /// The start and the distance between rows.
  var rows: [CExpression] { start + [.integer(strides[0])] }
}
