/// A model as a graph of structured-matrix operations.
public struct Module: Hashable, Sendable {
  /// The model's name, a C identifier.
  public var name: String
  /// The weights.
  public var parameters: [Parameter]
  /// What survives between calls.
  public var states: [StateDeclaration]
  /// The model's functions: `body` and `head` when imported, the entry points once expanded.
  public var functions: [Function]

  /// A module `name`.
  public init(
    name: String, parameters: [Parameter] = [], states: [StateDeclaration] = [],
    functions: [Function] = []
  ) {
    self.name = name
    self.parameters = parameters
    self.states = states
    self.functions = functions
  }

  /// The parameter `name`, if declared.
  public func parameter(_ name: String) -> Parameter? { parameters.first { $0.name == name } }

  /// The state `name`, if declared.
  public func state(_ name: String) -> StateDeclaration? { states.first { $0.name == name } }

  /// The function `name`, if there.
  public func function(_ name: String) -> Function? { functions.first { $0.name == name } }
}

/// A function over the tokens of one call.
public struct Function: Hashable, Sendable {
  /// Unique in its module.
  public var name: String
  /// Arguments, operations and results.
  public var body: Region

  /// A function `name`.
  public init(name: String, body: Region) {
    self.name = name
    self.body = body
  }
}

/// A state that calls read and write: a convolution tail or an SSM state.
public struct StateDeclaration: Hashable, Sendable {
  /// Unique in its module.
  public var name: String
  /// The number of blocks that have one each, when it belongs to a `repeat`.
  public var count: Int?
  /// The type of one of them; all extents are fixed.
  public var type: TensorType

  /// The state `name`.
  public init(name: String, count: Int?, type: TensorType) {
    self.name = name
    self.count = count
    self.type = type
  }
}
