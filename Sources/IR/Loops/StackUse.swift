extension LoopFunction {
  /// Bytes of the arrays that one thread has on its stack at the same time.
  public var stackBytes: Int { 4 * Self.stackElements(body) }

  /// The most elements of arrays that are declared at the same time while `block` runs.
  private static func stackElements(_ block: [Statement]) -> Int {
    block.reduce(0) { $0 + ($1.declaredBuffer?.count ?? 0) }
      + (block.map { stackElements($0.children) }.max() ?? 0)
  }
}
