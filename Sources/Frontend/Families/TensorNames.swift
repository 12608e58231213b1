/// How a checkpoint calls the parameters, and where it keeps those that it stores in another shape.
struct TensorNames: Sendable {
  /// Where parameters are stored, by canonical patterns such as `blocks.{block}.norm`; under their own names where none tells.
  var patterns: [String: StoredPattern]
  /// Where a parameter is stored that `patterns` cannot tell, because it depends on its block.
  var exceptions: @Sendable (_ parameter: ParameterShape) -> StoredPattern?
  /// Whether a tensor, which no parameter asks for, may be there: a buffer that follows from the configuration.
  var isSpare: @Sendable (_ tensor: String) -> Bool

  /// The names in `patterns`.
  init(
    _ patterns: [String: StoredPattern],
    exceptions: @escaping @Sendable (_ parameter: ParameterShape) -> StoredPattern? = { _ in nil },
    isSpare: @escaping @Sendable (_ tensor: String) -> Bool = { _ in false }
  ) {
    self.patterns = patterns
    self.exceptions = exceptions
    self.isSpare = isSpare
  }

  /// Canonical names: no pattern at all.
  static let canonical = TensorNames([:])

  /// Where `parameter` is stored.
  func pieces(of parameter: ParameterShape) -> [StoredPiece] {
    let pattern =
      exceptions(parameter) ?? patterns[parameter.pattern]
      ?? StoredPattern([StoredPiece(parameter.pattern)])
    return pattern.pieces(parameter).flatMap { piece -> [StoredPiece] in
      var piece = piece
      piece.tensor = ParameterShape.name(piece.tensor, parameter.block)
      guard piece.tensor.contains(StoredPiece.expert) else { return [piece] }
      let each = Array(parameter.shape.dropFirst())
      return (0..<parameter.shape[0]).map { expert in
        StoredPiece(
          piece.tensor.replacing(StoredPiece.expert, with: String(expert)), shape: each)
      }
    }
  }

  /// The stored name of the head.
  var head: String {
    let head = ParameterShape(pattern: "head", shape: [])
    return patterns[head.pattern]?.pieces(head).first?.tensor ?? head.pattern
  }
}

/// Where the values of a parameter are stored: pieces, one behind another.
struct StoredPattern: Sendable, ExpressibleByStringLiteral {
  /// The pieces of a parameter.
  let pieces: @Sendable (_ parameter: ParameterShape) -> [StoredPiece]

  /// The same pieces whatever the parameter.
  init(_ pieces: [StoredPiece]) { self.pieces = { _ in pieces } }

  /// Pieces that depend on the sizes of the parameter's own mixer, which is a `Kind`; mixers of one kind may differ.
  ///
  /// Where `pieces` has none, because the layout has no place for such a mixer, the tensor has the parameter's own name.
  init<Kind: MixerDefinition>(
    of kind: Kind.Type, _ pieces: @escaping @Sendable (_ mixer: Kind) -> [StoredPiece]?
  ) {
    self.pieces = { parameter in
      (parameter.owner?.definition as? Kind).flatMap(pieces) ?? [StoredPiece(parameter.pattern)]
    }
  }

  /// A whole tensor of the parameter's shape.
  init(stringLiteral tensor: String) { self.init([StoredPiece(tensor)]) }
}

/// A tensor, or some rows of it; rows are what its last dimension runs along, single numbers in a vector.
struct StoredPiece: Sendable {
  /// What stands for the number of an expert, of which each has a tensor.
  static let expert = "{expert}"

  /// The tensor's name, in patterns with `{block}` and `{expert}`.
  var tensor: String
  /// The tensor's shape, if it is not that of the parameter.
  var shape: [Int]?
  /// The first extent of the tensor, if only that differs from the parameter's shape.
  var rows: Int?
  /// The rows that are meant, if not all.
  var span: RowSpan?

  /// The tensor `tensor` or some of its rows.
  init(_ tensor: String, rows: Int? = nil, shape: [Int]? = nil, span: RowSpan? = nil) {
    (self.tensor, self.rows, self.shape, self.span) = (tensor, rows, shape, span)
  }

  /// The shape that the tensor must have, for a parameter of `shape`.
  func expectedShape(for shape: [Int]) -> [Int] {
    self.shape ?? rows.map { [$0] + shape.dropFirst() } ?? shape
  }
}

/// Rows `offset ..< offset + count` of every `period` rows.
struct RowSpan: Sendable {
  /// The first of the rows.
  var offset: Int
  /// How many they are.
  var count: Int
  /// After how many rows the next ones follow.
  var period: Int
}
