import Diagnostics

/// Reads a checkpoint in several safetensors files, which `model.safetensors.index.json` lists tensor by tensor.
enum ShardIndex {
  /// The file that lists the shards.
  static let name = "model.safetensors.index.json"
  /// Each shard stays open while the model is read.
  private static let shardLimit = 512

  /// The tensors of all shards in `folder`; index and shards must agree on every one.
  static func tensors(in folder: ModelFolder) throws -> [StoredTensor] {
    let path = folder.shown(name)
    let shardOf = try weightMap(folder)
    let shards = Set(shardOf.values).sorted()
    guard shards.count <= shardLimit else {
      throw Diagnostic(
        .shardIndex, "there are \(shards.count) shards, more than \(shardLimit)",
        at: FileLocation(path))
    }
    var tensors: [StoredTensor] = []
    var found: [ByteKey: String] = [:]
    for shard in shards {
      let file = try open(shard, in: folder)
      for tensor in try Safetensors.tensors(in: file) {
        let key = ByteKey(tensor.name)
        let tensorName = named(tensor.name)
        if let other = found.updateValue(shard, forKey: key) {
          throw Diagnostic(
            .shardDisagreement, "tensor \(tensorName) is in two shards, '\(other)' and '\(shard)'",
            at: tensor.place)
        }
        guard let listed = shardOf[key] else {
          throw Diagnostic(
            .shardDisagreement, "tensor \(tensorName) is in '\(shard)' but not in the index",
            at: tensor.place)
        }
        guard listed == shard else {
          throw Diagnostic(
            .shardDisagreement,
            "tensor \(tensorName) is in '\(shard)', but the index lists it in '\(listed)'",
            at: tensor.place)
        }
        tensors.append(tensor)
      }
    }
    let missing = shardOf.keys.filter { found[$0] == nil }.map(\.text).sorted()
    if let first = missing.first, let shard = shardOf[ByteKey(first)] {
      throw Diagnostic(
        .shardDisagreement,
        "the index lists tensor \(named(first)) in '\(shard)', which does not contain it",
        at: FileLocation(path, "tensor \(named(first))"),
        notes: missing.count > 1 ? ["\(missing.count - 1) more tensors are missing"] : [])
    }
    return tensors
  }

  private static func weightMap(_ folder: ModelFolder) throws -> [ByteKey: String] {
    let file = try folder.open(name)
    let bytes = try file.readAll(limit: 64 << 20)
    let options = JSONOptions(maximumDepth: 8, maximumValues: 1_000_000)
    let json = try JSONReader.read(bytes, file: file.path, options: options)
    guard let map = json["weight_map"]?.object else {
      throw Diagnostic(
        .shardIndex, "the index has no object 'weight_map'", at: FileLocation(file.path))
    }
    guard !map.members.isEmpty else {
      throw Diagnostic(.shardIndex, "the index lists no tensor", at: FileLocation(file.path))
    }
    var shardOf: [ByteKey: String] = [:]
    for member in map.members {
      guard let shard = member.value.string else {
        throw Diagnostic(
          .shardIndex,
          "tensor \(named(member.key)) maps to \(member.value.kind), expected a file name",
          at: FileLocation(file.path, "byte \(member.offset)"))
      }
      shardOf[ByteKey(member.key)] = shard
    }
    return shardOf
  }

  private static func open(_ shard: String, in folder: ModelFolder) throws -> FileReader {
    let index = FileLocation(folder.shown(name))
    let isMissing = !shard.contains("/") && !folder.has(shard)
    guard !isMissing else {
      throw Diagnostic(
        .missingShard, "the shard \(named(shard)) is not in the folder", at: index,
        help: "fetch the whole checkpoint again")
    }
    return try folder.open(shard, namedAt: index)
  }
}
