import Diagnostics
import Testing

@testable import Frontend

/// Mutates valid files by seeded chance: every reader must read them or refuse them with a diagnostic, never trap.
@Suite struct MutationTests {
  /// Runs `read` on `count` mutants of `original`, and returns how many were refused.
  private func fuzz(
    _ original: [UInt8], seed: UInt64, count: Int, head: Int? = nil,
    _ read: ([UInt8]) throws -> Void
  ) -> Int {
    var generator = SeededGenerator(state: seed)
    var refused = 0
    for round in 0..<count {
      let mutant = mutate(original, head: head ?? original.count, &generator)
      do {
        try read(mutant)
      } catch is Diagnostic {
        refused += 1
      } catch {
        Issue.record("round \(round): an error that is no diagnostic: \(error)")
      }
    }
    return refused
  }

  /// `bytes` with a few changes among the first `head`.
  private func mutate(
    _ bytes: [UInt8], head: Int, _ generator: inout SeededGenerator
  ) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
      let place = Int.random(in: 0..<min(head, bytes.count), using: &generator)
      switch Int.random(in: 0..<6, using: &generator) {
      case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      case 1: bytes[place] = UInt8.random(in: 0...255, using: &generator)
      case 2: bytes[place] = [0, 0x7F, 0x80, 0xFF].randomElement(using: &generator) ?? 0
      case 3: bytes.remove(at: place)
      case 4: bytes.insert(bytes[Int.random(in: 0..<bytes.count, using: &generator)], at: place)
      default:
        if Int.random(in: 0..<4, using: &generator) == 0 { bytes.removeLast(bytes.count - place) }
      }
    }
    return bytes
  }

  @Test func safetensorsFiles() throws {
    let original = try contents(Fixtures.model + "/model.safetensors")
    let folder = try TemporaryFolder()
    let refused = fuzz(original, seed: 1, count: 1500, head: 3000) { mutant in
      let path = try folder.write(mutant, "m.safetensors")
      let tensors = try Safetensors.tensors(in: FileReader(path))
      for tensor in tensors { #expect(tensor.offset + tensor.bytes <= mutant.count) }
    }
    #expect(refused > 500)
  }

  @Test func torchCheckpoints() throws {
    let numbers = (0..<4).flatMap { bytes(Float($0).bitPattern) }
    let table = PickleBuilder.table { $0.tensor().string("v").tensor(shape: [4], strides: [1]) }
    var builder = ZipBuilder([
      .init("m/data.pkl", table), .init("m/byteorder", Array("little".utf8)),
      .init("m/data/0", numbers),
    ])
    builder.wideEnd = ZipBuilder.wideEnd(3) { _ in }
    let folder = try TemporaryFolder()
    let refused = fuzz(builder.archive, seed: 2, count: 1500) { mutant in
      let path = try folder.write(mutant, "m.bin")
      _ = try TorchCheckpoint.tensors(in: FileReader(path), verifying: true)
    }
    #expect(refused > 1000)
  }

  @Test func pickles() throws {
    let table = PickleBuilder.table { $0.tensor().string("v").tensor(shape: [4], strides: [1]) }
    let refused = fuzz(table, seed: 3, count: 3000) { mutant in
      var machine = PickleMachine(mutant) { FileLocation("m", "byte \($0)") }
      _ = try machine.run()
    }
    #expect(refused > 1500)
  }

  @Test(arguments: ["config.json", "config.legacy.json"])
  func configurations(_ name: String) throws {
    let original = try contents(Fixtures.model + "/" + name)
    let folder = try TemporaryFolder()
    let refused = fuzz(original, seed: 4, count: 1000) { mutant in
      _ = try ModelConfiguration(FileReader(folder.write(mutant, "config.json")), name: "m")
    }
    #expect(refused > 500)
  }

  @Test func json() throws {
    let original = Array(#"{"a":[1,-2.5e3,"\ud83d\ude00é",null,true,{"b":{}}],"\u0077":[]}"#.utf8)
    let refused = fuzz(original, seed: 5, count: 5000) { mutant in
      _ = try JSONReader.read(mutant, file: "m", options: JSONOptions(allowNonFinite: true))
    }
    #expect(refused > 2500)
  }

  @Test func descriptions() throws {
    let path = Fixtures.repository + "/examples/descriptions/tiny-random.yaml"
    let original = try contents(path)
    let folder = try TemporaryFolder()
    let refused = fuzz(original, seed: 6, count: 1500) { mutant in
      _ = try ModelLoader.open(folder.write(mutant, "m.yaml"))
    }
    #expect(refused > 500)
  }

  @Test func indices() throws {
    let original = Array(#"{"metadata":{"total_size":8},"weight_map":{"a":"1","b":"1"}}"#.utf8)
    let folder = try TemporaryFolder()
    let shard = safetensors([("a", [1], [1]), ("b", [1], [2])])
    try folder.write(shard, "1")
    let refused = fuzz(original, seed: 7, count: 1000) { mutant in
      try folder.write(mutant, ShardIndex.name)
      _ = try ShardIndex.tensors(in: ModelFolder(folder.path))
    }
    #expect(refused > 500)
  }
}
