import Testing

extension EndToEnd {
  /// Models of shapes that nobody trained, checked pass by pass down to the program.
  @Suite struct Shapes {
    /// `[heads, head_dim, groups, state, conv_width, width, vocabulary, chunk]`; of the large state and the large head, a
    /// chunk takes several tiles.
    @Test(arguments: [
      [6, 16, 3, 24, 1, 48, 37, 5], [5, 7, 5, 3, 2, 33, 19, 5], [4, 32, 2, 130, 5, 20, 50, 5],
      [1, 1, 1, 1, 16, 1, 2, 5], [1, 2, 1, 5000, 3, 4, 9, 16], [1, 5000, 1, 2, 3, 4, 9, 16],
    ])
    func unusual(_ shape: [Int]) throws {
      let folder = try Folder()
      try folder.write(
        """
        vocabulary: \(shape[6])
        width: \(shape[5])
        tied_head: true
        blocks:
          - repeat: 2
            mamba2:
              heads: \(shape[0])
              head_dim: \(shape[1])
              groups: \(shape[2])
              state: \(shape[3])
              conv_width: \(shape[4])
        weights:
          random: {seed: 7, deviation: 0.5}
        """, to: "unusual.yaml")
      let table = try Program.ssdc.output(
        [
          "check", folder["unusual.yaml"], "--chunk", "\(shape[7])", "--tokens",
          "\(2 * shape[7] + 4)",
        ])
      #expect(table.contains("state of layer 1"))
    }
  }
}
