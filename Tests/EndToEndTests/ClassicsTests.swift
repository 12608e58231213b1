import Frontend
import Testing

extension EndToEnd {
  /// The example language model against what was measured and written where it was trained.
  @Suite struct Classics {
    private let emitted: Emitted
    private let expected: JSONValue

    init() throws {
      emitted = try Emitted(Places.classics)
      let path = "\(Places.classics)/reference.json"
      expected = try JSONReader.read(FileReader(path).readAll(limit: 1 << 20), file: path)
    }

    @Test func perplexity() throws {
      let text = try emitted.output(["perplexity", "--file", "\(Places.classics)/valid-60k.txt"])
      let nats = try #require(text.firstMatch(of: /nats per token +([0-9.]+)/)?.1)
      let tokens = try #require(text.firstMatch(of: /tokens +([0-9]+)/)?.1)
      let expectedNats = try #require(expected["nats_per_token"]?.number)
      #expect(abs((Double(nats) ?? .nan) - expectedNats) <= 1e-3)
      #expect(Int64(tokens) == expected["tokens"]?.integer)
    }

    @Test func greedyTexts() throws {
      let cases = try #require(expected["greedy"]?.object)
      #expect(cases.members.count == 4)
      for member in cases.members {
        let count = try #require(member.value["ids"]?.array?.count)
        let text = try emitted.output([
          "generate", "--prompt", member.key, "--greedy", "-n", "\(count)", "--ignore-eos",
          "--no-echo",
        ])
        let wanted = try #require(member.value["text"]?.string)
        #expect(text == wanted, "\(member.key)")
      }
    }
  }
}
