import Project

/// What a file or folder was found to be.
struct Inspection {
  /// What it is, in words.
  var kind: String
  /// What is known of it, under keys that are the same in text and in JSON.
  var facts: [OrderedJSON.Member]
  /// Its tensors, in the order of the file.
  var tensors: [TensorRow] = []

  /// All but the tensors themselves.
  var summary: [OrderedJSON.Member] {
    [.init("kind", .text(kind))] + facts + totals
  }

  /// Everything.
  var json: OrderedJSON {
    .object(summary + (tensors.isEmpty ? [] : [.init("tensors", .list(tensors.map(\.json)))]))
  }

  private var totals: [OrderedJSON.Member] {
    guard !tensors.isEmpty else { return [] }
    var types: [String: Int] = [:]
    for tensor in tensors { types[tensor.type, default: 0] += 1 }
    let bytes = Self.sum(tensors.map(\.bytes))
    return [
      .init("parameters", .integer(Self.sum(tensors.map(\.count)))),
      .init("parameter_bytes", bytes == 0 ? .null : .integer(bytes)),
      .init(
        "dtypes",
        .object(types.sorted { $0.key < $1.key }.map { .init($0.key, .integer($0.value)) })),
    ]
  }

  /// The sum, or the greatest number: tensors of one file may share their bytes, so that their sum has no bound.
  private static func sum(_ numbers: [Int]) -> Int {
    numbers.reduce(0) { sum, number in
      let next = sum.addingReportingOverflow(number)
      return next.overflow ? Int.max : next.partialValue
    }
  }
}

/// A tensor, or several that differ only in the number of their block.
struct TensorRow: Hashable {
  /// As in the file; in a merged row `blocks.{0..23}.in_proj`.
  var name: String
  /// The element type, in the words of its container.
  var type: String
  /// Extents, outermost first.
  var shape: [Int]
  /// Elements, of all tensors of a merged row together.
  var count: Int
  /// Bytes, likewise; 0 where nothing is stored.
  var bytes: Int

  /// One tensor.
  init(_ name: String, _ type: String, _ shape: [Int], count: Int, bytes: Int) {
    self.name = name
    self.type = type
    self.shape = shape
    self.count = count
    self.bytes = bytes
  }

  /// The row as a member of the list of tensors.
  var json: OrderedJSON {
    .object([
      .init("name", .text(name)), .init("dtype", .text(type)),
      .init("shape", .list(shape.map(OrderedJSON.integer))), .init("bytes", .integer(bytes)),
    ])
  }
}
