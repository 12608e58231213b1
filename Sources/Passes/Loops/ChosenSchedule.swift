import IR
import Schedule

extension Schedule {
  /// The schedule that arranged `module`: each nest by its name, or all of a kind together where they are arranged alike.
  public init(of module: LoopModule, tokens: Int, chunk: Int?, tiles: Tiles = Tiles()) throws {
    let limits = module.functions.compactMap { $0.entry?.role == .prefill ? $0.entry?.limit : nil }
    self.init(tokens: tokens, variants: limits.sorted(), chunk: chunk, tiles: tiles)
    var lines: [(label: NestLabel, rewrites: [String])] = []
    for section in module.functions.flatMap(\.body).flatMap(\.flattened).compactMap(\.section) {
      guard let label = section.nest, !lines.contains(where: { $0.label == label }) else {
        continue
      }
      lines.append((label, section.rewrites))
    }
    if lines.contains(where: { $0.label.kind == .chunkIntra }) { fusesSteps = false }
    for (label, rewrites) in lines {
      let alike = lines.filter { ($0.label.kind, $0.label.tokens) == (label.kind, label.tokens) }
      let isCommon = alike.allSatisfy { $0.rewrites == rewrites }
      if isCommon, alike[0].label != label { continue }
      let name = isCommon ? nil : label.name
      nests.append(
        NestSchedule(label.kind, label.tokens, name: name, try rewrites.map(Rewrite.init(text:))))
    }
  }
}

extension Statement {
  /// The head of the section that this statement is.
  fileprivate var section: Section? {
    if case .section(let section, _) = self { section } else { nil }
  }
}
