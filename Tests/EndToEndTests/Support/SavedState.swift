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
  /// Every state starts at a multiple of so many numbers.
  private static let alignment = 16

  /// Reads the file `path` that the program of `module` saved.
  init(_ path: String, of module: Module) throws {
    self.module = module
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    try #require(bytes.count >= Self.headerBytes)
    position = (0..<8).reduce(0) { $0 | Int(bytes[Self.positionOffset + $1]) << (8 * $1) }
    let numbers = Matrix.floats(bytes[Self.headerBytes...])
    var stacks: [String: Matrix] = [:]
    var (start, end) = (0, 0)
    for state in module.states {
      let extents = state.type.extents(tokens: 0)
      let count = (state.count ?? 1) * extents.reduce(1, *)
      end = start + count
      try #require(end <= numbers.count)
      stacks[state.name] = Matrix(
        width: extents.last ?? 1, elements: Array(numbers[start..<end]))
      start = (end + Self.alignment - 1) / Self.alignment * Self.alignment
    }
    self.stacks = stacks
    try #require(numbers.count == end)
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
