import Foundation
import Frontend
import IR
import Testing

/// The state in a file that a program saved.
struct SavedState {
  /// How many tokens went into it.
  let position: Int
  private let module: Module
  private let stacks: [String: Matrix]

  private static let headerBytes = 128
  private static let positionOffset = 80
  private static let payloadOffset = 88
  /// Every state starts at a multiple of so many numbers.
  private static let alignment = 16

  /// Reads the file `path` that the program of `module` saved.
  init(_ path: String, of module: Module) throws {
    self.module = module
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    try #require(bytes.count >= Self.headerBytes)
    func number(at offset: Int) -> Int {
      (0..<8).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
    }
    position = number(at: Self.positionOffset)
    let end = Self.headerBytes + number(at: Self.payloadOffset)
    try #require(end <= bytes.count)
    let saved = Matrix.floats(bytes[Self.headerBytes..<end])
    var stacks: [String: Matrix] = [:]
    var (inMemory, next) = (0, 0)
    for state in module.states {
      let padding = (Self.alignment - inMemory % Self.alignment) % Self.alignment
      next += padding
      let extents = state.type.extents(tokens: 0)
      let size = extents.reduce(1, *)
      // Of a state that grows, each block has the rows of the tokens so far; the others are zero.
      let kept = state.limit.map { [position] in size / $0 * position } ?? size
      var elements: [Float] = []
      for _ in 0..<(state.count ?? 1) {
        try #require(next + kept <= saved.count)
        elements += saved[next..<next + kept] + [Float](repeating: 0, count: size - kept)
        next += kept
      }
      inMemory += padding + elements.count
      stacks[state.name] = Matrix(width: extents.last ?? 1, elements: elements)
    }
    self.stacks = stacks
    try #require(saved.count == next)
  }

  /// The state whose name ends in `role` of the block `number`; nil where the block has none.
  func state(_ role: String, ofBlock number: Int) -> Matrix? {
    for state in module.states where state.name.hasSuffix(".\(role)") {
      let stem = state.name.prefix { $0 != "." } + "."
      let numbers = module.parameters.first { $0.name.hasPrefix(stem) }?.blocks ?? []
      guard let index = numbers.firstIndex(of: number), let stack = stacks[state.name] else {
        continue
      }
      let each = stack.rows / numbers.count
      return stack.rows(index * each..<(index + 1) * each)
    }
    return nil
  }
}
