import Testing

extension EndToEnd {
  /// Models trained to recall associations: what they predict against the reference's predictions.
  @Suite struct Recall {
    /// The share of equal predictions: rounding may turn a near tie.
    private static let share = 0.999

    @Test(arguments: ["mqar-n16", "mqar-n128"])
    func predictions(model: String) throws {
      let folder = "\(Places.models)/\(model)"
      let task = try TensorFile("\(folder)/task.safetensors")
      let shape = try task.shape("input_ids")
      let inputs = try task.integers("input_ids")
      let answers = try task.integers("answers")
      let predicted = try task.integers("predicted")
      let emitted = try Emitted(folder)
      var asked = 0
      var equal = 0
      for sequence in 0..<(Places.isLong ? shape[0] : min(16, shape[0])) {
        let range = (sequence * shape[1])..<((sequence + 1) * shape[1])
        let logits = try emitted.logits(Array(inputs[range]))
        for (row, place) in range.enumerated() where answers[place] != -1 {
          asked += 1
          equal += logits.argmax(row) == predicted[place] ? 1 : 0
        }
      }
      #expect(asked > 0)
      #expect(Double(equal) >= Self.share * Double(asked), "\(equal) of \(asked) are equal")
    }
  }
}
