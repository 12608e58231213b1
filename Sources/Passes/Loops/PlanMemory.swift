import IR

extension LoopPass {
  /// Gives every buffer its place: parameters and states one after the other, scratch buffers where nothing live is.
  ///
  /// Scratch is packed greedily, largest first, each at the lowest offset that no buffer live at the same time covers.
  package static let planMemory = LoopPass(
    "plan-memory", "assign every buffer its place in memory", .bitwise
  ) { module, _ in
    var module = module
    let lives = Dictionary(
      uniqueKeysWithValues: module.functions.map { ($0.name, Liveness.of($0, in: module)) })
    var placed: [(buffer: Buffer, offset: Int)] = []
    let scratch = module.buffers.filter { $0.space.isScratch }
    for buffer in scratch.sorted(by: { ($0.bytes, $1.name) > ($1.bytes, $0.name) }) {
      let rivals = placed.filter { other in
        lives.values.contains { $0.interfere(buffer.name, other.buffer.name) }
      }
      placed.append((buffer, MemoryPlan.lowestFit(buffer.bytes, among: rivals)))
    }
    let offsets = Dictionary(uniqueKeysWithValues: placed.map { ($0.buffer.name, $0.offset) })
    var (parameters, states) = (0, 0)
    for index in module.buffers.indices {
      let size = Storage.aligned(module.buffers[index].bytes)
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

/// The sizes of a planned module's memory, in bytes.
public struct MemoryPlan: Hashable, Sendable {
  /// The bytes of all parameters, states and scratch.
  public var parameters, states, scratch: Int

  /// The sizes of `module`, whose buffers all have their places.
  public init(_ module: LoopModule) {
    (parameters, states, scratch) = (0, 0, 0)
    for buffer in module.buffers {
      let end = { (offset: Int?) in Storage.aligned((offset ?? 0) + buffer.bytes) }
      switch buffer.space {
      case .parameter(let offset): parameters = max(parameters, end(offset))
      case .state(let offset): states = max(states, end(offset))
      case .scratch(let offset): scratch = max(scratch, end(offset))
      case .stack, .argument: break
      }
    }
  }

  /// The lowest aligned offset at which `bytes` meet none of the placed buffers.
  static func lowestFit(_ bytes: Int, among placed: [(buffer: Buffer, offset: Int)]) -> Int {
    var offset = 0
    for rival in placed.sorted(by: { $0.offset < $1.offset }) {
      if offset + bytes <= rival.offset { break }
      offset = max(offset, Storage.aligned(rival.offset + rival.buffer.bytes))
    }
    return offset
  }
}
