import IR

/// The channels of diagonal scans whose rates, as the weights have them, are the same for all states.
public struct ScalarRates: Hashable, Sendable {
  /// What was found of each stack of rates, in the order of the graph.
  public private(set) var found: [ScalarDecays] = []

  /// Nothing is known.
  public init() {}

  /// What the `weights` of `module` say of its diagonal scans.
  public init(of module: Module, _ weights: any WeightSource) throws {
    for function in module.functions { try look(function.body, module, weights, [:]) }
  }

  /// The channels that all blocks of the stack `parameter` compute with one decay for all states.
  func channels(of parameter: Parameter) -> Range<Int> {
    found.first { $0.parameter == parameter.sourceName(0) }?.promoted ?? 0..<0
  }

  /// The parameter that the rates `value` are a function of, elementwise; nil where there is none.
  static func parameter(
    of value: Value, in module: Module, _ definition: (Value) -> Operation?
  ) -> Parameter? {
    guard let operation = definition(value) else { return nil }
    switch operation.kind {
    case .parameter(let read): return module.parameter(read.parameter)
    case .unary: return parameter(of: operation.operands[0], in: module, definition)
    default: return nil
    }
  }

  private mutating func look(
    _ region: Region, _ module: Module, _ weights: any WeightSource,
    _ outer: [Value: Operation]
  ) throws {
    var definitions = outer
    for operation in region.operations {
      for result in operation.results { definitions[result.value] = operation }
      if let nested = operation.region { try look(nested, module, weights, definitions) }
      guard case .diagonalScan = operation.kind,
        let parameter = Self.parameter(of: operation.operands[1], in: module, { definitions[$0] }),
        !found.contains(where: { $0.parameter == parameter.sourceName(0) })
      else { continue }
      found.append(try ScalarDecays(of: parameter, weights))
    }
  }
}
