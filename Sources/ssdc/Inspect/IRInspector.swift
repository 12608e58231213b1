import Frontend
import IR
import Project

/// Describes textual IR of either level.
enum IRInspector {
  /// The module in the file at `path`, verified.
  static func inspect(_ path: String) throws -> Inspection {
    switch try IRText.parse(path) {
    case .graph(let module): graph(module, path)
    case .loops(let module): loops(module, path)
    }
  }

  private static func graph(_ module: Module, _ path: String) -> Inspection {
    Inspection(
      kind: "graph IR",
      facts: [
        .init("path", .text(path)), .init("name", .text(module.name)),
        .init(
          "operations",
          .object(
            module.functions.map { .init($0.name, .integer(operations(in: $0.body))) })),
        .init("states", .list(module.states.map { .text($0.name) })),
      ],
      tensors: module.parameters.map { parameter in
        let shape = (parameter.count.map { [$0] } ?? []) + parameter.type.extents(tokens: 0)
        let count = product(shape)
        return TensorRow(
          parameter.name, parameter.storage.element.rawValue, shape, count: count, bytes: 0)
      })
  }

  private static func loops(_ module: LoopModule, _ path: String) -> Inspection {
    let parameters = module.buffers.filter {
      if case .parameter = $0.space { true } else { false }
    }
    return Inspection(
      kind: "loop IR",
      facts: [
        .init("path", .text(path)), .init("name", .text(module.name)),
        .init("functions", .list(module.functions.map { .text($0.name) })),
        .init("buffers", .integer(module.buffers.count)),
      ],
      tensors: parameters.map { buffer in
        let count = product(buffer.shape)
        return TensorRow(
          buffer.name.text, buffer.element.rawValue, buffer.shape, count: count, bytes: 0)
      })
  }

  private static func operations(in region: Region) -> Int {
    region.operations.reduce(0) { $0 + 1 + ($1.region.map(operations) ?? 0) }
  }

  /// The product, or the greatest number: text can declare any shape.
  private static func product(_ shape: [Int]) -> Int {
    shape.reduce(1) { product, extent in
      let next = product.multipliedReportingOverflow(by: extent)
      return next.overflow ? Int.max : next.partialValue
    }
  }
}
