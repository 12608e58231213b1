import IR
import Schedule

/// Loops of a program that can be run by themselves: one nest, or the scores and the scan that reads them.
public struct Excerpt: Sendable {
  /// What the function that they are of is for.
  public var entry: EntryPoint?
  /// The nests, in order.
  public var labels: [NestLabel]
  /// A module whose only function `run` takes the sizes around the loops, and whose states are all that the loops share with
  /// what is around them.
  public var module: LoopModule
  /// The blocks that it may be run for, nil where it stands outside them.
  public var blocks: Range<Int>?

  /// The name of the symbol that counts blocks.
  static let block: Symbol = "block"

  /// Weights that are worth going through, so that none is still in a cache when its turn comes again.
  private static let leastBytes = 64 << 20

  /// The excerpts of `module`, in the order of the program; those of functions for short calls are none.
  public static func all(of module: LoopModule) -> [Excerpt] {
    module.functions.filter { $0.entry?.limit == nil }.flatMap { function -> [Excerpt] in
      excerpts(of: function.body, in: function, module, around: nil)
    }
  }

  private static func excerpts(
    of statements: [Statement], in function: LoopFunction, _ module: LoopModule, around loop: Loop?
  ) -> [Excerpt] {
    var found: [Excerpt] = []
    var open: [(NestLabel, Statement)] = []
    for statement in statements {
      switch statement {
      case .section(let section, _):
        guard let label = section.nest else { continue }
        open.append((label, statement))
        if label.kind.isInner { continue }
        if let excerpt = Excerpt(open, in: function, module, around: loop) { found.append(excerpt) }
        open = []
      case .team(let body):
        found += excerpts(of: body, in: function, module, around: loop)
      case .loop(let inner) where loop == nil && inner.variable == block:
        found += excerpts(of: inner.body, in: function, module, around: inner)
      case .loop, .store, .accumulate, .define, .assign, .index, .allocate, .select, .call: break
      }
    }
    return found
  }

  private init?(
    _ parts: [(label: NestLabel, body: Statement)], in function: LoopFunction,
    _ module: LoopModule, around loop: Loop?
  ) {
    entry = function.entry
    labels = parts.map(\.label)
    let body = parts.map(\.body)
    let used = body.reduce(into: Set()) { $0.formUnion([$1].usedNames) }
    let made = Set(labels.dropLast().map(\.name))
    var sizes = function.sizes.filter { used.contains($0.name.text) }
    if let loop {
      guard let first = loop.lower.asConstant, loop.uppers.count == 1,
        let end = loop.uppers[0].asConstant, loop.step == 1
      else { return nil }
      let bytes = module.buffers.filter { used.contains($0.name.text) && $0.space.isParameter }
        .map { $0.bytes / max(1, $0.shape[0]) }.reduce(0, +)
      let wanted = bytes == 0 ? 1 : (Self.leastBytes + bytes - 1) / bytes
      let range = first..<min(end, first + wanted)
      blocks = range
      sizes.append(SizeParameter(Self.block, range.lowerBound, range.upperBound - 1))
    }
    let last = blocks?.upperBound
    let buffers = module.buffers.filter { used.contains($0.name.text) }.map { buffer in
      var buffer = buffer
      switch buffer.space {
      case .scratch: if !made.contains(buffer.name) { buffer.space = .state(offset: nil) }
      case .parameter, .state:
        if let last, buffer.name.isIndexed(by: Self.block, in: body) {
          buffer.shape[0] = min(buffer.shape[0], last)
        }
      case .stack, .argument: break
      }
      return buffer
    }
    let passed = function.arguments.filter { used.contains($0.name.text) }
    guard passed.allSatisfy(\.element.isReal) else { return nil }
    self.module = LoopModule(
      name: module.name,
      buffers: buffers + passed.map { Buffer($0.name, $0.element, $0.shape, .state(offset: nil)) },
      functions: [LoopFunction(name: "run", sizes: sizes, body: body)])
  }

  /// The nest with this label, as the excerpt's function sees it.
  public func nest(_ kind: NestKind) -> Nest? {
    var ranges = SymbolRanges()
    for size in module.functions[0].sizes { ranges.append(size) }
    let buffers = Dictionary(uniqueKeysWithValues: module.buffers.map { ($0.name, $0) })
    for case .section(let section, let body) in module.functions[0].body {
      guard let label = section.nest, label.kind == kind else { continue }
      return Nest(label, body, ranges, buffers)
    }
    return nil
  }
}

extension NestKind {
  /// Whether what it makes is only read by the nest that follows.
  fileprivate var isInner: Bool {
    switch self {
    case .scores: true
    case .linear, .chunkedScan, .recurrence, .diagonalScan, .experts, .chunkIntra, .chunkState,
      .statePass, .chunkInter:
      false
    }
  }
}

extension BufferID {
  /// Whether the first index of all its elements in `body` is `symbol`.
  fileprivate func isIndexed(by symbol: Symbol, in body: [Statement]) -> Bool {
    body.flatMap(\.flattened).flatMap { $0.reads + $0.writes }
      .allSatisfy { $0.buffer != self || $0.indices.first?.asSymbol == symbol }
  }
}

extension MemorySpace {
  /// Whether it is read-only weights.
  fileprivate var isParameter: Bool {
    if case .parameter = self { true } else { false }
  }
}
