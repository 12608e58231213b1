import Foundation
import Frontend
import Testing

/// What a reference model computes.
struct Golden {
  /// The tensors, named as in `p33.logits`: what a sequence of 33 tokens gives.
  let tensors: TensorFile
  /// The difference of logits that 32-bit arithmetic may make: 20 times what the reference implementation's makes.
  let bound: Float

  /// How many tokens each sequence is continued by.
  static let steps = 32
  /// The lengths of the sequences.
  static let lengths = [1, 7, 33, 200, 513]

  /// Reads the tensors at `path` and what is told of them beside.
  init(_ path: String) throws {
    tensors = try TensorFile(path)
    let facts = path.replacingOccurrences(of: ".safetensors", with: ".json")
    let json = try JSONReader.read(FileReader(facts).readAll(limit: 1 << 20), file: facts)
    let error = try #require(json["hf_float32_max_abs_err_p200"]?.number)
    bound = max(1e-4, 20 * Float(error))
  }

  /// The sequence of `length` tokens.
  func ids(_ length: Int) throws -> [Int] { try tensors.integers("p\(length).input_ids") }

  /// Checks the logits after all tokens of the sequence of `length`, wherever they are known.
  func check(
    _ logits: Matrix, _ length: Int, within bound: Float,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try #require(logits.rows == length, sourceLocation: sourceLocation)
    if tensors.has("p\(length).logits") {
      let all = try tensors.matrix("p\(length).logits")
      #expect(try logits.difference(from: all) <= bound, sourceLocation: sourceLocation)
      return
    }
    let last = try tensors.matrix("p\(length).logits_last")
    let some = try tensors.matrix("p\(length).logits_at")
    let places = try tensors.integers("p\(length).at")
    let difference = max(
      try logits.rows([length - 1]).difference(from: last),
      try logits.rows(places).difference(from: some))
    #expect(difference <= bound, sourceLocation: sourceLocation)
  }

  /// Checks 32 greedy steps along the reference's own tokens `tokens` (`p33.greedy`): `logits` holds a row for each, of the
  /// prefix and the tokens before it.
  ///
  /// Where the reference's margin is within what rounding changes of two logits, either may win; nearly everywhere it is not.
  func checkGreedy(
    _ logits: Matrix, _ tokens: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let margins = try tensors.matrix(tokens.replacing("greedy", with: "greedy_margin")).elements
    let expected = try tensors.integers(tokens)
    try #require(logits.rows == Self.steps && expected.count == Self.steps)
    try #require(margins.count == Self.steps)
    #expect(margins.count { $0 <= 2 * bound } <= 1, sourceLocation: sourceLocation)
    for (index, token) in expected.enumerated() {
      let row = Array(logits[index])
      if margins[index] > 2 * bound {
        #expect(logits.argmax(index) == token, "\(tokens), \(index)")
      }
      #expect((row.max() ?? .nan) - row[token] <= 2 * bound, "\(tokens), \(index)")
    }
    let greatest = tokens.replacing("greedy", with: "greedy_top1")
    guard tensors.has(greatest) else { return }
    let found = expected.indices.map { logits[$0].reduce(-.infinity, max) }
    let difference = try Matrix(width: 1, elements: found).difference(
      from: Matrix(width: 1, elements: try tensors.matrix(greatest).elements))
    #expect(difference <= bound, "\(greatest)", sourceLocation: sourceLocation)
  }

  /// The tokens that must continue `prefix` (`p33.greedy`), up to the first that rounding could change.
  func greedy(_ tokens: String) throws -> [Int] {
    let margins = try tensors.matrix(tokens.replacing("greedy", with: "greedy_margin")).elements
    let certain = margins.firstIndex { $0 <= 2 * bound } ?? margins.count
    return Array(try tensors.integers(tokens).prefix(certain))
  }
}
