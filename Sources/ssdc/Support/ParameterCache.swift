import IR

/// The values of parameters, read from their source once however often a model is run.
final class ParameterCache {
  /// The most numbers that are kept, half a gigabyte of them; what is beyond is read again.
  private static let limit = 1 << 26

  private struct Key: Hashable {
    var source: String
    var type: TensorType
    var transforms: [ParameterTransform]
    var element: StoredElement
  }

  private let source: any WeightSource
  private var slices: [Key: [Double]] = [:]
  private var count = 0

  /// Keeps what is read of `source`.
  init(_ source: any WeightSource) { self.source = source }

  /// The values of slice `index` of `parameter`, as calculations see them, row-major.
  func values(_ parameter: Parameter, _ index: Int) throws -> [Double] {
    let key = Key(
      source: parameter.sourceName(index), type: parameter.type,
      transforms: parameter.transforms, element: parameter.storage.element)
    if let known = slices[key] { return known }
    let values = try ParameterStream(parameter, from: source).transformed(index)
    if count + values.count <= Self.limit {
      slices[key] = values
      count += values.count
    }
    return values
  }
}
