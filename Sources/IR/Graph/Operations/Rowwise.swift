/// `rowwise { … }`: operations that compute each token's row from the same token's rows, done together row by row.
///
/// Made by fuse-elementwise: what is produced and used inside one region never leaves the cache. It reads values from
/// around it and defines what its region hands back.
public struct Rowwise: OperationDefinition {
  /// The operation.
  public init() {}

  /// The mnemonic in textual IR.
  static let name = "rowwise"

  /// `rowwise`.
  public var mnemonic: String { Self.name }

  /// No operands; the results have the types of the values that the region hands back.
  public func resultTypes(
    _ operands: [TensorType], in module: Module
  ) throws(TypeError) -> [TensorType] {
    try require(operands, count: 0...0)
    return []
  }
}
