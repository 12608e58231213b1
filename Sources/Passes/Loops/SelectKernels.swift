import IR
import Schedule

extension LoopPass {
  /// Replaces loops that are the meaning of a kernel by a call of it.
  ///
  /// In nests schedules say what is replaced; this looks at what is in none.
  static let selectKernels = LoopPass(
    "select-kernels", "replace loops that match a kernel with a call", .reassociating
  ) { module, options in
    var module = module
    for index in module.functions.indices {
      let function = module.functions[index]
      var search = CallSearch(products: options.products)
      for buffer in module.buffers + function.arguments + function.body.flatMap(\.stackBuffers) {
        search.buffers[buffer.name] = buffer
      }
      module.functions[index].body = function.body.map(search.selected)
    }
    return module
  }
}

/// The search for calls in one function.
private struct CallSearch {
  /// Who multiplies matrices.
  var products: GemmProvider
  /// All buffers that the function sees.
  var buffers: [BufferID: Buffer] = [:]

  func selected(_ statement: Statement) -> Statement {
    switch statement {
    case .loop(var loop):
      for kernel in Kernel.all where kernel.providers.contains(products) {
        if let call = kernel.call(standingFor: statement, buffers: { buffers[$0] }) {
          return .call(call)
        }
      }
      loop.body = loop.body.map(selected)
      return .loop(loop)
    case .team(let body): return .team(body.map(selected))
    case .section(let section, let body):
      // A nest's schedule has said what becomes a call.
      return section.nest == nil ? .section(section, body.map(selected)) : statement
    case .store, .accumulate, .define, .assign, .index, .allocate, .select, .call: return statement
    }
  }
}
