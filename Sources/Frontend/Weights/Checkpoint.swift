import Diagnostics
import IR

/// A model with its weights: what it is, and where each of its parameters comes from.
public struct Checkpoint: Sendable {
  /// What the model is.
  public var architecture: Architecture
  /// All parameters, in the order of `Architecture.parameterShapes`, under their canonical names.
  public let parameters: [CheckpointParameter]
  /// The path of the tokenizer's file, if there is one.
  public var tokenizerFile: String?
  /// Where the model comes from.
  public var origin: CheckpointOrigin
  /// Whether NaN and infinite weights are let pass.
  public var allowNonFinite: Bool
  private let indices: [String: Int]

  init(
    architecture: Architecture, parameters: [CheckpointParameter], tokenizerFile: String?,
    origin: CheckpointOrigin, allowNonFinite: Bool
  ) {
    self.architecture = architecture
    self.parameters = parameters
    self.tokenizerFile = tokenizerFile
    self.origin = origin
    self.allowNonFinite = allowNonFinite
    self.indices = Dictionary(
      uniqueKeysWithValues: parameters.enumerated().map { ($1.name, $0) })
  }

  /// The parameter with this canonical name, such as `blocks.3.in_proj`; nil if the model has none.
  public func parameter(_ name: String) -> CheckpointParameter? {
    indices[name].map { parameters[$0] }
  }

  /// Writes elements `first ..< first + values.count` of the parameter `name`, in row-major order.
  public func read(
    _ name: String, from first: Int, into values: UnsafeMutableBufferPointer<Float>
  ) throws {
    guard let parameter = parameter(name), first >= 0,
      values.count <= parameter.count, first <= parameter.count - values.count
    else {
      throw Diagnostic(
        .missingTensor, "the model has no elements \(first) + \(values.count) of '\(name)'",
        at: FileLocation(origin.path))
    }
    switch parameter.source {
    case .stored(let runs):
      try TensorRun.read(runs, from: first, into: values, allowNonFinite: allowNonFinite)
    case .computed(let tensor):
      tensor.read(from: first, into: values)
    case .random(let tensor):
      tensor.read(from: first, into: values)
    }
  }

  /// The elements in `range` of the parameter `name`, in row-major order.
  public func read(_ name: String, _ range: Range<Int>) throws -> [Float] {
    try [Float](unsafeUninitializedCapacity: range.count) { buffer, filled in
      let values = UnsafeMutableBufferPointer(rebasing: buffer[..<range.count])
      try read(name, from: range.lowerBound, into: values)
      filled = range.count
    }
  }

  /// All elements of the parameter `name`, in row-major order; for small ones.
  public func read(_ name: String) throws -> [Float] {
    try read(name, 0..<(parameter(name)?.count ?? 0))
  }
}

/// One parameter of a model and where its values come from.
public struct CheckpointParameter: Sendable {
  /// The canonical name, such as `embedding` or `blocks.3.in_proj`.
  public var name: String
  /// The extents; all are positive.
  public var shape: [Int]
  /// Where the values come from.
  public var source: ParameterSource

  /// The number of elements.
  public var count: Int { shape.reduce(1, *) }
}

/// Where the values of a parameter come from.
public enum ParameterSource: Sendable {
  /// Tensors in files, or runs of their elements, one behind another.
  case stored([TensorRun])
  /// Numbers that follow from the architecture.
  case computed(ComputedTensor)
  /// Seeded random numbers.
  case random(RandomTensor)
}

/// Where a model comes from.
public struct CheckpointOrigin: Hashable, Sendable {
  /// The kinds of model that can be read.
  public enum Layout: String, Sendable {
    /// A folder as transformers writes it.
    case transformers = "Hugging Face transformers"
    /// A folder as state-spaces/mamba writes it.
    case stateSpaces = "state-spaces"
    /// A model description.
    case description = "model description"
  }

  /// The path that was opened.
  public var path: String
  /// The kind of model.
  public var layout: Layout
  /// The file that says what the model is.
  public var configuration: String
  /// The files that hold the weights, sorted; none for random weights.
  public var weights: [String]
  /// What the names of the tensors are called in descriptions; nil for names of their own.
  public var names: String?
}

extension Checkpoint: WeightSource {
  /// Writes the elements `range` of the parameter `name`.
  public func read(
    _ name: String, _ range: Range<Int>, into buffer: UnsafeMutableBufferPointer<Float>
  ) throws {
    try read(name, from: range.lowerBound, into: buffer)
  }
}
