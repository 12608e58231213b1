/// A program over buffers: what C and CUDA are printed from.
public struct LoopModule: Hashable, Sendable {
  /// The model's name, a C identifier.
  public var name: String
  /// The buffers that all functions share: parameters, states and scratch.
  public var buffers: [Buffer]
  /// The scratch buffer in which a function that takes tokens leaves rows for a head, which runs next; nil without heads.
  public var handover: BufferID?
  /// The entry points.
  public var functions: [LoopFunction]

  /// A module `name`.
  public init(
    name: String, buffers: [Buffer] = [], handover: BufferID? = nil, functions: [LoopFunction] = []
  ) {
    self.name = name
    self.buffers = buffers
    self.handover = handover
    self.functions = functions
  }
}

/// One entry point.
public struct LoopFunction: Hashable, Sendable {
  /// Unique in its module.
  public var name: String
  /// What it is for, nil for what no caller of the model asks for.
  public var entry: EntryPoint?
  /// What the function does and by which schedule, for its readers; one line each.
  public var notes: [String]
  /// The symbolic sizes it is called with, in order.
  public var sizes: [SizeParameter]
  /// The buffers it is called with, in order, all in the argument space.
  public var arguments: [Buffer]
  /// What it does.
  public var body: [Statement]

  /// A function `name`, by default for the role that is so called.
  public init(
    name: String, entry: EntryPoint? = nil, notes: [String] = [], sizes: [SizeParameter] = [],
    arguments: [Buffer] = [], body: [Statement] = []
  ) {
    self.name = name
    self.entry = entry ?? EntryPoint(named: name)
    self.notes = notes
    self.sizes = sizes
    self.arguments = arguments
    self.body = body
  }
}

/// A symbolic size and the values that callers may give; the greatest may depend on sizes before it.
public struct SizeParameter: Hashable, Sendable {
  /// The symbol.
  public var name: Symbol
  /// The least value.
  public var least: Int
  /// The greatest value, never below the least.
  public var greatest: Affine

  /// The size `name` in `least ... greatest`.
  public init(_ name: Symbol, _ least: Int, _ greatest: Int) {
    self.init(name, least, to: Affine(greatest))
  }

  /// The size `name` in `least ... greatest`.
  public init(_ name: Symbol, _ least: Int, to greatest: Affine) {
    self.name = name
    self.least = least
    self.greatest = greatest
  }

  /// The greatest value beside the given sizes, nil where it depends on others or is out of range.
  func greatest(beside sizes: [Symbol: Int]) -> Int? {
    greatest.terms.reduce(Optional(Affine(greatest.constant))) { sum, term in
      sizes[term.symbol].flatMap { sum?.adding(Affine(term.coefficient), times: $0) }
    }?.asConstant
  }
}
