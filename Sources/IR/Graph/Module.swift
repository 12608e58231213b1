/// A model as a graph of structured-matrix operations.
public struct Module: Hashable, Sendable {
  /// The model's name, a C identifier.
  public var name: String
  /// The weights.
  public var parameters: Declarations<Parameter>
  /// What survives between calls.
  public var states: Declarations<StateDeclaration>
  /// The model's functions: `body` and `head` when imported, the entry points once expanded.
  public var functions: Declarations<Function>

  /// A module `name`.
  public init(
    name: String, parameters: Declarations<Parameter> = [],
    states: Declarations<StateDeclaration> = [], functions: Declarations<Function> = []
  ) {
    self.name = name
    self.parameters = parameters
    self.states = states
    self.functions = functions
  }

  /// The parameter `name`, if declared.
  public func parameter(_ name: String) -> Parameter? { parameters[name] }

  /// The state `name`, if declared.
  public func state(_ name: String) -> StateDeclaration? { states[name] }

  /// The function `name`, if there.
  public func function(_ name: String) -> Function? { functions[name] }

  /// The most tokens of a sequence, where states that grow with it have room for no more; nil without such states.
  public var context: Int? { states.lazy.compactMap(\.limit).first }
}

/// A function over the tokens of one call.
public struct Function: Declaration {
  /// Unique in its module.
  public var name: String
  /// What it is for, nil for what no caller of the model asks for.
  public var entry: EntryPoint?
  /// Arguments, operations and results.
  public var body: Region

  /// A function `name`, by default for the role that is so called.
  public init(name: String, entry: EntryPoint? = nil, body: Region) {
    self.name = name
    self.entry = entry ?? EntryPoint(named: name)
    self.body = body
  }
}

/// A state that calls read and write: a convolution tail, an SSM state, or rows of all tokens so far.
public struct StateDeclaration: Declaration {
  /// Unique in its module.
  public var name: String
  /// The number of blocks that have one each, when it belongs to a `repeat`.
  public var count: Int?
  /// The type of one of them; all extents are fixed, but the first may be `past`: a state that grows with the sequence.
  public var type: TensorType

  /// The state `name`.
  public init(name: String, count: Int?, type: TensorType) {
    self.name = name
    self.count = count
    self.type = type
  }

  /// The most tokens that a state which grows with the sequence has room for.
  public var limit: Int? {
    guard case .past(let limit)? = type.shape.first else { return nil }
    return limit
  }

  /// The extents at the start of a sequence.
  public var initialExtents: [Int] {
    let extents = type.extents(tokens: 0)
    return limit == nil ? extents : [0] + extents.dropFirst()
  }
}
