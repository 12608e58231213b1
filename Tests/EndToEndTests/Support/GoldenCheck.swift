import Frontend
import IR
import Testing

/// The comparison of one compiled model with what it should compute.
struct GoldenCheck {
  let golden: Golden
  let emitted: Emitted
  /// The graph of the model.
  let module: Module

  /// Compiles the model in the folder `model` with `options`.
  init(model: String, golden: String, _ options: [String] = []) throws {
    try self.init(Golden(golden), Emitted(model, options), of: model)
  }

  /// Compares a project that was built already from the folder `model`.
  init(_ golden: Golden, _ emitted: Emitted, of model: String) throws {
    self.golden = golden
    self.emitted = emitted
    module = try GraphImporter.module(of: ModelLoader.open(model).architecture)
  }

  /// Everything there is to compare.
  func all() throws {
    try logits(Golden.lengths, within: golden.bound)
    try pairedSequences()
    try continuations()
    for length in Golden.lengths { try states(length) }
    try resumption()
  }

  /// Logits of sequences given at once and in several calls.
  func logits(_ lengths: [Int], within bound: Float) throws {
    var splits = SeededSplit(seed: 1)
    for length in lengths {
      let ids = try golden.ids(length)
      try golden.check(emitted.logits(ids), length, within: bound)
      try golden.check(
        emitted.logits(ids, split: splits.lengths(length)), length, within: bound)
    }
  }

  /// The two sequences of different lengths that the reference ran together, each alone.
  private func pairedSequences() throws {
    let ids = try golden.tensors.integers("batch2.input_ids")
    let longest = try golden.tensors.shape("batch2.input_ids")[1]
    for (index, length) in try golden.tensors.integers("batch2.lengths").enumerated() {
      let own = Array(ids[(index * longest)...].prefix(length))
      let expected = try golden.tensors.matrix("batch2.logits_\(index)")
      #expect(try emitted.logits(own).difference(from: expected) <= golden.bound)
      try continuation(of: own, "batch2.greedy_\(index)")
    }
  }

  private func continuations() throws {
    for length in Golden.lengths {
      try continuation(of: golden.ids(length), "p\(length).greedy")
    }
  }

  /// All steps along the reference's tokens, one call each, and what `generate` makes of the sequence by itself.
  private func continuation(of ids: [Int], _ tokens: String) throws {
    let forced = try golden.tensors.integers(tokens).dropLast()
    let logits = try emitted.logits(ids + forced, split: [ids.count] + forced.map { _ in 1 })
    try golden.checkGreedy(logits.rows((ids.count - 1)..<logits.rows), tokens)
    let found = try emitted.greedy(ids)
    let expected = try golden.greedy(tokens)
    #expect(found.count == Golden.steps, "\(tokens)")
    #expect(Array(found.prefix(expected.count)) == expected, "\(tokens)")
  }

  /// The state after the sequence of `length` tokens, given at once and in several calls.
  private func states(_ length: Int) throws {
    var splits = SeededSplit(seed: 2)
    for split in [[], splits.lengths(length)] {
      let file = emitted.around["state"]
      _ = try emitted.logits(golden.ids(length), split: split, to: file)
      try states(SavedState(file, of: module), length)
    }
  }

  private func states(_ state: SavedState, _ length: Int) throws {
    #expect(state.position == length)
    let blocks = 1 + (module.parameters.compactMap(\.blocks.last).max() ?? 0)
    for block in 0..<blocks {
      let names = (conv: "p\(length).conv_state.\(block)", scan: "p\(length).ssm_state.\(block)")
      if golden.tensors.has(names.conv) {
        let tail = try #require(state.state("conv_tail", ofBlock: block))
        let inputs = try golden.tensors.matrix(names.conv)
        try check(
          tail, inputs.columns((inputs.width - tail.rows)..<inputs.width), names.conv, length)
      }
      if golden.tensors.has(names.scan) {
        let found = try #require(state.state("ssm", ofBlock: block))
        let heads = try golden.scanShape(names.scan)[0]
        let scan = try golden.tensors.matrix(names.scan).transposedBlocks(heads)
        try check(found, scan, names.scan, length)
      }
    }
  }

  private func check(_ found: Matrix, _ expected: Matrix, _ what: String, _ length: Int) throws {
    let difference = try found.difference(from: expected)
    #expect(difference <= golden.bound * max(1, expected.magnitude), "\(what) after \(length)")
  }

  /// A state saved in one process goes on in another to the same bits.
  func resumption() throws {
    let ids = try golden.ids(200)
    let file = emitted.around["state"]
    for first in [1, 33, 130] {
      let together = try emitted.logits(ids, split: [first, ids.count - first])
      let before = try emitted.logits(Array(ids[..<first]), split: [first], to: file)
      let after = try emitted.logits(Array(ids[first...]), from: file)
      #expect(before.elements + after.elements == together.elements, "saved after \(first)")
    }
  }
}

extension Golden {
  /// The shape `[heads, channels, state]` of the states `name`; those of a diagonal scan are of one head.
  func scanShape(_ name: String) throws -> [Int] {
    let shape = try tensors.shape(name)
    return shape.count == 2 ? [1] + shape : shape
  }
}

extension Matrix {
  /// The columns `range`, each as a row.
  func columns(_ range: Range<Int>) -> Matrix {
    Matrix(
      width: rows,
      elements: range.flatMap { column in (0..<rows).map { elements[$0 * width + column] } })
  }

  /// The rows in `count` blocks of as many, each block transposed.
  func transposedBlocks(_ count: Int) -> Matrix {
    let height = rows / count
    let blocks = (0..<count).map { block in
      rows((block * height)..<((block + 1) * height)).columns(0..<width)
    }
    return Matrix(width: height, elements: blocks.flatMap(\.elements))
  }
}
