/// `route scores, correction? {kind, chosen, …}`: which experts a token goes to, and how much each of them counts.
///
/// The gates of experts that are not chosen are zero. Of equal scores the one of the lower index goes first. By score:
/// Jiang et al. 2024, "Mixtral of Experts", section 2.1, and transformers' `GraniteMoeHybridTopKGating`, whose softmax is
/// over the chosen ones. By sigmoid, in groups: DeepSeek-AI 2024, "DeepSeek-V3", equations 13 to 16.
public struct Route: OperationDefinition {
  /// How gates come of scores.
  public var kind: RouteKind
  /// The number of experts that every token goes to.
  public var chosen: Int

  /// A choice of `chosen` experts.
  public init(_ kind: RouteKind, chosen: Int) {
    self.kind = kind
    self.chosen = chosen
  }

  /// The mnemonic in textual IR.
  static let name = "route"

  /// Reads it from the attributes in textual IR; throws where one is missing or means nothing.
  init(_ attributes: inout AttributeReader) throws {
    kind = try RouteKind(&attributes)
    chosen = try attributes.integer("chosen", atLeast: 1)
  }

  /// `route`.
  public var mnemonic: String { Self.name }

  /// The kind with what belongs to it, and the number chosen.
  public var attributes: [Attribute] { kind.attributes + [Attribute("chosen", .integer(chosen))] }

  /// `f32[T, E], f32[E]? → f32[T, E]`; only the choice by sigmoid takes a correction.
  public func resultTypes(
    _ operands: [TensorType], in module: Module
  ) throws(TypeError) -> [TensorType] {
    var (groups, kept, takesCorrection) = (1, 1, false)
    if case .sigmoid(let grouping, _, _) = kind {
      (groups, kept, takesCorrection) = (grouping.count, grouping.kept, true)
    }
    try require(operands, count: 1...(takesCorrection ? 2 : 1))
    try require(operands[0], "scores", rank: 2)
    let experts = try fixed(operands[0].shape[1], "number of experts")
    if operands.count == 2 {
      try require(operands[1], "a correction", is: TensorType(.f32, [.fixed(experts)]))
    }
    guard experts % groups == 0, kept <= groups, chosen <= experts / groups * kept else {
      throw TypeError(
        "cannot choose \(chosen) of \(experts) experts from \(kept) of \(groups) groups")
    }
    return [operands[0]]
  }

  /// Token by token, in steps that are the same for all kinds.
  @_specialize(where S == RealSemantics)
  @_specialize(where S == PrimeField)
  public func evaluate<S: Semantics>(
    _ operands: [Tensor<S.Element>], as semantics: S.Type
  ) -> [Tensor<S.Element>] {
    var gates = operands[0]
    let experts = gates.shape[1]
    let correction = operands.dropFirst().first?.elements
    for start in stride(from: 0, to: gates.elements.count, by: max(experts, 1)) {
      let row = start..<start + experts
      gates.elements.replaceSubrange(
        row, with: self.gates(Array(gates.elements[row]), correction, as: S.self))
    }
    return [gates]
  }

  /// The gates of one token.
  private func gates<S: Semantics>(
    _ scores: [S.Element], _ correction: [S.Element]?, as semantics: S.Type
  ) -> [S.Element] {
    var (weights, candidates) = (scores, Array(scores.indices))
    var order = scores
    switch kind {
    case .softmaxOfChosen: weights = exponentials(scores, as: S.self)
    case .softmaxThenChoose:
      weights = exponentials(scores, as: S.self)
      let total = weights.reduce(S.zero, S.add)
      weights = weights.map { S.apply(.divide, $0, total) }
    case .sigmoid(let grouping, _, _):
      weights = scores.map { S.apply(.sigmoid, $0) }
      order = correction.map { zip(weights, $0).map(S.add) } ?? weights
      candidates = grouping.members(of: order, as: S.self)
    }
    var gates = [S.Element](repeating: S.zero, count: scores.count)
    for expert in greatest(chosen, of: order, among: candidates, as: S.self) {
      gates[expert] = weights[expert]
    }
    if kind.isNormalized {
      let total = S.add(gates.reduce(S.zero, S.add), S.value(kind.leastTotal))
      gates = gates.map { $0 == S.zero ? $0 : S.apply(.divide, $0, total) }
    }
    guard case .sigmoid(_, _, let scale) = kind else { return gates }
    return gates.map { S.multiply($0, S.value(scale)) }
  }

  /// e to the power of each score, the greatest of them taken away first.
  private func exponentials<S: Semantics>(
    _ scores: [S.Element], as semantics: S.Type
  ) -> [S.Element] {
    guard let first = scores.first else { return [] }
    let most = scores.reduce(first) { S.less($0, $1) ? $1 : $0 }
    return scores.map { S.apply(.exp, S.apply(.subtract, $0, most)) }
  }
}

/// How the gates of experts come of their scores.
public enum RouteKind: Hashable, Sendable {
  /// The softmax over the scores of the chosen experts.
  case softmaxOfChosen
  /// The softmax over all scores, of which the chosen ones are left, divided by their sum where `normalized`.
  case softmaxThenChoose(normalized: Bool)
  /// Sigmoids, chosen by group and after a correction; divided by their sum where `normalized`, then times `scale`.
  case sigmoid(ExpertGroups, normalized: Bool, scale: Double)

  /// Whether gates are divided by their sum.
  public var isNormalized: Bool {
    switch self {
    case .softmaxOfChosen: true
    case .softmaxThenChoose(let normalized), .sigmoid(_, let normalized, _): normalized
    }
  }

  /// What is added to the sum that gates are divided by: sigmoids may all be zero.
  public var leastTotal: Double {
    switch self {
    case .softmaxOfChosen, .softmaxThenChoose: 0
    case .sigmoid: 1e-20
    }
  }

  /// Reads it from the attributes in textual IR; throws where one is missing or means nothing.
  init(_ attributes: inout AttributeReader) throws {
    switch attributes.take("kind") {
    case .word("softmax_of_chosen")?: self = .softmaxOfChosen
    case .word("softmax_then_choose")?:
      self = .softmaxThenChoose(normalized: try attributes.truth("normalized"))
    case .word("sigmoid")?:
      let groups = ExpertGroups(
        try attributes.integer("groups", atLeast: 1),
        kept: try attributes.integer("groups_kept", atLeast: 1))
      let scale = try attributes.single("scale")
      self = .sigmoid(groups, normalized: try attributes.truth("normalized"), scale: scale)
    default:
      throw attributes.failure(
        "needs a 'kind': softmax_of_chosen, softmax_then_choose or sigmoid")
    }
  }

  /// What textual IR says of the kind.
  var attributes: [Attribute] {
    switch self {
    case .softmaxOfChosen: [Attribute("kind", .word("softmax_of_chosen"))]
    case .softmaxThenChoose(let normalized):
      [
        Attribute("kind", .word("softmax_then_choose")),
        Attribute("normalized", .word("\(normalized)")),
      ]
    case .sigmoid(let groups, let normalized, let scale):
      [
        Attribute("kind", .word("sigmoid")), Attribute("groups", .integer(groups.count)),
        Attribute("groups_kept", .integer(groups.kept)),
        Attribute("normalized", .word("\(normalized)")), Attribute("scale", .real(scale)),
      ]
    }
  }
}

/// Equal groups of consecutive experts, of which only the best are chosen from.
///
/// A group is worth the sum of the two greatest corrected scores in it.
public struct ExpertGroups: Hashable, Sendable {
  /// The number of groups.
  public var count: Int
  /// The number of groups whose experts may be chosen.
  public var kept: Int
  /// The members whose scores make up what a group is worth.
  public static let judges = 2

  /// `count` groups, of which the best `kept` are chosen from.
  public init(_ count: Int = 1, kept: Int = 1) {
    self.count = count
    self.kept = kept
  }

  /// The experts of the groups that are kept.
  func members<S: Semantics>(of scores: [S.Element], as semantics: S.Type) -> [Int] {
    let size = scores.count / count
    let groups = (0..<count).map { Array($0 * size..<($0 + 1) * size) }
    let worth = groups.map { group in
      greatest(Self.judges, of: scores, among: group, as: S.self)
        .reduce(S.zero) { S.add($0, scores[$1]) }
    }
    return greatest(kept, of: worth, among: Array(groups.indices), as: S.self)
      .sorted().flatMap { groups[$0] }
  }
}

/// The indices of the `count` greatest of `numbers` among `candidates`, which ascend, greatest first.
private func greatest<S: Semantics>(
  _ count: Int, of numbers: [S.Element], among candidates: [Int], as semantics: S.Type
) -> ArraySlice<Int> {
  candidates.sorted { left, right in
    S.less(numbers[right], numbers[left])
      || !S.less(numbers[left], numbers[right]) && left < right
  }.prefix(count)
}
