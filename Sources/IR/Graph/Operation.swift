/// One operation of a graph: what it does, what it reads and what it defines.
public struct Operation: Hashable, Sendable {
  /// The operation with its attributes.
  public var kind: OperationKind
  /// The values it reads, in the order of its definition.
  public var operands: [Value]
  /// The values it defines.
  public var results: [TypedValue]
  /// The nested operations, for the two operations that have any.
  public var region: Region?

  /// An operation.
  public init(
    _ kind: OperationKind, _ operands: [Value], _ results: [TypedValue], region: Region? = nil
  ) {
    self.kind = kind
    self.operands = operands
    self.results = results
    self.region = region
  }
}

/// Operations nested in another one; they may also read what is visible around it.
public struct Region: Hashable, Sendable {
  /// The values that the enclosing operation provides.
  public var arguments: [TypedValue]
  /// In order of execution.
  public var operations: [Operation]
  /// The values handed back to the enclosing operation.
  public var results: [Value]

  /// A region.
  public init(arguments: [TypedValue] = [], operations: [Operation] = [], results: [Value] = []) {
    self.arguments = arguments
    self.operations = operations
    self.results = results
  }
}
