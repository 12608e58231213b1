import IR

extension LoopPass {
  /// Gives every buffer its place: parameters and states one after the other, scratch buffers where nothing live is.
  ///
  /// Scratch is packed greedily, largest first, each at the lowest offset that no buffer live at the same time covers.
  static let planMemory = LoopPass(
    "plan-memory", "assign every buffer its place in memory", .bitwise
  ) { module, _ in
    var module = module
    let lives = Dictionary(
      uniqueKeysWithValues: module.functions.map { ($0.name, Liveness.of($0, module.buffers)) })
    var placed: [(buffer: Buffer, offset: Int)] = []
    let scratch = module.buffers.filter { $0.isScratch }
    for buffer in scratch.sorted(by: { ($0.count, $1.name) > ($1.count, $0.name) }) {
      let rivals = placed.filter { other in
        lives.values.contains { $0.interfere(buffer.name, other.buffer.name) }
      }
      placed.append((buffer, MemoryPlan.lowestFit(buffer.count, among: rivals)))
    }
    let offsets = Dictionary(uniqueKeysWithValues: placed.map { ($0.buffer.name, $0.offset) })
    var (parameters, states) = (0, 0)
    for index in module.buffers.indices {
      let size = MemoryPlan.aligned(module.buffers[index].count)
      switch module.buffers[index].space {
      case .parameter:
        module.buffers[index].space = .parameter(offset: parameters)
        parameters += size
      case .state:
        module.buffers[index].space = .state(offset: states)
        states += size
      case .scratch:
        module.buffers[index].space = .scratch(offset: offsets[module.buffers[index].name])
      case .stack, .argument: break
      }
    }
    try MemoryPlanVerifier.verify(module)
    return module
  }
}

/// The sizes of a planned module's memory, in elements.
public struct MemoryPlan: Hashable, Sendable {
  /// Elements of all parameters, states and scratch.
  public var parameters, states, scratch: Int

  /// Buffers start at multiples of this many elements: 64 bytes.
  public static let alignment = 16

  /// The sizes of `module`, whose buffers all have their places.
  public init(_ module: LoopModule) {
    (parameters, states, scratch) = (0, 0, 0)
    for buffer in module.buffers {
      let end = { (offset: Int?) in Self.aligned((offset ?? 0) + buffer.count) }
      switch buffer.space {
      case .parameter(let offset): parameters = max(parameters, end(offset))
      case .state(let offset): states = max(states, end(offset))
      case .scratch(let offset): scratch = max(scratch, end(offset))
      case .stack, .argument: break
      }
    }
  }

  /// The next multiple of the alignment.
  static func aligned(_ count: Int) -> Int {
    (count + alignment - 1) / alignment * alignment
  }

  /// The lowest aligned offset at which `count` elements meet none of the placed buffers.
  static func lowestFit(_ count: Int, among placed: [(buffer: Buffer, offset: Int)]) -> Int {
    var offset = 0
    for rival in placed.sorted(by: { $0.offset < $1.offset }) {
      if offset + count <= rival.offset { break }
      offset = max(offset, aligned(rival.offset + rival.buffer.count))
    }
    return offset
  }
}

extension Buffer {
  /// Whether the buffer is in scratch memory.
  var isScratch: Bool {
    if case .scratch = space { true } else { false }
  }
}
