import Foundation
import Testing

@Suite struct InspectTests {
  @Test func describesACheckpointByItsHeaders() throws {
    let facts = try SSDCProcess.json(["inspect", "examples/classics-3m"])
    #expect(facts["kind"] as? String == "checkpoint")
    #expect(facts["layout"] as? String == "Hugging Face transformers")
    #expect(facts["blocks"] as? Int == 8)
    #expect(facts["width"] as? Int == 192)
    #expect(facts["parameters"] as? Int == 2_403_296)
    #expect(facts["parameter_bytes"] as? Int == 2 * 2_403_296)
    #expect(facts["dtypes"] as? [String: Int] == ["BF16": 74])
    #expect((facts["tensors"] as? [Any])?.count == 74)
  }

  @Test func mergesTheTensorsOfLikeBlocksUnlessToldNotTo() throws {
    let merged = try SSDCProcess.run(["inspect", "examples/classics-3m"])
    #expect(merged.code == 0)
    #expect(merged.output.contains("blocks.{0..7}.in_proj"))
    #expect(!merged.output.contains("blocks.3.in_proj"))
    let all = try SSDCProcess.run(["inspect", "examples/classics-3m", "--all"])
    #expect(all.output.contains("blocks.3.in_proj "))
    #expect(!all.output.contains("{"))
  }

  @Test(arguments: [("tiny-random", 25_976, 31), ("mamba2-130m-random", 128_989_632, 218)])
  func describesDescriptions(name: String, parameters: Int, tensors: Int) throws {
    let facts = try SSDCProcess.json(["inspect", "examples/descriptions/\(name).yaml"])
    #expect(facts["kind"] as? String == "model description")
    #expect(facts["parameters"] as? Int == parameters)
    #expect(facts["parameter_bytes"] is NSNull)
    #expect((facts["tensors"] as? [Any])?.count == tensors)
  }

  @Test func tellsUnlikeBlocksApart() throws {
    let facts = try SSDCProcess.json(["inspect", "examples/descriptions/tiny-random.yaml"])
    let mixers = try #require(facts["mixers"] as? [[String: Any]])
    #expect(mixers.map { $0["blocks"] as? String } == ["0..1", "2"])
    #expect(mixers.map { $0["heads"] as? Int } == [4, 8])
  }

  /// Each use of a transformer that blocks share, with what it is.
  @Test func tellsSharedTransformers() throws {
    let facts = try SSDCProcess.json(["inspect", "Tests/Models/zamba2-a"])
    let mixers = try #require(facts["mixers"] as? [[String: Any]])
    #expect(mixers.map { $0["blocks"] as? String } == ["0..5", "1,4", "3"])
    let kinds = mixers.map { $0["mixer"] as? String }
    #expect(kinds == ["mamba2", "shared_transformer", "shared_transformer"])
    #expect(mixers.map { $0["transformer"] as? Int } == [nil, 0, 1])
    #expect(mixers.map { $0["attention_heads"] as? Int } == [nil, 4, 4])
    #expect(mixers.map { $0["mlp_inner"] as? Int } == [nil, 64, 64])
    let text = try SSDCProcess.run(["inspect", "Tests/Models/zamba2-a"]).output
    #expect(text.contains("blocks 1,4, mixer shared_transformer, transformer 0"))
  }

  /// What stands in one block twice is told twice, and every block can be told from the others.
  @Test func tellsEveryMixerOfABlock() throws {
    try SSDCProcess.withFolder { folder in
      let path = "\(folder)/m.yaml"
      try """
      vocabulary: 40
      width: 16
      tied_head: true
      blocks:
        - layers:
            - mlp: {inner: 8}
            - mlp: {inner: 8}
            - mlp: {inner: 12}
        - linear_attention: {heads: 2, head_dim: 4}
        - mlp: {inner: 8}
      weights: {random: {seed: 3, deviation: 0.3}}
      """.write(toFile: path, atomically: false, encoding: .utf8)
      let facts = try SSDCProcess.json(["inspect", path])
      let mixers = try #require(facts["mixers"] as? [[String: Any]])
      #expect(mixers.map { $0["blocks"] as? String } == ["0,2", "0", "0", "1"])
      #expect(mixers.map { $0["mlp_inner"] as? Int } == [8, 8, 12, nil])
      let project = "\(folder)/out"
      let compiled = try SSDCProcess.run(["compile", path, "--emit", "source", "-o", project])
      #expect(compiled.code == 0, "\(compiled.errors)")
      let manifest = try SSDCProcess.json(["inspect", project])
      let model = try #require(manifest["model"] as? [String: Any])
      let told = try [model["mixers"], facts["mixers"]].map { list in
        try JSONSerialization.data(withJSONObject: try #require(list), options: .sortedKeys)
      }
      #expect(told[0] == told[1])
      let readme = try String(contentsOfFile: "\(project)/README.md", encoding: .utf8)
      #expect(readme.contains("| mixers | blocks 0,2, mixer mlp, mlp_inner 8"))
    }
  }

  /// The channels of Mamba-1 with one decay for all states, as the project has them.
  @Test func tellsScalarDecays() throws {
    let facts = try SSDCProcess.json(["inspect", "Tests/Models/jamba-a"])
    #expect(
      facts["scalar_decays"] as? [String]
        == ["blocks 0: 0 of 64 channels", "blocks 1, 3: 0 of 64 channels"])
    #expect(try SSDCProcess.json(["inspect", "examples/classics-3m"])["scalar_decays"] == nil)
  }

  /// The hybrid of the examples: what a sequence keeps, and where keys outgrow the state.
  @Test func tellsWhatASequenceKeeps() throws {
    let path = "examples/descriptions/hybrid-random.yaml"
    let facts = try SSDCProcess.json(["inspect", path])
    // Five convolution tails [3, 96] and states [4, 16, 16], linear attention [2, 8, 17] and [4, 8, 8].
    let state = 4 * (5 * (3 * 96 + 4 * 16 * 16) + 2 * 8 * 17 + 4 * 8 * 8)
    #expect(facts["state_bytes"] as? Int == state)
    #expect(facts["cache_bytes_per_token"] as? Int == 4 * 2 * 2 * 8)
    #expect(facts["context"] as? Int == 512)
    #expect(facts["state_smaller_than_cache_from_token"] as? Int == state / 128 + 1)
    let longer = try SSDCProcess.json(["inspect", path, "--context", "77"])
    #expect(longer["context"] as? Int == 77)
    let kinds = try #require(facts["mixers"] as? [[String: Any]]).compactMap {
      $0["mixer"] as? String
    }
    #expect(
      kinds == [
        "mamba2", "mlp", "attention", "linear_attention", "mlp", "experts", "linear_attention",
      ])
    let pure = try SSDCProcess.json(["inspect", "examples/classics-3m"])
    #expect(pure["cache_bytes_per_token"] as? Int == 0)
    #expect(pure["context"] is NSNull && pure["state_smaller_than_cache_from_token"] is NSNull)
  }

  /// A folder written as a description is the same model beside the same files.
  @Test(arguments: ["examples/classics-3m", "Tests/Models/zamba2-a"])
  func writesDescriptions(path: String) throws {
    let outcome = try SSDCProcess.run(["inspect", path, "--description"])
    #expect(outcome.code == 0, "\(outcome.errors)")
    try SSDCProcess.withFolder { folder in
      let root = SSDCProcess.root
      for name in try FileManager.default.contentsOfDirectory(atPath: "\(root)/\(path)") {
        try FileManager.default.copyItem(
          atPath: "\(root)/\(path)/\(name)", toPath: "\(folder)/\(name)")
      }
      let file = "\(folder)/model.yaml"
      try outcome.output.write(toFile: file, atomically: false, encoding: .utf8)
      let (left, right) = (
        try SSDCProcess.json(["inspect", path]), try SSDCProcess.json(["inspect", file])
      )
      for key in ["name", "blocks", "parameters", "parameter_bytes", "state_bytes", "context"] {
        #expect("\(left[key] ?? "")" == "\(right[key] ?? "")", "\(key)")
      }
    }
  }

  @Test func describesASafetensorsFile() throws {
    let facts = try SSDCProcess.json(["inspect", "examples/classics-3m/model.safetensors"])
    #expect(facts["kind"] as? String == "safetensors")
    #expect(facts["metadata"] as? [String: String] == ["format": "pt"])
    #expect(facts["parameters"] as? Int == 2_403_296)
  }

  /// A terabyte that is almost all hole: only its header can have been read.
  @Test func sizeDoesNotMatter() throws {
    try SSDCProcess.withFolder { folder in
      let size = 1 << 40
      let header = #"{"w":{"dtype":"F32","shape":[\#(size / 4)],"data_offsets":[0,\#(size)]}}"#
      let length = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian, Array.init)
      let path = "\(folder)/huge.safetensors"
      try Data(length + Array(header.utf8)).write(to: URL(fileURLWithPath: path))
      let file = try #require(FileHandle(forWritingAtPath: path))
      try file.truncate(atOffset: UInt64(8 + header.utf8.count + size))
      try file.close()
      let facts = try SSDCProcess.json(["inspect", path])
      #expect(facts["parameter_bytes"] as? Int == size)
    }
  }

  @Test func describesAnEmittedProjectAndItsWeights() throws {
    try SSDCProcess.withFolder { folder in
      let project = "\(folder)/tiny"
      let compiled = try SSDCProcess.run(
        ["compile", "examples/descriptions/tiny-random.yaml", "--emit", "source", "-o", project])
      #expect(compiled.code == 0, "\(compiled.errors)")
      let facts = try SSDCProcess.json(["inspect", project])
      #expect(facts["kind"] as? String == "emitted project")
      #expect(facts["name"] as? String == "tiny")
      #expect(facts["program"] as? Bool == false)
      #expect(facts["missing_files"] as? [String] == [])
      let weights = try SSDCProcess.json(["inspect", "\(project)/weights/tiny.safetensors"])
      #expect(weights["kind"] as? String == "weights of an emitted project")
      #expect(weights["parameters"] as? Int == facts["parameters"] as? Int)
      let hash = (facts["hashes"] as? [String: String])?["model"]
      #expect((weights["metadata"] as? [String: String])?["model_hash"] == hash)

      let header = try #require(
        FileManager.default.enumerator(atPath: project)?.compactMap { $0 as? String }
          .first { $0.hasSuffix(".h") })
      try FileManager.default.removeItem(atPath: "\(project)/\(header)")
      let damaged = try SSDCProcess.json(["inspect", project])
      #expect(damaged["missing_files"] as? [String] == [header])
    }
  }

  @Test func describesASavedState() throws {
    try SSDCProcess.withFolder { folder in
      var header = [UInt8]("SSDSTATE".utf8) + [1, 0, 0, 0, 128, 0, 0, 0]
      header += [UInt8](repeating: 0xAB, count: 32) + [UInt8](repeating: 0x0C, count: 32)
      header += [7, 1, 0, 0, 0, 0, 0, 0] + [64, 0, 0, 0, 0, 0, 0, 0]
      header += [UInt8](repeating: 0, count: 32)
      let path = "\(folder)/story"
      try Data(header + [UInt8](repeating: 0, count: 64)).write(to: URL(fileURLWithPath: path))
      let facts = try SSDCProcess.json(["inspect", path])
      #expect(facts["kind"] as? String == "saved state")
      #expect(facts["position"] as? Int == 263)
      #expect(facts["payload_bytes"] as? Int == 64)
      #expect(facts["complete"] as? Bool == true)
      #expect(facts["model_hash"] as? String == String(repeating: "ab", count: 32))
      #expect(facts["layout_hash"] as? String == String(repeating: "0c", count: 32))

      try Data(header).write(to: URL(fileURLWithPath: path))
      #expect(try SSDCProcess.json(["inspect", path])["complete"] as? Bool == false)
      for length in [8, 127] {
        try Data(header.prefix(length)).write(to: URL(fileURLWithPath: path))
        let outcome = try SSDCProcess.run(["inspect", path])
        #expect(outcome.code == 3)
        #expect(outcome.errors.contains("error[E0804]"))
      }
    }
  }

  @Test(arguments: ["examples/classics-3m/tokenizer.json", "README.md", "/dev/null", "/", "absent"])
  func refusesWhatItCannotDescribe(path: String) throws {
    let outcome = try SSDCProcess.run(["inspect", path])
    #expect(outcome.code == 3)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.hasPrefix("error[E0"))
  }

  /// Random bytes behind every beginning and ending that is looked at: refused each time, and never with a crash.
  @Test(arguments: ["", "SSDSTATE", "PK\u{3}\u{4}", "GGUF", "\u{10}\0\0\0\0\0\0\0{\"a\":"])
  func refusesGarbage(start: String) throws {
    var random = SplitMix(state: 0x5EED)
    try SSDCProcess.withFolder { folder in
      for suffix in ["", ".safetensors", ".bin", ".ssd", ".yaml", ".json"] {
        let garbage =
          Array(start.utf8) + (0..<300).map { _ in UInt8.random(in: 0...255, using: &random) }
        let path = "\(folder)/garbage\(suffix)"
        try Data(garbage).write(to: URL(fileURLWithPath: path))
        let outcome = try SSDCProcess.run(["inspect", path])
        #expect(outcome.code == 3, "\(start) \(suffix): \(outcome.errors)")
        #expect(outcome.errors.hasPrefix("error[E0"), "\(start) \(suffix): \(outcome.errors)")
      }
    }
  }

  @Test func namesFromFilesCannotSteerTheTerminal() throws {
    try SSDCProcess.withFolder { folder in
      let header = #"{"\u001b[2Ja":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#
      var bytes = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian, Array.init)
      bytes += Array(header.utf8) + [0, 0, 0, 0]
      let path = "\(folder)/hostile.safetensors"
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      let outcome = try SSDCProcess.run(["inspect", path])
      #expect(outcome.code == 0)
      #expect(outcome.output.contains(#"\u{1b}[2Ja"#))
      #expect(!outcome.output.utf8.contains(0x1B))
    }
  }
}

/// Seeded random numbers: Steele, Lea & Flood 2014, "Fast splittable pseudorandom number generators".
struct SplitMix: RandomNumberGenerator {
  /// The seed.
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
