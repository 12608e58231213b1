import Diagnostics

/// Gives every parameter of an architecture its tensor, and every tensor its parameter.
struct WeightBinder {
  let architecture: Architecture
  let names: TensorNames
  /// The file that the architecture comes from.
  let configuration: String
  /// Whether a tied head that is stored too is compared by value, which reads it.
  let verifying: Bool

  /// The parameters of the architecture, in its order; throws unless `tensors` are exactly what they need.
  func bind(_ tensors: [StoredTensor]) throws -> [CheckpointParameter] {
    var index: [ByteKey: StoredTensor] = [:]
    for tensor in tensors {
      if let other = index.updateValue(tensor, forKey: ByteKey(tensor.name)) {
        throw Diagnostic(
          .unexpectedTensor, "tensor \(named(tensor.name)) is in two files", at: tensor.place,
          notes: ["the other is \(other.file.path)"])
      }
    }
    var parameters: [CheckpointParameter] = []
    var missing: [String] = []
    var used: Set<ByteKey> = []
    for slot in architecture.parameterShapes {
      if let computed = slot.computed {
        parameters.append(
          CheckpointParameter(name: slot.name, shape: slot.shape, source: .computed(computed)))
        continue
      }
      var runs: [TensorRun] = []
      for piece in names.pieces(of: slot) {
        let key = ByteKey(piece.tensor)
        guard let tensor = index[key] else {
          missing.append(piece.tensor)
          continue
        }
        used.insert(key)
        try check(tensor, piece.expectedShape(for: slot.shape))
        runs += TensorRun.runs(of: tensor, piece.span)
      }
      parameters.append(
        CheckpointParameter(name: slot.name, shape: slot.shape, source: .stored(runs)))
    }
    if missing.isEmpty, architecture.tiedHead,
      case .stored(let runs)? = parameters.first?.source, let embedding = runs.first?.tensor,
      let head = index[ByteKey(names.head)]
    {
      used.insert(ByteKey(head.name))
      try check(head, embedding.shape)
      if verifying { try checkEqual(head, embedding) }
    }
    let unexpected = index.filter { !used.contains($0.key) && !names.isSpare($0.value.name) }
    try checkComplete(
      missing: missing.uniqued, unexpected: unexpected.values.sorted { $0.name < $1.name })
    return parameters
  }

  private func check(_ tensor: StoredTensor, _ shape: [Int]) throws {
    guard tensor.shape == shape else {
      throw Diagnostic(
        .wrongShape, "tensor \(named(tensor.name)) has shape \(tensor.shape), expected \(shape)",
        at: tensor.place, notes: ["expected by \(configuration)"])
    }
    guard tensor.type.isWeight else {
      throw Diagnostic(
        .wrongType,
        "tensor \(named(tensor.name)) is \(tensor.type.rawValue), expected F32, F16, BF16 or F64",
        at: tensor.place)
    }
  }

  private func checkComplete(missing: [String], unexpected: [StoredTensor]) throws {
    let shown = 5
    if let first = missing.first {
      var notes = missing.dropFirst().prefix(shown).map { "\(named($0)) is missing too" }
      if missing.count > shown + 1 { notes.append("\(missing.count) are missing in all") }
      notes += unexpected.prefix(shown).map { "\(named($0.name)) is not used" }
      throw Diagnostic(
        .missingTensor, "tensor \(named(first)) is missing", at: FileLocation(configuration),
        notes: notes)
    }
    if let first = unexpected.first {
      var notes = unexpected.dropFirst().prefix(shown).map { "nor \(named($0.name))" }
      if unexpected.count > shown + 1 {
        notes.append("\(unexpected.count) tensors are unused in total")
      }
      throw Diagnostic(
        .unexpectedTensor, "the model does not use tensor \(named(first.name))",
        at: first.place, notes: notes)
    }
  }

  private func checkEqual(_ head: StoredTensor, _ embedding: StoredTensor) throws {
    let isSame =
      head.file === embedding.file && head.offset == embedding.offset && head.type == embedding.type
    guard !isSame else { return }
    let piece = 1 << 16
    var values = [[Float]](repeating: [Float](repeating: 0, count: piece), count: 2)
    for first in stride(from: 0, to: head.count, by: piece) {
      let count = min(piece, head.count - first)
      for (index, tensor) in [head, embedding].enumerated() {
        try values[index].withUnsafeMutableBufferPointer { buffer in
          try tensor.read(
            from: first, into: UnsafeMutableBufferPointer(rebasing: buffer[..<count]),
            allowNonFinite: true)
        }
      }
      for index in 0..<count where values[0][index].bitPattern != values[1][index].bitPattern {
        throw Diagnostic(
          .tiedHeadDiffers,
          "tensor \(named(head.name)) differs from the embedding at element \(first + index)",
          at: head.place, notes: ["\(configuration) declares them tied"])
      }
    }
  }
}

extension [String] {
  /// Each once, where it stands first.
  fileprivate var uniqued: [String] {
    var seen: Set<String> = []
    return filter { seen.insert($0).inserted }
  }
}
