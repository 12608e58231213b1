import Diagnostics

/// Appends operations to a region, inferring the types of their results.
public struct GraphBuilder {
  /// The declarations that operations refer to.
  public var module: Module
  /// What has been appended to the innermost open region.
  public private(set) var operations: [Operation] = []
  /// The types of all values made so far.
  public private(set) var types: [Value: TensorType] = [:]
  private var next: Int

  /// The number that the next value gets.
  public var nextValue: Int { next }

  /// A builder whose values start at `%first`.
  public init(_ module: Module, firstValue first: Int = 0) {
    self.module = module
    self.next = first
  }

  /// A new value of `type` that no operation defines: an argument.
  public mutating func argument(_ type: TensorType) -> TypedValue {
    defer { next += 1 }
    let value = Value(next)
    types[value] = type
    return TypedValue(value, type)
  }

  /// Makes a value that already exists known to the builder.
  public mutating func know(_ typed: TypedValue) {
    types[typed.value] = typed.type
    next = max(next, typed.value.number + 1)
  }

  /// Appends an operation as it is.
  public mutating func append(_ operation: Operation) {
    operation.results.forEach { know($0) }
    operations.append(operation)
  }

  /// Appends an operation and returns its results.
  public mutating func results(_ kind: OperationKind, _ operands: [Value]) throws -> [Value] {
    let name = kind.definition.mnemonic
    let inputs = try operands.map { operand in
      guard let type = types[operand] else {
        throw Diagnostic(.badValue, "'\(name)' reads \(operand), which is not defined")
      }
      return type
    }
    let outputs: [TensorType]
    do {
      outputs = try kind.definition.resultTypes(inputs, in: module)
    } catch {
      throw Diagnostic(.illTyped, "'\(name)' \(error.message)")
    }
    let typed = outputs.map { argument($0) }
    operations.append(Operation(kind, operands, typed))
    return typed.map(\.value)
  }

  /// Appends an operation with one result and returns it.
  public mutating func callAsFunction(_ kind: OperationKind, _ operands: Value...) throws -> Value {
    let results = try results(kind, operands)
    guard results.count == 1, let first = results.first else {
      throw Diagnostic(.illTyped, "'\(kind.definition.mnemonic)' has \(results.count) results")
    }
    return first
  }

  /// Appends `kind` with a region that `body` builds from arguments of the types of `operands`.
  public mutating func nest(
    _ kind: OperationKind, _ operands: [Value], carrying: Bool = true,
    _ body: (inout GraphBuilder, [Value]) throws -> [Value]
  ) throws -> [Value] {
    let outer = operations
    operations = []
    let arguments = carrying ? operands.compactMap { types[$0] }.map { argument($0) } : []
    let yielded = try body(&self, arguments.map(\.value))
    let region = Region(arguments: arguments, operations: operations, results: yielded)
    operations = outer
    let results = yielded.compactMap { types[$0] }.map { argument($0) }
    operations.append(Operation(kind, operands, results, region: region))
    return results.map(\.value)
  }

  /// Closes the builder's region.
  public func region(arguments: [TypedValue], results: [Value]) -> Region {
    Region(arguments: arguments, operations: operations, results: results)
  }
}

extension Region {
  /// All values defined here and in nested regions.
  public var definedValues: [TypedValue] {
    arguments
      + operations.flatMap { $0.results + ($0.region?.definedValues ?? []) }
  }

  /// The operations that define values here and in nested regions; arguments have none.
  public var definitions: [Value: Operation] {
    var definitions: [Value: Operation] = [:]
    for operation in operations {
      for result in operation.results { definitions[result.value] = operation }
      if let region = operation.region {
        definitions.merge(region.definitions) { first, _ in first }
      }
    }
    return definitions
  }

  /// How often each value is read here and in nested regions, results included.
  public var useCounts: [Value: Int] {
    var counts: [Value: Int] = [:]
    for result in results { counts[result, default: 0] += 1 }
    for operation in operations {
      for operand in operation.operands { counts[operand, default: 0] += 1 }
      if let region = operation.region { counts.merge(region.useCounts, uniquingKeysWith: +) }
    }
    return counts
  }
}
