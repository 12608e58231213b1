import Diagnostics
import Testing

@testable import Frontend

/// The files of a sharded checkpoint.
struct Shards: Sendable {
  var index: String
  var files: [String: [UInt8]] = [:]
  var link: (name: String, target: String)?
}

@Suite struct HostileShardTests {
  private static let one = safetensors([("a", [1], [1]), ("b", [1], [2])])
  private static let two = safetensors([("c", [1], [3])])

  private static func map(_ pairs: String) -> String { "{\"weight_map\":{\(pairs)}}" }

  static let cases: [HostileCase<Shards>] = [
    HostileCase(
      "index is no JSON", Shards(index: "<html>"), .jsonSyntax, at: "index.json: byte 0", "'<'"),
    HostileCase(
      "index without map", Shards(index: "{}"), .shardIndex, at: "index.json", "'weight_map'"),
    HostileCase("empty map", Shards(index: map("")), .shardIndex, at: "index.json", "no tensor"),
    HostileCase(
      "shard is a number", Shards(index: map("\"a\":1")), .shardIndex, at: "byte 15",
      "expected a file name"),
    HostileCase(
      "doubled tensor in the map", Shards(index: map("\"a\":\"x\",\"a\":\"y\"")), .duplicateKey,
      at: "byte 23", "'a' occurs twice"),
    HostileCase(
      "missing shard", Shards(index: map("\"a\":\"gone.safetensors\"")), .missingShard,
      at: "index.json", "'gone.safetensors'"),
    HostileCase(
      "shard above the folder", Shards(index: map("\"a\":\"../x.safetensors\"")), .unsafePath,
      at: "index.json", "'../x.safetensors'"),
    HostileCase(
      "absolute shard", Shards(index: map("\"a\":\"/etc/passwd\"")), .unsafePath,
      at: "index.json", "'/etc/passwd'"),
    HostileCase(
      "shard is the folder", Shards(index: map("\"a\":\"..\"")), .unsafePath, at: "index.json",
      "'..'"),
    HostileCase(
      "shard is a link to a device",
      Shards(index: map("\"a\":\"l.safetensors\""), link: ("l.safetensors", "/dev/zero")),
      .unreadableFile, at: "l.safetensors", "this is a device"),
    HostileCase(
      "tensor in two shards",
      Shards(
        index: map("\"a\":\"1\",\"b\":\"1\",\"c\":\"2\""),
        files: ["1": one, "2": safetensors([("c", [1], [3]), ("a", [1], [1])])]),
      .shardDisagreement, at: "2: tensor 'a'", "in two shards, '1' and '2'"),
    HostileCase(
      "tensor in another shard",
      Shards(
        index: map("\"a\":\"1\",\"b\":\"2\",\"c\":\"2\""), files: ["1": one, "2": two]),
      .shardDisagreement, at: "1: tensor 'b'", "the index lists it in '2'"),
    HostileCase(
      "tensor not in the index",
      Shards(index: map("\"a\":\"1\""), files: ["1": one]), .shardDisagreement,
      at: "1: tensor 'b'", "not in the index"),
    HostileCase(
      "tensor only in the index",
      Shards(index: map("\"a\":\"1\",\"b\":\"1\",\"z\":\"1\""), files: ["1": one]),
      .shardDisagreement, at: "index.json: tensor 'z'", "which does not contain it"),
    HostileCase(
      "truncated shard",
      Shards(index: map("\"a\":\"1\",\"b\":\"1\""), files: ["1": one.dropLast(1)]),
      .tensorEntry, at: "1: byte", "the data has 7 bytes"),
    HostileCase(
      "600 shards",
      Shards(index: map((0..<600).map { "\"t\($0)\":\"f\($0)\"" }.joined(separator: ","))),
      .shardIndex, at: "index.json", "600 shards"),
  ]

  @Test(arguments: cases)
  func isRefused(_ hostile: HostileCase<Shards>) throws {
    let folder = try TemporaryFolder()
    try folder.write(hostile.input.index, ShardIndex.name)
    for (name, bytes) in hostile.input.files { try folder.write(bytes, name) }
    if let link = hostile.input.link { try folder.link(link.name, to: link.target) }
    hostile.expectRefusal { _ in try ShardIndex.tensors(in: ModelFolder(folder.path)) }
  }

  @Test func agreeingShardsAreRead() throws {
    let folder = try TemporaryFolder()
    try folder.write(Self.map("\"a\":\"1\",\"b\":\"1\",\"c\":\"2\""), ShardIndex.name)
    try folder.write(Self.one, "1")
    try folder.write(Self.two, "2")
    let tensors = try ShardIndex.tensors(in: ModelFolder(folder.path))
    #expect(tensors.map(\.name) == ["a", "b", "c"])
  }
}
