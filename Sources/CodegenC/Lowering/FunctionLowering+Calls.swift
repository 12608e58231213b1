import Diagnostics
import IR
import RuntimeFiles

extension FunctionLowering {
  /// A call of the runtime's function for a kernel, or its loops where there is none.
  mutating func call(_ call: Call, _ scope: Scope) throws -> [CStatement] {
    guard call.kernel.providers.contains(options.products) else {
      return braced(try statements(call.inlined(suffix: "_"), scope))
    }
    needs.headers.formUnion(headers(of: call.kernel))
    let sizes = try call.sizes.map { try least($0, scope) }
    let arguments = try zip(call.kernel.parameters, call.views).flatMap {
      try operand($0, $1, of: call, scope)
    }
    return [
      .expression(
        .call(
          prefix + call.kernel.name,
          sizes + arguments + [.integer(call.accumulates ? 1 : 0)]))
    ]
  }

  /// The kernel's header; where a BLAS library does the work, it is to use one thread.
  private func headers(of kernel: Kernel) -> [String] {
    let stems = RuntimeFile.all.map(\.fileName)
    let own = ["\(kernel.name).h", "\(kernel.name)_blas.h"].filter(stems.contains)
    let callsLibrary =
      options.products == .blas && stems.contains("\(kernel.name)_blas.c")
    return own + (callsLibrary ? ["blas_threads.h"] : [])
  }

  /// The pointer to an operand, and the strides that the function is given.
  private func operand(
    _ parameter: Kernel.Parameter, _ view: View, of call: Call, _ scope: Scope
  ) throws -> [CExpression] {
    let window = try Window(view, scope)
    switch parameter.layout {
    case .anywhere: break
    case .contiguous:
      try require(window.strides.last == 1, window, "must have its columns side by side")
    case .weight(let storage):
      let depth = call.sizes[2].count == 1 ? scope.resolved(call.sizes[2][0]).asConstant : nil
      try require(
        window.storage == storage && window.strides == depth.map { [$0, 1] }, window,
        storage.packing == .rows
          ? "must have \(storage.element) rows of the depth that is summed"
          : "must be packed in \(storage) of the depth that is summed")
    }
    return [window.start] + parameter.strides.map { .integer(window.strides[$0]) }
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

/// A view as a C function sees it: where it starts, and the elements between neighbours along each of its axes in row-major order.
private struct Window {
  var buffer: BufferID
  var storage: Storage
  var start: CExpression
  var strides: [Int]

  init(_ view: View, _ scope: Scope) throws {
    let (declared, name) = try scope.buffer(view.buffer)
    guard view.axes.allSatisfy(declared.shape.indices.contains) else {
      throw Diagnostic(.notExpressible, "buffer '\(view.buffer)' has no such axis")
    }
    (buffer, storage) = (view.buffer, declared.storage)
    strides = view.axes.map { declared.strides[$0] }
    let position = try scope.position(view.origin, in: declared)
    let isStart = position == .integer(0)
    start = isStart ? .name(name) : .prefix(.address, .element(.name(name), position))
  }
}
