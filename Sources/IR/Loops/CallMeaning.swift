extension Call {
  /// The loops that the call stands for, over the caller's buffers; its loop variables end in `suffix`, which keeps them apart from
  /// those around the call.
  public func inlined(suffix: String) -> [Statement] {
    let sizes = Dictionary(uniqueKeysWithValues: zip(kernel.sizes, sizes))
    let views = Dictionary(uniqueKeysWithValues: zip(kernel.parameters.map(\.name), views))
    return kernel.meaning.loops(
      accumulates: accumulates,
      loop: { Loop(Symbol("\($0)\(suffix)"), to: sizes[$1] ?? [], []) },
      access: { formal in views[formal.buffer]?.element(formal.indices, suffix) ?? formal })
  }
}

extension View {
  /// The element that the formal indices name, whose variables get `suffix`.
  fileprivate func element(_ indices: [Affine], _ suffix: String) -> Access {
    var position = origin
    for (axis, index) in zip(axes, indices) {
      let terms = index.terms.map { Affine.Term(Symbol("\($0.symbol)\(suffix)"), $0.coefficient) }
      position[axis] = position[axis] + Affine(index.constant, terms)
    }
    return Access(buffer, position)
  }
}
