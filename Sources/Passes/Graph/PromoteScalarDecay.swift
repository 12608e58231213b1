import IR

extension GraphPass {
  /// Marks the channels of diagonal scans whose weights give all states the same decay: those are scans of SSD, with heads of
  /// one channel, and take one exponential per token where the others take one per state.
  static let promoteScalarDecay = GraphPass(
    "promote-scalar-decay", "give channels with one rate for all states one decay", .bitwise
  ) { module, options in
    try GraphEditor.rewrite(module) { operation, editor in
      guard case .diagonalScan(let scan) = operation.kind, scan.scalarChannels.isEmpty,
        let parameter = ScalarRates.parameter(
          of: operation.operands[1], in: editor.builder.module, { editor.definition($0) }),
        case let channels = options.scalarRates.channels(of: parameter), !channels.isEmpty
      else { return nil }
      return try editor.builder.results(
        .diagonalScan(DiagonalScan(scalarChannels: channels)), operation.operands)
    }
  }
}

/// The channels of diagonal scans whose rates, as the weights have them, are the same for all states.
public struct ScalarRates: Hashable, Sendable {
  private var channels: [String: [Range<Int>]] = [:]

  /// Nothing is known.
  public init() {}

  /// What the `weights` of `module` say of its diagonal scans; stacked blocks share what holds for all of them.
  public init(of module: Module, _ weights: any WeightSource) throws {
    for function in module.functions { try look(function.body, module, weights, [:]) }
  }

  /// The channels of the parameter, or of the one that it is a function of.
  func channels(of parameter: Parameter) -> [Range<Int>] {
    channels[parameter.sourceName(0)] ?? []
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
        let parameter = Self.parameter(of: operation.operands[1], in: module, { definitions[$0] })
      else { continue }
      channels[parameter.sourceName(0)] = try Self.scalarChannels(of: parameter, weights)
    }
  }

  /// The channels, the last dimension, along whose other one all slices of `parameter` are constant.
  private static func scalarChannels(
    of parameter: Parameter, _ weights: any WeightSource
  ) throws -> [Range<Int>] {
    let shape = parameter.type.extents(tokens: 0)
    let count = shape[1]
    var isScalar = [Bool](repeating: true, count: count)
    let stream = ParameterStream(parameter, from: weights)
    for slice in 0..<(parameter.count ?? 1) where isScalar.contains(true) {
      let values = try stream.transformed(slice)
      for channel in 0..<count where isScalar[channel] {
        isScalar[channel] = stride(from: channel, to: values.count, by: count).allSatisfy {
          values[$0] == values[channel]
        }
      }
    }
    var ranges: [Range<Int>] = []
    for channel in 0..<count where isScalar[channel] {
      if let last = ranges.last, last.upperBound == channel {
        ranges[ranges.count - 1] = last.lowerBound..<channel + 1
      } else {
        ranges.append(channel..<channel + 1)
      }
    }
    return ranges
  }
}
