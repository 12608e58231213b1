import Diagnostics
import IR

/// Checks a memory plan by another method than the one that makes it: it follows who wrote each region of memory last.
///
/// Every write of a buffer claims its whole region and so evicts whatever overlaps it; a read of a buffer that was
/// evicted since it was written is a fault. Loops over stages are followed twice, so that a claim late in one
/// iteration is seen by a read early in the next.
public enum MemoryPlanVerifier {
  /// Throws the first fault of the plan of `module`.
  public static func verify(_ module: LoopModule) throws {
    try checkPlaces(module)
    try checkDisjoint(module)
    let scratch = module.buffers.filter { $0.space.isScratch }
    for function in module.functions {
      var owners = Ownership(function.name, buffers: scratch, handover: module.handover)
      try owners.follow(function.body)
      try owners.checkHandover()
    }
  }

  /// Every shared buffer has a place, at a multiple of the alignment.
  private static func checkPlaces(_ module: LoopModule) throws {
    for buffer in module.buffers {
      switch buffer.space {
      case .parameter(let offset), .state(let offset), .scratch(let offset):
        guard let offset, offset >= 0, offset.isMultiple(of: Storage.alignment) else {
          throw Diagnostic(
            .badMemoryPlan,
            "buffer '\(buffer.name)' has no place at a multiple of \(Storage.alignment) bytes"
          )
        }
      case .stack, .argument: break
      }
    }
  }

  /// Parameters and states never share memory.
  private static func checkDisjoint(_ module: LoopModule) throws {
    for kind in ["parameter", "state"] {
      let ranges = module.buffers.compactMap { buffer -> (BufferID, Range<Int>)? in
        switch (kind, buffer.space) {
        case ("parameter", .parameter(let offset?)), ("state", .state(let offset?)):
          (buffer.name, offset..<offset + buffer.bytes)
        default: nil
        }
      }.sorted { $0.1.lowerBound < $1.1.lowerBound }
      for (left, right) in zip(ranges, ranges.dropFirst())
      where left.1.upperBound > right.1.lowerBound {
        throw Diagnostic(.badMemoryPlan, "\(kind)s '\(left.0)' and '\(right.0)' overlap")
      }
    }
  }
}

/// Who wrote each scratch region last, while following one function.
private struct Ownership {
  var function: String
  /// What the function leaves for the next.
  var handover: BufferID?
  var regions: [BufferID: Range<Int>] = [:]
  var valid: Set<BufferID>
  /// What some thread may still be reading until the end of the next stage.
  var unguarded: Set<BufferID> = []

  init(_ function: String, buffers: [Buffer], handover: BufferID?) {
    self.function = function
    self.handover = handover
    for buffer in buffers {
      if case .scratch(let offset?) = buffer.space {
        regions[buffer.name] = offset..<offset + buffer.bytes
      }
    }
    valid = Set([handover].compactMap { $0 })
  }

  mutating func follow(_ statements: [Statement]) throws {
    for statement in statements {
      switch statement {
      case .team(let body), .section(_, let body): try follow(body)
      case .loop(let loop) where loop.hasStages:
        try follow(loop.body)
        try follow(loop.body)
      case .index, .select:
        let names = Set(statement.reads.map(\.buffer).filter { regions[$0] != nil })
        try require(names)
        unguarded.formUnion(names)
      case .loop, .store, .accumulate, .define, .assign, .allocate, .call:
        try stage(statement)
      }
    }
  }

  /// The rows that a body leaves for a head, which runs next, must still be there.
  func checkHandover() throws {
    guard let handover, regions[handover] != nil, !valid.contains(handover) else { return }
    throw Diagnostic(
      .badMemoryPlan,
      "function '\(function)' reassigns the memory of '\(handover)' and does not write it again")
  }

  /// One stage: what it reads before it writes it must be there when it begins; what it writes and reads is needed all at
  /// once.
  private mutating func stage(_ statement: Statement) throws {
    var (needed, read, written): (Set<BufferID>, Set<BufferID>, Set<BufferID>) = ([], [], [])
    for step in statement.flattened {
      let names = step.reads.map(\.buffer).filter { regions[$0] != nil }
      needed.formUnion(names.filter { !written.contains($0) })
      read.formUnion(names)
      written.formUnion(step.writes.map(\.buffer).filter { regions[$0] != nil })
    }
    try require(needed)
    for name in written.sorted() { claim(name) }
    try require(read.union(written).union(unguarded))
    unguarded = []
  }

  private func require(_ names: Set<BufferID>) throws {
    for name in names.sorted() where !valid.contains(name) {
      throw Diagnostic(
        .badMemoryPlan,
        "function '\(function)' reads buffer '\(name)' after its memory was reassigned")
    }
  }

  private mutating func claim(_ name: BufferID) {
    guard let region = regions[name] else { return }
    for other in valid where other != name {
      if let rival = regions[other], rival.overlaps(region) { valid.remove(other) }
    }
    valid.insert(name)
  }
}
