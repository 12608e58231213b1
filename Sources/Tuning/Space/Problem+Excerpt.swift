import IR
import Schedule

extension Problem {
  /// The problem that an excerpt is, nil where there is nothing to choose.
  init?(_ excerpt: Excerpt, _ products: GemmProvider) {
    guard let label = excerpt.labels.last, let nest = excerpt.nest(label.kind) else { return nil }
    let operation: Operation
    var shape: [Size] = []
    var (weight, detail): (Storage?, String?) = (nil, nil)
    switch label.kind {
    case .linear, .experts:
      operation = label.kind == .linear ? .linear : .experts
      guard let buffer = nest.weight else { return nil }
      weight = buffer.storage
      shape = zip(["columns", "depth"], buffer.shape.suffix(2)).map { Size(name: $0, value: $1) }
      detail =
        label.kind == .experts
        ? excerpt.digest : nest.loops.contains("j") ? "bias" : nil
    case .chunkedScan:
      operation = .scan
      shape = [("heads", ["head", "group", "member"]), ("width", ["e"]), ("state", ["factor"])]
        .map { name, loops in
          Size(name: name, value: loops.compactMap { nest.extent(of: $0) }.reduce(1, *))
        }
      detail = excerpt.digest
    case .diagonalScan:
      operation = .diagonalScan
      shape = [("channels", "c"), ("state", "s")].map {
        Size(name: $0, value: nest.extent(of: $1) ?? 1)
      }
      detail = excerpt.digest
    case .scores, .recurrence, .chunkIntra, .chunkState, .statePass, .chunkInter: return nil
    }
    self.init(
      operation: operation, length: label.tokens == .one ? .one : .many, shape: shape,
      weight: weight, detail: detail, products: products)
  }
}

extension Excerpt {
  /// What tells the loops from others of the same sizes, whatever their buffers are called.
  fileprivate var digest: String {
    var numbers: [String: Int] = [:]
    for buffer in module.buffers { numbers[buffer.name.text] = numbers.count }
    var result = module
    result.name = "m"
    let words = LoopPrinter.print(result).split(separator: "\n").filter {
      !["buffer ", "section ", "func "].contains(where: $0.contains)
    }
    let isWord = { (character: Character) in
      character.isLetter || character.isNumber || character == "_"
    }
    var text = ""
    for line in words {
      var rest = line[...]
      while let first = rest.first {
        let word = rest.prefix(while: isWord)
        if word.isEmpty {
          text.append(first)
          rest = rest.dropFirst()
        } else {
          text += numbers[String(word)].map { "b\($0)" } ?? String(word)
          rest = rest[word.endIndex...]
        }
      }
    }
    return "loops \(MachineSignature.digits(text))"
  }
}
